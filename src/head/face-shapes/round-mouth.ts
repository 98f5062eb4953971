import type { Slit } from '../anatomy/slits.ts';
import type { HeadModel, MorphBasis } from '../head-model.ts';
import { meetRims, type RimOffsets, rimOffsets } from './meet-rims.ts';

/** Shapes that round the lips: MakeHuman's part them in the middle alone, to a rhombus, and with an open jaw to a V. */
const ROUNDING = ['mouthFunnel', 'viseme_O'];
/** What the middle of a lip keeps of its way: the rounder opening is about as large. */
const KEPT = 0.75;
/** Each rim goes its own way. */
const OWN = { upperShare: 0.5, reachMm: 10 };

/**
 * Lips that a shape rounds open as a bell from corner to corner, round in the middle, shut at the corners, in place: y_v the
 * height by which a lip's rim moves beyond the line between the corners' heights, u in -1..1 across the slit at rest,
 *   y_v' = 0.75 y_max (1 - u_v^2)^2,  y_max the furthest of that lip, up for the upper and down for the lower one.
 * Depths stay.
 * @param rest [V, 3] mm
 */
export function roundMouth(head: HeadModel, mouth: Slit, rest: Float64Array, { names, deltas }: MorphBasis): void {
  const stride = deltas.length / names.length;
  const skin = 3 * head.parts[0].vertexCount;
  const { upper, lower } = mouth;
  const last = lower.length - 1;
  const [from, to] = [rest[3 * lower[0]], rest[3 * lower[last]]];
  const along = (v: number): number => (rest[3 * v] - from) / (to - from);
  for (const name of ROUNDING) {
    const k = names.indexOf(name);
    if (k < 0) continue;
    const delta = deltas.subarray(k * stride, (k + 1) * stride);
    const beyond = (v: number): number => {
      const t = along(v);
      return delta[3 * v + 1] - (1 - t) * delta[3 * lower[0] + 1] - t * delta[3 * lower[last] + 1];
    };
    const [top, bottom] = [Math.max(0, ...upper.map(beyond)), Math.min(0, ...lower.map(beyond))];
    const farthest = new Map([...upper.map((v) => [v, top] as const), ...lower.map((v) => [v, bottom] as const)]);
    const shaped = rest.map((x, i) => x + delta[i]);
    const apart: RimOffsets = new Map(
      Array.from(rimOffsets(head, mouth, shaped), ([v, [rise, depth]]) => {
        const u = 2 * along(v) - 1;
        const step = KEPT * (farthest.get(v) ?? 0) * (1 - u * u) ** 2 - beyond(v);
        return [v, [rise - step / OWN.upperShare, depth]] as const;
      }),
    );
    meetRims(head, mouth, { ...OWN, apart }, shaped);
    for (let i = 0; i < skin; i++) delta[i] = shaped[i] - rest[i];
  }
}
