import type { Slit } from '../../anatomy/slits.ts';
import type { HeadModel } from '../../head-model.ts';
import { meetRims, type RimOffsets, rimOffsets } from '../meet-rims.ts';
import type { EyeSphere } from './eye-spheres.ts';
import { liftLids } from './lids-on-eyes.ts';

/** How the lids of a shut eye are to take a shape. */
interface Beside {
  /** By how much it may bring their rims past each other, mm: what a lower lid rises, or an upper one sinks, over the other. */
  readonly pastMm: number;
  /** Of the height that is more than that, what the upper lid gives up; the lower one gives up the rest. */
  readonly upperShare: number;
}

/** Shapes that trackers send beside a blink. */
const BESIDE: ReadonlyMap<string, Beside> = new Map([
  ['eyeSquint', { pastMm: 1.6, upperShare: 0 }],
  ['cheekSquint', { pastMm: 0.4, upperShare: 0 }],
  ['browDown', { pastMm: 0.3, upperShare: 0 }],
  // Lids follow the gaze: the lower one sinks by as much as the upper one, which has to cover the iris' upper edge.
  ['eyeLookDown', { pastMm: 0.8, upperShare: 0 }],
  // MakeHuman's lower lid rises by twice as much as the upper one.
  ['eyeLookUp', { pastMm: 0.3, upperShare: 0.2 }],
  ['eyeLookIn', { pastMm: 0.1, upperShare: 0.5 }],
  ['eyeLookOut', { pastMm: 0.1, upperShare: 0.5 }],
]);
/** Behind the upper rim the lower one lies by this share of how far it lies past it. */
const BEHIND = 0.5;
const REACH_MM = 6;
/** Both lids give way in depth, for behind the lower one is the eye. */
const DEPTHS = { upperShare: 0.5, reachMm: REACH_MM };
const ROUNDS = 6;

/** In height and depth, mm. */
type RimOffset = readonly [number, number];

/** The eye that lids shut over. */
export interface ShutEye {
  readonly slit: Slit;
  readonly sphere: EyeSphere;
  /** Vertices of its lids that one sees. */
  readonly lids: readonly number[];
  /** The neutral face [V, 3] mm. */
  readonly rest: Float64Array;
  /** Its blink's displacements [V, 3] mm. */
  readonly blink: ArrayLike<number>;
}

/**
 * Shapes add up, and a blink has used all of the way between the lids: what narrows an eye beside takes them past each other, the
 * lower one over the upper, and what moves one lid more than the other opens them again. Of a shape of {@link BESIDE}, in place, with
 * (r, d) the height and depth from an upper rim's vertex to the lower rim under blink and shape,
 *   r' = max(0, r) min(1, allowed / max r),  d' = -0.5 r'
 * and the other way round from the lower rim, so that it slides under the upper one; no lid in its eye, with the blink or without.
 * @param delta the shape's displacements [V, 3] mm
 */
export function slideUnderBlink(head: HeadModel, eye: ShutEye, name: string, delta: Float32Array): void {
  const beside = BESIDE.get(name.replace(/Left$|Right$/, ''));
  if (beside === undefined) return;
  const { slit, sphere, lids, rest, blink } = eye;
  const shut = rest.map((x, i) => x + blink[i]);
  const both = shut.map((x, i) => x + delta[i]);
  const upper = new Set(slit.upper);
  const found = Array.from(rimOffsets(head, slit, both), ([v, [rise]]) => [v, upper.has(v) ? rise : -rise] as const);
  const most = Math.max(...found.map(([, past]) => past));
  const share = Math.min(1, beside.pastMm / Math.max(most, beside.pastMm));
  const wanted = new Map(
    found.map(([v, past]) => {
      const rise = (upper.has(v) ? 1 : -1) * share * Math.max(0, past);
      return [v, { rise, depth: -BEHIND * rise }] as const;
    }),
  );
  const apart = (of: (now: RimOffset, to: { rise: number; depth: number }) => RimOffset): RimOffsets => {
    const now = rimOffsets(head, slit, both);
    return new Map(Array.from(wanted, ([v, to]) => [v, of(now.get(v) ?? [0, 0], to)] as const));
  };
  const heights = { upperShare: beside.upperShare, reachMm: REACH_MM };
  const skin = 3 * head.parts[0].vertexCount;
  const alone = rest.slice();
  for (let round = 0; round < ROUNDS; round++) {
    meetRims(head, slit, { ...heights, apart: apart(([, depth], { rise }) => [rise, depth]) }, both);
    meetRims(head, slit, { ...DEPTHS, apart: apart(([rise], { depth }) => [rise, depth]) }, both);
    liftLids(lids, sphere, shut, both);
    for (let i = 0; i < skin; i++) alone[i] = rest[i] + both[i] - shut[i];
    liftLids(lids, sphere, rest, alone);
    for (let i = 0; i < skin; i++) both[i] = shut[i] + alone[i] - rest[i];
  }
  for (let i = 0; i < skin; i++) delta[i] = both[i] - shut[i];
}
