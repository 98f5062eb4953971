import type { HeadModel, HeadPart } from '../../head-model.ts';
import { eyeball, IRIS_RADIUS } from './eyeballs.ts';

/** An eyeball's vertices lie on rings of so many around the iris' middle. */
const RING_VERTICES = 8;

/** An iris on its texture, in texture UVs: a circle. */
export interface IrisChart {
  readonly centre: readonly [number, number];
  readonly radius: number;
}

/** Where the shipped eye's iris is drawn. */
export function irisChart(head: HeadModel, part: HeadPart): IrisChart {
  const { centre, axis } = eyeball(head, part, head.template);
  const uvs = new Map<number, readonly [number, number]>();
  for (let c = 4 * part.quadStart; c < 4 * (part.quadStart + part.quadCount); c++) {
    const uv = head.uvQuads[c];
    uvs.set(head.quads[c], [head.uvs[2 * uv], head.uvs[2 * uv + 1]]);
  }
  const vertices = Array.from(uvs, ([v, uv]) => {
    const arm = [0, 1, 2].map((k) => head.template[3 * v + k] - centre[k]);
    const along = arm.reduce((sum, x, k) => sum + x * axis[k], 0);
    return { uv, angle: Math.acos(along / Math.hypot(...arm)) };
  }).sort((a, b) => a.angle - b.angle);
  const middle = vertices.slice(0, RING_VERTICES);
  const [u, v] = [0, 1].map((k) => middle.reduce((sum, { uv }) => sum + uv[k], 0) / RING_VERTICES);
  // Rings lie ever closer in the texture: straight between two of them.
  let [inner, outer] = [
    { angle: 0, reach: 0 },
    { angle: 0, reach: 0 },
  ];
  for (let start = 0; start + RING_VERTICES <= vertices.length && outer.angle < IRIS_RADIUS; start += RING_VERTICES) {
    const ring = vertices.slice(start, start + RING_VERTICES);
    const mean = (of: (one: (typeof ring)[number]) => number): number =>
      ring.reduce((sum, one) => sum + of(one), 0) / RING_VERTICES;
    inner = outer;
    outer = { angle: mean(({ angle }) => angle), reach: mean(({ uv }) => Math.hypot(uv[0] - u, uv[1] - v)) };
  }
  const share = (IRIS_RADIUS - inner.angle) / (outer.angle - inner.angle);
  return { centre: [u, v], radius: inner.reach + share * (outer.reach - inner.reach) };
}
