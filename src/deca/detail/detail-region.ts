import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { vertexMap } from '../../render/texture/vertex-map.ts';

/** Where skin may carry wrinkles, 0..1 over the texture: the face without lips, lids, brows and nostrils. */
export function detailRegion(head: HeadModel, size: number): Float32Array {
  const marks = embeddedPoints(head.embeddings.ibug68, head.template);
  const brows = [17, 18, 19, 20, 22, 23, 24, 25].map((l) => [
    marks.subarray(3 * l, 3 * l + 3),
    marks.subarray(3 * l + 3, 3 * l + 6),
  ]);
  const nostrils = [31, 32, 33, 34, 35].map((l) => marks.subarray(3 * l, 3 * l + 3));
  const { regions, template } = head;
  return vertexMap(head, size, (v) => {
    if (!regions.face[v] || regions.lips[v] || regions.lids[v]) return 0;
    const p = template.subarray(3 * v, 3 * v + 3);
    const brow = Math.min(...brows.map(([a, b]) => distanceToSegment(p, a, b)));
    const nostril = Math.min(...nostrils.map((a) => Math.hypot(p[0] - a[0], p[1] - a[1], p[2] - a[2])));
    return ramp(brow, BROW_MM) * ramp(nostril, NOSTRIL_MM);
  });
}

/** Within the first nothing, from the second on everything. */
const BROW_MM = [6, 10] as const;
const NOSTRIL_MM = [5, 10] as const;

function ramp(x: number, [from, to]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, (x - from) / (to - from)));
}

function distanceToSegment(p: Float64Array, a: Float64Array, b: Float64Array): number {
  let along = 0;
  let square = 0;
  for (let k = 0; k < 3; k++) {
    along += (p[k] - a[k]) * (b[k] - a[k]);
    square += (b[k] - a[k]) ** 2;
  }
  const t = Math.min(1, Math.max(0, along / square));
  return Math.hypot(...[0, 1, 2].map((k) => p[k] - a[k] - t * (b[k] - a[k])));
}
