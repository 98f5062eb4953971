/** Texture coordinates subdivide linearly, or the texture would shrink away from its seams. */
export function linearUvs(
  uvs: ArrayLike<number>,
  coarse: ArrayLike<number>,
  fine: Uint32Array,
  count: number,
): Float64Array {
  const out = new Float64Array(2 * count);
  for (let q = 0; q < coarse.length / 4; q++) {
    const corner = (k: number, c: number): number => uvs[2 * coarse[4 * q + (k % 4)] + c];
    for (let k = 0; k < 4; k++) {
      const [vertex, next, centre, previous] = fine.subarray(16 * q + 4 * k, 16 * q + 4 * k + 4);
      for (let c = 0; c < 2; c++) {
        out[2 * vertex + c] = corner(k, c);
        out[2 * next + c] = (corner(k, c) + corner(k + 1, c)) / 2;
        out[2 * previous + c] = (corner(k, c) + corner(k + 3, c)) / 2;
        out[2 * centre + c] = (corner(0, c) + corner(1, c) + corner(2, c) + corner(3, c)) / 4;
      }
    }
  }
  return out;
}
