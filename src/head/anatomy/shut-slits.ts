import type { HeadModel } from '../head-model.ts';
import { moveWithSkin, type Step } from './move-with-skin.ts';
import { fromCorner, type Slit, slitWidth } from './slits.ts';

/** Photographs whose lips or lids are this far apart show them shut: a detector's points hardly ever meet. */
export const SHUT_OPENING_MM = 2;
/** Wider than this a fitted slit is open, whatever the detector says. */
const MAX_GAP_MM = 4;
/** How far the shut edges overlap, so that nothing shines between their vertices. */
const OVERLAP_MM = 0.5;
/** Towards the corners, where small triangles would fold, the correction fades over this share of the slit's width. */
const CORNER_SHARE = 0.05;
/** How far the correction reaches over the skin, in widths of the slit. */
const REACH_SHARE = 0.09;

/**
 * Closes a slit that the fit left a millimetre or two apart, in place: each rim moves, aside and in depth to the
 * middle of the gap, in height just past it, the skin around it by exp(-(d/reach)^2) of the nearest rim vertex's step, d along edges.
 * Landmarks cannot place the rims so well, and through the slit teeth or eyes would shine.
 * @param positions [V, 3] mm, the skin first
 */
export function shutSlit(head: HeadModel, slit: Slit, positions: Float64Array): void {
  const { upper, lower } = slit;
  const width = slitWidth(head, slit);
  const steps = new Map<number, Step>();
  for (const [rim, others] of [
    [upper, lower],
    [lower, upper],
  ]) {
    const inwards = rim === upper ? -1 : 1;
    for (const v of rim) {
      const facing = facingPoint(head, others, v, positions);
      const gap = inwards * (facing[1] - positions[3 * v + 1]);
      const fade = Math.min(1, fromCorner(head, slit, v) / (CORNER_SHARE * width));
      if (gap > -OVERLAP_MM && gap < MAX_GAP_MM)
        steps.set(v, [
          (fade * (facing[0] - positions[3 * v])) / 2,
          (fade * inwards * (gap + OVERLAP_MM)) / 2,
          (fade * (facing[2] - positions[3 * v + 2])) / 2,
        ]);
    }
  }
  moveWithSkin(head, steps, REACH_SHARE * width, positions);
}

/** The point of a polyline of vertices that lies as far across the chart as a vertex does. @returns [x, y, z] */
export function facingPoint(head: HeadModel, line: readonly number[], v: number, positions: Float64Array): number[] {
  const across = (vertex: number): number => head.skinUv[2 * vertex];
  const u = across(v);
  const beyond = line.findIndex((vertex) => across(vertex) >= u);
  const end = beyond < 0 ? line.length - 1 : Math.max(1, beyond);
  const [a, b] = [line[end - 1], line[end]];
  const t = Math.min(1, Math.max(0, (u - across(a)) / (across(b) - across(a) || 1)));
  return [0, 1, 2].map((k) => (1 - t) * positions[3 * a + k] + t * positions[3 * b + k]);
}
