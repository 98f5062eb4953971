import { findSlits, slitOpening } from '../../../head/anatomy/slits.ts';
import { addShape, expressionStart, type ShapeSpace } from '../../../head/shape/shape-space.ts';
import { groupSlice, type ViewExpressions } from '../../unknowns/view-expressions.ts';
import { EYE_SIDES, type EyeSide } from './lids.ts';

/** Lids of which less is left open, as a share of how far they stand open without expression, are shut, or blink. */
const OPEN_SHARE = 1 / 3;
/**
 * So much of what lids differ from the mean head's is the person's: a photograph's are read to about a mm, rather too narrow, and squint in the light; people's own
 * differ by a mm and a half.
 */
export const OWN_SHARE = 2 / 3;

/** The expressions that a fit found. */
export interface FoundExpressions {
  readonly space: ShapeSpace;
  /** Of the shape space [count]. */
  readonly coefficients: Float64Array;
  readonly expressions: ViewExpressions;
  /** [G, E] */
  readonly deviations: Float64Array;
}

/** How a person's lids stand. */
export interface UsualLids {
  /** Coefficients of the lids' expressions, {@link OWN_SHARE} of what is seen, zeros elsewhere [E]. */
  readonly expression: Float64Array;
  /** The group of views that shows each eye so; null where none has it open. */
  readonly moments: Readonly<Record<EyeSide, number | null>>;
}

/**
 * How the person's lids stand when nothing moves them. No identity has narrow or wide eyes, so that what is the person's own
 * comes out of a fit as an expression that every photograph has: of each eye, the coefficients of its lids at the moment whose opening is the median of
 * those at which it is open; zeros, the lids of the mean head, where it is at none.
 * @param calm the face without expression [V, 3] mm of the model
 */
export function usualLids(found: FoundExpressions, calm: Float64Array): UsualLids {
  const [left, right] = EYE_SIDES.map((side) => medianMoment(found, calm, side));
  const expression = new Float64Array(found.expressions.columnCount).map(
    (_, k) => OWN_SHARE * ((left?.lids[k] ?? 0) + (right?.lids[k] ?? 0)),
  );
  return { expression, moments: { left: left?.group ?? null, right: right?.group ?? null } };
}

/** A moment at which an eye is open. */
interface OpenMoment {
  readonly group: number;
  /** What of its expression moves the eye's lids, zeros elsewhere [E]. */
  readonly lids: Float64Array;
  /** mm */
  readonly opening: number;
}

function medianMoment(
  { space, coefficients, expressions, deviations }: FoundExpressions,
  calm: Float64Array,
  side: EyeSide,
): OpenMoment | null {
  const slit = findSlits(space.head)[side];
  const { names } = space.head.expressions;
  const first = expressionStart(space);
  const least = OPEN_SHARE * slitOpening(slit, calm);
  const open = [...new Set(expressions.group)]
    .map((group): OpenMoment => {
      const lids = groupSlice(deviations, expressions.columnCount, group).map((x, k) =>
        names[k].startsWith(`eye-${side}-`) ? coefficients[first + k] + x : 0,
      );
      const positions = calm.slice();
      addShape(space, lids, first, positions);
      return { group, lids, opening: slitOpening(slit, positions) };
    })
    .filter(({ opening }) => opening >= least)
    .sort((a, b) => b.opening - a.opening);
  return open[(open.length - 1) >> 1] ?? null;
}
