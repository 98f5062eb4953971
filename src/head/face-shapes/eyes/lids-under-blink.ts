import type { Slit } from '../../anatomy/slits.ts';
import type { HeadModel } from '../../head-model.ts';
import { meetRims, type RimOffsets, rimOffsets } from '../meet-rims.ts';
import type { EyeSphere } from './eye-spheres.ts';
import { liftLids } from './lids-on-eyes.ts';

/**
 * Shapes that trackers send beside a blink, and by how much each may bring the rims of a shut eye past each other, mm:
 * what a lower lid rises under the upper one.
 */
const NARROWING: ReadonlyMap<string, number> = new Map([
  ['eyeSquint', 1.6],
  ['cheekSquint', 0.4],
  ['browDown', 0.3],
]);
/** Behind the upper rim the lower one lies by this share of how far it has risen past it. */
const BEHIND = 0.5;
/** The lower lid gives way in height, both do in depth, for behind the lower one is the eye. */
const HEIGHTS = { upperShare: 0, reachMm: 6 };
const DEPTHS = { upperShare: 0.5, reachMm: 6 };
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
 * lower one over the upper. Of a shape of {@link NARROWING}, in place, with (r, d) the height and depth from an upper rim's vertex
 * to the lower rim under blink and shape,
 *   r' = r min(1, allowed / max r),  d' = -0.5 r'
 * and the other way round from the lower rim, so that it slides under the upper one; no lid in its eye, with the blink or without.
 * @param delta the shape's displacements [V, 3] mm
 */
export function slideUnderBlink(head: HeadModel, eye: ShutEye, name: string, delta: Float32Array): void {
  const allowed = NARROWING.get(name.replace(/Left$|Right$/, ''));
  if (allowed === undefined) return;
  const { slit, sphere, lids, rest, blink } = eye;
  const shut = rest.map((x, i) => x + blink[i]);
  const both = shut.map((x, i) => x + delta[i]);
  const found = rimOffsets(head, slit, both);
  const most = Math.max(...slit.upper.map((v) => found.get(v)?.[0] ?? 0));
  if (most <= 0) return;
  const share = Math.min(1, allowed / most);
  const wanted = new Map(
    Array.from(found, ([v, [rise]]) => [v, { rise: share * rise, depth: -BEHIND * share * rise }] as const),
  );
  const apart = (of: (now: RimOffset, to: { rise: number; depth: number }) => RimOffset): RimOffsets => {
    const now = rimOffsets(head, slit, both);
    return new Map(Array.from(wanted, ([v, to]) => [v, of(now.get(v) ?? [0, 0], to)] as const));
  };
  const skin = 3 * head.parts[0].vertexCount;
  const alone = rest.slice();
  for (let round = 0; round < ROUNDS; round++) {
    meetRims(head, slit, { ...HEIGHTS, apart: apart(([, depth], { rise }) => [rise, depth]) }, both);
    meetRims(head, slit, { ...DEPTHS, apart: apart(([rise], { depth }) => [rise, depth]) }, both);
    liftLids(lids, sphere, shut, both);
    for (let i = 0; i < skin; i++) alone[i] = rest[i] + both[i] - shut[i];
    liftLids(lids, sphere, rest, alone);
    for (let i = 0; i < skin; i++) both[i] = shut[i] + alone[i] - rest[i];
  }
  for (let i = 0; i < skin; i++) delta[i] = both[i] - shut[i];
}
