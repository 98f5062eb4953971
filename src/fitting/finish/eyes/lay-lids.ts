import type { Camera } from '../../../geometry/camera.ts';
import { LIDS_AS_THEY_ARE, type LidAngles, lidAngles, liddedEyes, turnLids } from '../../../head/anatomy/turn-lids.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { ObservedCapture } from '../../evidence/observe-views.ts';
import { type ExpressiveHead, viewMeshes } from '../../unknowns/view-mesh.ts';
import type { NeutralHead } from '../neutral-head.ts';
import { laidLids } from './laid-lids.ts';
import type { EyeSide } from './lids.ts';
import { OWN_SHARE } from './usual-lids.ts';

/** A head whose lids stand where landmarks and pixels left them, and whose eyes look nowhere. */
export interface FittedLids extends ExpressiveHead {
  readonly observed: ObservedCapture;
  /** Of the used views, photograph pixels. */
  readonly cameras: readonly Camera[];
  /** Under the shared expression and jaw [V, 3] mm. */
  readonly positions: Float64Array;
  readonly neutral: NeutralHead;
}

/** The same head with lids on the rims that the photographs show. */
export type LaidHead = Pick<ExpressiveHead, 'lids' | 'atRest'> & Pick<FittedLids, 'positions' | 'neutral'>;

/**
 * Lays the lids of each moment on the rims that its photographs show, shut ones left as they are. Those of the head that all share turn by the mean of what moments
 * do, the neutral head's as at the moment that they usually look like, so far as that is the person's ({@link OWN_SHARE}).
 */
export function layLids(ahead: FittedLids): LaidHead {
  const { space, observed, cameras, expressions, shut } = ahead;
  const { head } = space;
  const views = [...expressions.group.keys()];
  const meshes = viewMeshes(ahead);
  const moments = [...new Set(expressions.group)].map((group): Moment => {
    const own = views.filter((v) => expressions.group[v] === group);
    const [first] = own;
    const photographs = own.map((v) => ({ camera: cameras[v], observation: observed.used[v].observation }));
    const laid = laidLids(head, photographs, meshes[first]);
    const angles = ofEyes((side) => (shut[first].includes(side) ? null : laid[side]));
    return { group, angles, turns: added(angles, lidsOf(head, meshes[first]), -1) };
  });
  const momentOf = (group: number): Moment | undefined => moments.find((moment) => moment.group === group);
  const turned = (from: Float64Array, turns: LidAngles): Float64Array => {
    const to = from.slice();
    turnLids(head, added(turns, lidsOf(head, from), 1), to);
    return to;
  };
  const { atRest, positions, neutral } = ahead;
  const shared = ofEyes((side) => mean(moments.flatMap(({ turns }) => turns[side] ?? [])));
  const usual = ofEyes((side) => {
    const moment = neutral.lids.moments[side];
    if (moment === null) return null;
    const turns = momentOf(expressions.groupCount === 0 ? -1 : moment)?.turns[side] ?? null;
    return turns?.map((turn) => OWN_SHARE * turn) ?? null;
  });
  return {
    lids: views.map((v) => momentOf(expressions.group[v])?.angles ?? LIDS_AS_THEY_ARE),
    atRest: turned(atRest, shared),
    positions: turned(positions, shared),
    neutral: { ...neutral, positions: turned(neutral.positions, usual) },
  };
}

interface Moment {
  readonly group: number;
  /** Where its photographs have the rims. */
  readonly angles: LidAngles;
  /** How far that is from where the fit has them. */
  readonly turns: LidAngles;
}

function ofEyes(angles: (side: EyeSide) => Float64Array | null): LidAngles {
  return { left: angles('left'), right: angles('right') };
}

function lidsOf(head: HeadModel, positions: Float64Array): LidAngles {
  const [left, right] = liddedEyes(head, positions).map((eye) => lidAngles(eye, positions));
  return { left, right };
}

/** a + factor b of each eye; null where either is. */
function added(a: LidAngles, b: LidAngles, factor: number): LidAngles {
  return ofEyes((side) => {
    const [x, y] = [a[side], b[side]];
    return x === null || y === null ? null : x.map((angle, i) => angle + factor * y[i]);
  });
}

function mean(turns: readonly Float64Array[]): Float64Array | null {
  if (turns.length === 0) return null;
  return turns[0].map((_, i) => turns.reduce((sum, turn) => sum + turn[i] / turns.length, 0));
}
