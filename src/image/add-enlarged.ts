import type { LinearImage } from './image.ts';

/** Along one side of a picture that is enlarged: of each new place the old one before it, and the weights of that and of the next [n]. */
export interface AxisTaps {
  readonly first: Uint32Array;
  readonly near: Float64Array;
  readonly far: Float64Array;
}

/** @param width of the old side, two or more @param placeOf where each of n new places lies, in old ones from the middle of the first */
export function axisTaps(n: number, width: number, placeOf: (i: number) => number): AxisTaps {
  const first = new Uint32Array(n);
  const [near, far] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const at = placeOf(i);
    first[i] = Math.min(Math.floor(at), width - 2);
    far[i] = at - first[i];
    near[i] = 1 - far[i];
  }
  return { first, near, far };
}

/**
 * out += factor times a square picture of three channels, enlarged bilinearly. What lies along a row of the old is found once for the new
 * rows that lie on it.
 * @param out [n, n, 3] @param taps of either side
 */
export function addEnlarged(
  out: Float32Array,
  { width, data }: Pick<LinearImage, 'width' | 'data'>,
  { first, near, far }: AxisTaps,
  factor: number,
): void {
  const n = first.length;
  const top = new Float64Array(3 * n);
  const bottom = new Float64Array(3 * n);
  for (let y = 0, at = 0; y < n; y++) {
    if (y === 0 || first[y] !== first[y - 1])
      for (let x = 0, i = 0; x < n; x++) {
        const a = 3 * (first[y] * width + first[x]);
        const b = a + 3 * width;
        for (let c = 0; c < 3; c++, i++) {
          top[i] = data[a + c] * near[x] + data[a + c + 3] * far[x];
          bottom[i] = data[b + c] * near[x] + data[b + c + 3] * far[x];
        }
      }
    const [above, below] = [near[y], far[y]];
    for (let i = 0; i < 3 * n; i++, at++) out[at] += factor * (top[i] * above + bottom[i] * below);
  }
}
