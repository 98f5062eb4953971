const DIAGONAL = 4 / 3;

/**
 * Chamfer distance (3, 4)/3 of the pixels that are 1 to those that are 0, pixels; 0 on these. Pixels of the picture's rim take part
 * from inside alone.
 * @param mask [h, w]
 */
export function chamferDistance(mask: Uint8Array, width: number): Float32Array {
  const height = mask.length / width;
  const out = Float32Array.from(mask, (inside) => (inside === 0 ? 0 : width + height));
  const last = width - 1;
  for (let y = 1; y < height; y++)
    for (let x = 0, k = y * width; x < width; x++, k++) {
      if (out[k] === 0) continue;
      let d = Math.min(out[k], out[k - width] + 1);
      if (x > 0) d = Math.min(d, out[k - 1] + 1, out[k - width - 1] + DIAGONAL);
      if (x < last) d = Math.min(d, out[k - width + 1] + DIAGONAL);
      out[k] = d;
    }
  for (let y = height - 2; y >= 0; y--)
    for (let x = last, k = y * width + last; x >= 0; x--, k--) {
      if (out[k] === 0) continue;
      let d = Math.min(out[k], out[k + width] + 1);
      if (x > 0) d = Math.min(d, out[k + width - 1] + DIAGONAL);
      if (x < last) d = Math.min(d, out[k + 1] + 1, out[k + width + 1] + DIAGONAL);
      out[k] = d;
    }
  return out;
}
