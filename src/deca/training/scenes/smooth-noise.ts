import type { Random } from '../../../geometry/random.ts';

/** One octave: random values on a grid of `cells` x `cells`, bilinear between them. */
export interface NoiseOctave {
  readonly cells: number;
  /** Standard deviation at the grid's points. */
  readonly amplitude: number;
}

/** Sum of octaves of value noise over a square. @returns [size, size] */
export function smoothNoise(random: Random, size: number, octaves: readonly NoiseOctave[]): Float32Array {
  const out = new Float32Array(size * size);
  for (const { cells, amplitude } of octaves) {
    const side = cells + 1;
    const grid = Float32Array.from({ length: side * side }, () => amplitude * random.normal());
    const step = cells / size;
    for (let y = 0; y < size; y++) {
      const fy = (y + 0.5) * step;
      const iy = Math.floor(fy);
      const wy = fy - iy;
      for (let x = 0; x < size; x++) {
        const fx = (x + 0.5) * step;
        const ix = Math.floor(fx);
        const wx = fx - ix;
        const k = iy * side + ix;
        out[y * size + x] +=
          (grid[k] * (1 - wx) + grid[k + 1] * wx) * (1 - wy) +
          (grid[k + side] * (1 - wx) + grid[k + side + 1] * wx) * wy;
      }
    }
  }
  return out;
}
