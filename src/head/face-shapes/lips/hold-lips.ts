import type { Slit } from '../../anatomy/slits.ts';
import type { HeadModel, MorphBasis } from '../../head-model.ts';
import { meetRims, type RimOffsets, rimOffsets } from '../meet-rims.ts';

/** What a shape that parts no lips leaves of the height between them. */
type Hold = 'touching' | 'no wider';

const SIDES = ['Left', 'Right'];
const ofSides = (names: readonly string[]): string[] => names.flatMap((name) => SIDES.map((side) => name + side));

/**
 * Shapes that leave a shut mouth shut; MakeHuman's units let it gape by a millimetre, and lips that slide along each other cross.
 * Where they roll, press, shrug or are pulled by their corners they may overlap.
 */
const HOLDS: ReadonlyMap<string, Hold> = new Map([
  ...['jawForward', 'mouthPucker', 'cheekPuff', ...ofSides(['jaw', 'mouth'])].map(
    (name) => [name, 'touching'] as const,
  ),
  ...[
    ...['mouthRollLower', 'mouthRollUpper', 'mouthShrugLower', 'viseme_PP'],
    ...ofSides(['mouthPress', 'mouthSmile', 'mouthFrown', 'mouthDimple', 'mouthStretch']),
  ].map((name) => [name, 'no wider'] as const),
]);

/** Lips come so much nearer than they rest, mm: between the vertices of two rims that touch one would see through. */
const OVERLAP_MM = 0.3;
/** Both lips go half the way. */
const HOLDING = { upperShare: 0.5, reachMm: 10 };
/** Rounds of closing what is left. */
const ROUNDS = 4;

/**
 * Keeps lips together under shapes that part none, in place: with g_v the height from a rim's vertex to the other rim across the slit
 * (meet-rims.ts), both rims go half the way to where g_v is {@link OVERLAP_MM} less than at rest, or no more than that. Depths stay. Gaps add up as shapes do: what
 * holds for each shape holds for any of them together, but for what moves rims along each other.
 * @param rest [V, 3] mm
 */
export function holdLips(head: HeadModel, mouth: Slit, rest: Float64Array, { names, deltas }: MorphBasis): void {
  const stride = deltas.length / names.length;
  const skin = 3 * head.parts[0].vertexCount;
  const atRest = rimOffsets(head, mouth, rest);
  const upper = new Set(mouth.upper);
  names.forEach((name, k) => {
    const hold = HOLDS.get(name);
    if (hold === undefined) return;
    const delta = deltas.subarray(k * stride, (k + 1) * stride);
    const shaped = rest.map((x, i) => x + delta[i]);
    for (let round = 0; round < ROUNDS; round++) {
      const now = rimOffsets(head, mouth, shaped);
      const apart = withHeights(now, (v, rise) => {
        const was = atRest.get(v)?.[0] ?? rise;
        const held = upper.has(v) ? was + OVERLAP_MM : was - OVERLAP_MM;
        if (hold === 'touching') return held;
        return upper.has(v) ? Math.max(rise, held) : Math.min(rise, held);
      });
      meetRims(head, mouth, { ...HOLDING, apart }, shaped);
    }
    for (let i = 0; i < skin; i++) delta[i] = shaped[i] - rest[i];
  });
}

/** Offsets with other heights. */
function withHeights(offsets: RimOffsets, heightOf: (v: number, rise: number) => number): RimOffsets {
  return new Map(Array.from(offsets, ([v, [rise, depth]]) => [v, [heightOf(v, rise), depth]] as const));
}
