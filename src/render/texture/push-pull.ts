/**
 * Push-pull interpolation (Gortler et al., The Lumigraph, 1996): fills where the weight is 0 with a
 * smooth continuation of where it is not, by averaging down a pyramid and blending back up.
 * @param premultiplied values times weights [size, size, 3]
 * @param weights [size, size] in 0..1
 * @param out where it goes, whatever it holds
 * @returns [size, size, 3]
 */
export function pushPull(
  premultiplied: Float32Array,
  weights: Float32Array,
  size: number,
  out: Float32Array = new Float32Array(premultiplied.length),
): Float32Array {
  let coarse: Float32Array | null = null;
  const half = size >> 1;
  if (size >= 2) {
    const sum = new Float32Array(3 * half * half);
    const total = new Float32Array(half * half);
    for (let y = 0; y < half; y++)
      for (let x = 0; x < half; x++) {
        const k = y * half + x;
        const i = 2 * y * size + 2 * x;
        const below = i + size;
        const all = weights[i] + weights[i + 1] + weights[below] + weights[below + 1];
        // A coarse texel counts fully as soon as anything below it does.
        const scale = all > 1 ? 1 / all : 1;
        total[k] = all * scale;
        for (let c = 0, a = 3 * i, b = 3 * below; c < 3; c++, a++, b++)
          sum[3 * k + c] = scale * (premultiplied[a] + premultiplied[a + 3] + premultiplied[b] + premultiplied[b + 3]);
      }
    coarse = pushPull(sum, total, half);
  }
  // Of a row or column, the coarse one before its middle, and how far it lies beyond that one's.
  const before = new Uint32Array(size);
  const beyond = new Float64Array(size);
  for (let p = 0; p < size; p++) {
    const at = Math.min(half - 1, Math.max(0, (p + 0.5) / 2 - 0.5));
    before[p] = Math.min(Math.max(0, half - 2), Math.floor(at));
    beyond[p] = at - before[p];
  }
  const right = half > 1 ? 3 : 0;
  for (let y = 0; y < size; y++) {
    const fy = beyond[y];
    const row = before[y] * half;
    for (let x = 0; x < size; x++) {
      const texel = y * size + x;
      const weight = weights[texel];
      const w = Math.min(1, weight);
      const inverse = weight > 0 ? 1 / weight : 0;
      const i = 3 * texel;
      if (coarse === null || w === 1) {
        for (let c = 0; c < 3; c++) out[i + c] = premultiplied[i + c] * inverse;
        continue;
      }
      const fx = beyond[x];
      const k = 3 * (row + before[x]);
      const down = k + right * half;
      for (let c = 0; c < 3; c++) {
        const top = coarse[k + c] + fx * (coarse[k + right + c] - coarse[k + c]);
        const bottom = coarse[down + c] + fx * (coarse[down + right + c] - coarse[down + c]);
        out[i + c] = w * premultiplied[i + c] * inverse + (1 - w) * (top + fy * (bottom - top));
      }
    }
  }
  return out;
}
