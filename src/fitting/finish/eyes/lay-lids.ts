import type { Camera } from '../../../geometry/camera.ts';
import { LIDS_AS_THEY_ARE, type LidAngles, lidAngles, liddedEyes, turnLids } from '../../../head/anatomy/turn-lids.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { ObservedCapture } from '../../evidence/observe-views.ts';
import { type ExpressiveHead, viewMeshes } from '../../unknowns/view-mesh.ts';
import type { NeutralHead } from '../neutral-head.ts';
import { laidLids } from './laid-lids.ts';
import type { EyeSide } from './lids.ts';

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
 * Lays the lids of each moment on the rims that its photographs show, shut ones left as they are; those of the head that all share by the mean of what moments
 * were turned, the neutral head's as they usually stand.
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
    return { group, angles, mesh: meshes[first] };
  });
  const anglesOf = (group: number): LidAngles =>
    moments.find((moment) => moment.group === group)?.angles ?? LIDS_AS_THEY_ARE;
  const turned = (from: Float64Array, angles: LidAngles): Float64Array => {
    const to = from.slice();
    turnLids(head, angles, to);
    return to;
  };
  const { atRest, positions, neutral } = ahead;
  const shared = sharedAngles(head, positions, moments);
  const usual = ofEyes((side) => {
    const moment = neutral.lids.moments[side];
    return moment === null ? null : anglesOf(expressions.groupCount === 0 ? -1 : moment)[side];
  });
  return {
    lids: views.map((v) => anglesOf(expressions.group[v])),
    atRest: turned(atRest, shared),
    positions: turned(positions, shared),
    neutral: { ...neutral, positions: turned(neutral.positions, usual) },
  };
}

interface Moment {
  readonly group: number;
  /** Where its photographs have the rims. */
  readonly angles: LidAngles;
  /** As it was fitted [V, 3] mm. */
  readonly mesh: Float64Array;
}

function ofEyes(angles: (side: EyeSide) => Float64Array | null): LidAngles {
  return { left: angles('left'), right: angles('right') };
}

/** How the lids of a head stand that is turned by the mean of what moments are. */
function sharedAngles(head: HeadModel, positions: Float64Array, moments: readonly Moment[]): LidAngles {
  const anglesOn = (mesh: Float64Array): ((side: EyeSide) => Float64Array) => {
    const eyes = liddedEyes(head, mesh);
    return (side) =>
      Float64Array.from(eyes.filter((eye) => eye.side === side).flatMap((eye) => [...lidAngles(eye, mesh)]));
  };
  const own = anglesOn(positions);
  const fitted = moments.map(({ mesh }) => anglesOn(mesh));
  return ofEyes((side) => {
    const turns = moments.flatMap(({ angles }, m) => {
      const wanted = angles[side];
      if (wanted === null) return [];
      const from = fitted[m](side);
      return [wanted.map((angle, i) => angle - from[i])];
    });
    if (turns.length === 0) return null;
    return own(side).map((angle, i) => angle + turns.reduce((sum, turn) => sum + turn[i] / turns.length, 0));
  });
}
