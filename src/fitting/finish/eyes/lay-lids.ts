import type { Camera } from '../../../geometry/camera.ts';
import { meanVector } from '../../../geometry/mean.ts';
import {
  LIDS_AS_THEY_ARE,
  type LidAngles,
  lidAngles,
  liddedEyes,
  turnLids,
} from '../../../head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitOpening } from '../../../head/anatomy/slits.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { ObservedCapture } from '../../evidence/observe-views.ts';
import { type ShownMoment, shownMoments } from '../../unknowns/shown-moments.ts';
import { type ExpressiveHead, viewMesher } from '../../unknowns/view-mesh.ts';
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

/** An eye that is open by less than this share of what it usually is blinks: where it is half seen, the network sees it more open than landmarks do. */
const BLINK_SHARE = 0.6;

/**
 * Lays the lids of each moment on the rims that its photographs show, shut and blinking ones left as they are. Those of the head that all share turn by the mean of what moments
 * do, the neutral head's as at the moment that they usually look like, so far as that is the person's ({@link OWN_SHARE}).
 */
export function layLids(ahead: FittedLids): LaidHead {
  const { space, expressions, atRest, positions, neutral } = ahead;
  const { head } = space;
  const meshOf = viewMesher(ahead);
  const moments = new Map(
    shownMoments(expressions).map((moment) => [moment.group, { ...moment, mesh: meshOf(moment.views[0]) }] as const),
  );
  const usualOf = ofEyes((side) => {
    const group = neutral.lids.moments[side];
    return group === null ? undefined : moments.get(group);
  });
  const laid = new Map([...moments].map(([group, moment]) => [group, laidMoment(ahead, moment, usualOf)] as const));
  const turned = (from: Float64Array, turns: LidAngles): Float64Array => {
    const to = from.slice();
    turnLids(head, added(turns, lidsOf(head, from), 1), to);
    return to;
  };
  const shared = ofEyes((side) => meanVector([...laid.values()].flatMap(({ turns }) => turns[side] ?? [])));
  const usual = ofEyes((side) => {
    const moment = usualOf[side];
    const turns = moment === undefined ? null : laid.get(moment.group)?.turns[side];
    return turns?.map((turn) => OWN_SHARE * turn) ?? null;
  });
  return {
    lids: Array.from(expressions.group, (group) => laid.get(group)?.angles ?? LIDS_AS_THEY_ARE),
    atRest: turned(atRest, shared),
    positions: turned(positions, shared),
    neutral: { ...neutral, positions: turned(neutral.positions, usual) },
  };
}

/** The head as a moment's views show it. */
interface MeshedMoment extends ShownMoment {
  /** [V, 3] mm */
  readonly mesh: Float64Array;
}

interface LaidMoment {
  /** Where its photographs have the rims; as fitted of eyes that are shut; null where nothing shows them. */
  readonly angles: LidAngles;
  /** How far that is from where the fit has them; null of eyes that are shut or not seen. */
  readonly turns: LidAngles;
}

function laidMoment(
  { space: { head }, observed, cameras, shut }: FittedLids,
  { views, mesh }: MeshedMoment,
  usual: Readonly<Record<EyeSide, MeshedMoment | undefined>>,
): LaidMoment {
  const slits = findSlits(head);
  const photographs = views.map((v) => ({ camera: cameras[v], observation: observed.used[v].observation }));
  const laid = laidLids(head, photographs, mesh);
  const fitted = lidsOf(head, mesh);
  const closed = ofEyes((side) => {
    const open = usual[side] === undefined ? 0 : slitOpening(slits[side], usual[side].mesh);
    return shut[views[0]].includes(side) || slitOpening(slits[side], mesh) < BLINK_SHARE * open;
  });
  const open = ofEyes((side) => (closed[side] ? null : laid[side]));
  return { angles: ofEyes((side) => (closed[side] ? fitted[side] : laid[side])), turns: added(open, fitted, -1) };
}

function ofEyes<T>(of: (side: EyeSide) => T): Readonly<Record<EyeSide, T>> {
  return { left: of('left'), right: of('right') };
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
