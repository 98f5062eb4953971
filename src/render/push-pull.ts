/**
 * Push-pull interpolation (Gortler et al., The Lumigraph, 1996): fills where the weight is 0 with a
 * smooth continuation of where it is not, by averaging down a pyramid and blending back up.
 * @param values [size, size, 3], read where weights > 0
 * @param weights [size, size] in 0..1
 * @returns [size, size, 3]
 */
export function pushPull(values: Float32Array, weights: Float32Array, size: number): Float32Array {
  const premultiplied = new Float32Array(values.length);
  for (let i = 0; i < weights.length; i++)
    for (let c = 0; c < 3; c++) premultiplied[3 * i + c] = values[3 * i + c] * weights[i];
  return fill(premultiplied, weights, size);
}

function fill(premultiplied: Float32Array, weights: Float32Array, size: number): Float32Array {
  const out = new Float32Array(premultiplied.length);
  let coarse: Float32Array | null = null;
  const half = size >> 1;
  if (size >= 2) {
    const sum = new Float32Array(3 * half * half);
    const total = new Float32Array(half * half);
    for (let y = 0; y < half; y++)
      for (let x = 0; x < half; x++) {
        const k = y * half + x;
        for (const i of [
          2 * y * size + 2 * x,
          2 * y * size + 2 * x + 1,
          (2 * y + 1) * size + 2 * x,
          (2 * y + 1) * size + 2 * x + 1,
        ]) {
          total[k] += weights[i];
          for (let c = 0; c < 3; c++) sum[3 * k + c] += premultiplied[3 * i + c];
        }
        // A coarse texel counts fully as soon as anything below it does.
        const scale = total[k] > 1 ? 1 / total[k] : 1;
        total[k] *= scale;
        for (let c = 0; c < 3; c++) sum[3 * k + c] *= scale;
      }
    coarse = fill(sum, total, half);
  }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const w = Math.min(1, weights[i]);
      for (let c = 0; c < 3; c++) {
        const own = weights[i] > 0 ? premultiplied[3 * i + c] / weights[i] : 0;
        const below = coarse === null ? own : upsample(coarse, half, x, y, c);
        out[3 * i + c] = w * own + (1 - w) * below;
      }
    }
  return out;
}

function upsample(coarse: Float32Array, half: number, x: number, y: number, c: number): number {
  const fx = Math.min(half - 1, Math.max(0, (x + 0.5) / 2 - 0.5));
  const fy = Math.min(half - 1, Math.max(0, (y + 0.5) / 2 - 0.5));
  const ix = Math.min(Math.max(0, half - 2), Math.floor(fx));
  const iy = Math.min(Math.max(0, half - 2), Math.floor(fy));
  const dx = half > 1 ? 1 : 0;
  const at = (a: number, b: number): number => coarse[3 * ((iy + b) * half + ix + a) + c];
  const wx = fx - ix;
  const wy = fy - iy;
  return (at(0, 0) * (1 - wx) + at(dx, 0) * wx) * (1 - wy) + (at(0, dx) * (1 - wx) + at(dx, dx) * wx) * wy;
}
