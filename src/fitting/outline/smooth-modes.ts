import { modeField, scalarModes } from '../../head/shape/gaussian-process.ts';
import type { SmoothPrior } from '../options/stages.ts';
import type { SkinModes } from './skin-modes.ts';

/** A skin's places [V, 3] mm and where it is free [V]. */
export interface FreeSkin {
  readonly positions: ArrayLike<number>;
  readonly freedom: Float64Array;
}

const ANCHORS = 160;

/**
 * The largest eigenfunctions of a Gaussian process over a skin where it is free, by the Nystroem method on anchors far from each other
 * (Luethi et al., Gaussian Process Morphable Models, 2018), one standard deviation each.
 */
export function smoothModes({ positions, freedom }: FreeSkin, { kernels, functions }: SmoothPrior): SkinModes {
  const vertexCount = freedom.length;
  const anchors = farApart(positions, freedom);
  const cross = new Float64Array(vertexCount * anchors.length);
  for (let v = 0; v < vertexCount; v++)
    anchors.forEach((anchor, j) => {
      const square = squaredDistance(positions, v, anchor);
      for (const { lengthMm, amplitudeMm } of kernels)
        cross[v * anchors.length + j] += amplitudeMm ** 2 * Math.exp(-square / (2 * lengthMm ** 2));
    });
  const fields = scalarModes(cross, anchors).slice(0, functions).map(modeField);
  const count = 3 * fields.length;
  const rows = new Float32Array(3 * vertexCount * count);
  fields.forEach((field, m) => {
    for (let v = 0; v < vertexCount; v++)
      for (let axis = 0; axis < 3; axis++) rows[(3 * v + axis) * count + 3 * m + axis] = field[v] * freedom[v];
  });
  return { count, rows, precision: new Float64Array(count).fill(1) };
}

/** Farthest-point sampling of the free vertices. */
function farApart(positions: ArrayLike<number>, freedom: Float64Array): number[] {
  const pool = Array.from(freedom.keys()).filter((v) => freedom[v] > 0);
  const distance = new Float64Array(pool.length).fill(Number.POSITIVE_INFINITY);
  const anchors: number[] = [];
  for (let next = 0; anchors.length < Math.min(ANCHORS, pool.length); ) {
    const anchor = pool[next];
    anchors.push(anchor);
    pool.forEach((v, i) => {
      distance[i] = Math.min(distance[i], squaredDistance(positions, v, anchor));
      if (distance[i] > distance[next]) next = i;
    });
  }
  return anchors;
}

function squaredDistance(p: ArrayLike<number>, a: number, b: number): number {
  return (p[3 * a] - p[3 * b]) ** 2 + (p[3 * a + 1] - p[3 * b + 1]) ** 2 + (p[3 * a + 2] - p[3 * b + 2]) ** 2;
}
