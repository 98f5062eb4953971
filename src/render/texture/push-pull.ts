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
        for (let c = 0; c < 3; c++)
          sum[3 * k + c] =
            scale *
            (premultiplied[3 * i + c] +
              premultiplied[3 * i + 3 + c] +
              premultiplied[3 * below + c] +
              premultiplied[3 * below + 3 + c]);
      }
    coarse = pushPull(sum, total, half);
  }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const w = Math.min(1, weights[i]);
      const inverse = weights[i] > 0 ? 1 / weights[i] : 0;
      if (coarse === null || w === 1) {
        for (let c = 0; c < 3; c++) out[3 * i + c] = premultiplied[3 * i + c] * inverse;
        continue;
      }
      const fx = Math.min(half - 1, Math.max(0, (x + 0.5) / 2 - 0.5));
      const fy = Math.min(half - 1, Math.max(0, (y + 0.5) / 2 - 0.5));
      const ix = Math.min(Math.max(0, half - 2), Math.floor(fx));
      const iy = Math.min(Math.max(0, half - 2), Math.floor(fy));
      const right = half > 1 ? 3 : 0;
      const k = 3 * (iy * half + ix);
      const down = k + right * half;
      for (let c = 0; c < 3; c++) {
        const top = coarse[k + c] + (fx - ix) * (coarse[k + right + c] - coarse[k + c]);
        const bottom = coarse[down + c] + (fx - ix) * (coarse[down + right + c] - coarse[down + c]);
        out[3 * i + c] = w * premultiplied[3 * i + c] * inverse + (1 - w) * (top + (fy - iy) * (bottom - top));
      }
    }
  return out;
}
