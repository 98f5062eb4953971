import { meanVector } from '../../../geometry/mean.ts';
import { LIP_LINES, LIP_POINTS } from '../../../head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../head/anatomy/lips/move-lips.ts';
import { shutSlit } from '../../../head/anatomy/shut-slits.ts';
import { findSlits } from '../../../head/anatomy/slits.ts';
import { shownMoments } from '../../unknowns/shown-moments.ts';
import { type ExpressiveHead, viewMesher } from '../../unknowns/view-mesh.ts';
import type { FittedLids } from '../eyes/lay-lids.ts';
import { laidLips } from './laid-lips.ts';

/** The same head with lips where the photographs show them. */
export type LippedHead = Pick<ExpressiveHead, 'lips'> & Pick<FittedLids, 'positions' | 'neutral'>;

/**
 * Lays the lips of each moment where its photograph shows them. Those of the head that all share move by the mean of what moments do, the neutral head's as shut ones
 * do: an open mouth is as wide as a laugh makes it.
 * Lips that several photographs pin stay: those of a moment that more than one shows, and shut ones wherever there are others. There fits have them within a millimetre or two,
 * and of made-up smiles the network sees the line between shut lips as far off.
 */
export function layLips(ahead: FittedLids): LippedHead {
  const { space, expressions, cameras, observed, shut, positions, neutral } = ahead;
  const { head } = space;
  const meshOf = viewMesher(ahead);
  const laid = new Map(
    shownMoments(expressions).map(({ group, views: [view, ...others] }) => {
      const isShut = shut[view].includes('mouth');
      const isPinned = others.length > 0 || (isShut && cameras.length > 1);
      const photograph = { camera: cameras[view], observation: observed.used[view].observation };
      const steps = isPinned ? null : laidLips(head, photograph, meshOf(view));
      return [group, isShut && steps !== null ? together(steps) : steps] as const;
    }),
  );
  const lips = Array.from(expressions.group, (group) => laid.get(group) ?? null);
  if (lips.every((steps) => steps === null)) return { lips, positions, neutral };
  const still = new Float64Array(3 * LIP_POINTS.length);
  const shared = meanVector([...laid.values()].map((steps) => steps ?? still));
  // Shut lips are laid of a lone photograph alone, and then they are all that is.
  const allShut = shut.every((slits) => slits.includes('mouth'));
  const moved = (from: Float64Array): Float64Array => {
    const to = from.slice();
    moveLips(head, shared, to);
    if (allShut) shutSlit(head, findSlits(head).mouth, to);
    return to;
  };
  return {
    lips,
    positions: moved(positions),
    neutral: allShut ? { ...neutral, positions: moved(neutral.positions) } : neutral,
  };
}

/** Lips that touch go the same way where they do: the network parts them by a millimetre. */
function together(steps: Float64Array): Float64Array {
  const out = steps.slice();
  const { innerUpper, innerLower } = LIP_LINES;
  innerUpper.forEach((upper, i) => {
    const pair = [upper, innerLower[i]].map((l) => 3 * LIP_POINTS.indexOf(l));
    const mean = [0, 1, 2].map((k) => (steps[pair[0] + k] + steps[pair[1] + k]) / 2);
    for (const at of pair) out.set(mean, at);
  });
  return out;
}
