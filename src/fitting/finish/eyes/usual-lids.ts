import { findSlits, rimOf, slitOpening } from '../../../head/anatomy/slits.ts';
import { expressionStart, type ShapeSpace } from '../../../head/shape/shape-space.ts';
import { groupSlice, type ViewExpressions } from '../../unknowns/view-expressions.ts';
import type { EyeSide } from './lids.ts';

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
  /** The group of views that shows each eye so, 0 where all show one moment; null where none has it open. */
  readonly moments: Readonly<Record<EyeSide, number | null>>;
}

/**
 * How the person's lids stand when nothing moves them. No identity has narrow or wide eyes, so that what is the person's own
 * comes out of a fit as an expression that every photograph has: of each eye, the coefficients of its lids at the moment whose opening is the median of
 * those at which it is open; zeros, the lids of the mean head, where it is at none.
 * @param calm the face without expression [V, 3] mm of the model
 */
export function usualLids(found: FoundExpressions, calm: Float64Array): UsualLids {
  const expression = new Float64Array(found.expressions.columnCount);
  const momentOf = (side: EyeSide): number | null => {
    const columns = lidColumns(found.space, side);
    const median = medianMoment(found, calm, { side, columns });
    if (median === null) return null;
    for (const k of columns) expression[k] = OWN_SHARE * median.expression[k];
    return median.moment;
  };
  return { expression, moments: { left: momentOf('left'), right: momentOf('right') } };
}

interface OpenMoment {
  readonly moment: number;
  /** [E] */
  readonly expression: Float64Array;
  /** mm */
  readonly opening: number;
}

function medianMoment(
  { space, coefficients, expressions, deviations }: FoundExpressions,
  calm: Float64Array,
  { side, columns }: { readonly side: EyeSide; readonly columns: readonly number[] },
): OpenMoment | null {
  const slit = findSlits(space.head)[side];
  const rim = rimOf(slit);
  const first = expressionStart(space);
  const openingOf = (expression: Float64Array): number => {
    const positions = calm.slice();
    for (const k of columns) {
      const delta = space.deltas.subarray((first + k) * calm.length);
      for (const v of rim) for (let a = 3 * v; a < 3 * v + 3; a++) positions[a] += expression[k] * delta[a];
    }
    return slitOpening(slit, positions);
  };
  const { groupCount, columnCount } = expressions;
  const least = OPEN_SHARE * slitOpening(slit, calm);
  const open = Array.from({ length: Math.max(1, groupCount) }, (_, moment): OpenMoment => {
    const deviation = groupSlice(deviations, columnCount, groupCount === 0 ? -1 : moment);
    const expression = deviation.map((x, k) => coefficients[first + k] + x);
    return { moment, expression, opening: openingOf(expression) };
  })
    .filter(({ opening }) => opening >= least)
    .sort((a, b) => b.opening - a.opening);
  return open[(open.length - 1) >> 1] ?? null;
}

/** Expressions that move the lids of one eye alone. */
function lidColumns({ head }: ShapeSpace, side: EyeSide): number[] {
  return [...head.expressions.names.keys()].filter((k) => head.expressions.names[k].startsWith(`eye-${side}-`));
}
