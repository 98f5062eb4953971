import { meanVector } from '../../../geometry/mean.ts';
import { LIP_LINES, LIP_POINTS } from '../../../head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../head/anatomy/lips/move-lips.ts';
import { shutSlit } from '../../../head/anatomy/shut-slits.ts';
import { findSlits } from '../../../head/anatomy/slits.ts';
import { shownMoments } from '../../unknowns/shown-moments.ts';
import type { ExpressiveHead } from '../../unknowns/view-mesh.ts';
import type { FittedLids } from '../eyes/lay-lids.ts';
import { laidLips } from './laid-lips.ts';

/** The same head with lips where the photographs show them. */
export type LippedHead = Pick<ExpressiveHead, 'lips'> & Pick<FittedLids, 'positions' | 'neutral'>;

/**
 * Lays the lips of each moment where its photographs show them. Those of the head that all share move by the mean of what moments
 * do, the neutral head's by the mean of those whose mouth is shut: an open one is as wide as a laugh makes it. Open mouths of several photographs stay: on made-up ones, lopsided
 * smiles and jaws that hang, fits are within two millimetres and the network three or four off.
 */
export function layLips(ahead: FittedLids): LippedHead {
  const { space, expressions, cameras, observed, shut, positions, neutral } = ahead;
  const { head } = space;
  const moments = shownMoments(ahead).map(({ group, views, mesh }) => {
    const photographs = views.map((v) => ({ camera: cameras[v], observation: observed.used[v].observation }));
    const isShut = shut[views[0]].includes('mouth');
    const steps = isShut || views.length === 1 ? laidLips(head, photographs, mesh) : null;
    return { group, isShut, steps: isShut && steps !== null ? together(steps) : steps };
  });
  const all = moments.flatMap(({ steps }) => steps ?? []);
  const ofShut = moments.flatMap(({ isShut, steps }) => (isShut ? (steps ?? []) : []));
  const moved = (from: Float64Array, steps: readonly Float64Array[], isShut: boolean): Float64Array => {
    const to = from.slice();
    moveLips(head, meanVector(steps), to);
    if (isShut) shutSlit(head, findSlits(head).mouth, to);
    return to;
  };
  return {
    lips: Array.from(expressions.group, (group) => moments.find((moment) => moment.group === group)?.steps ?? null),
    positions: moved(positions, all, 2 * ofShut.length > all.length),
    neutral: { ...neutral, positions: moved(neutral.positions, ofShut, ofShut.length > 0) },
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
