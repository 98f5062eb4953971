/**
 * A blur by two box means of 2 r + 1 texels a side, each along rows and then columns; beyond the border the border's
 * value goes on. The sums run along, so that the cost does not hang on the radius.
 * @param plane [size, size] @returns [size, size]
 */
export function blurPlane(plane: Float32Array, size: number, radius: number): Float32Array {
  let out = plane;
  for (let pass = 0; pass < 2; pass++) out = columnMeans(rowMeans(out, size, radius), size, radius);
  return out;
}

function rowMeans(plane: Float32Array, size: number, radius: number): Float32Array {
  const out = new Float32Array(plane.length);
  const scale = 1 / (2 * radius + 1);
  const last = size - 1;
  for (let y = 0; y < size; y++) {
    const row = y * size;
    let sum = (radius + 1) * plane[row];
    for (let x = 1; x <= radius; x++) sum += plane[row + Math.min(last, x)];
    for (let x = 0; x < size; x++) {
      out[row + x] = sum * scale;
      sum += plane[row + Math.min(last, x + radius + 1)] - plane[row + Math.max(0, x - radius)];
    }
  }
  return out;
}

/** The same down columns, all of them at once: a column at a time would leave the cache with every texel. */
function columnMeans(plane: Float32Array, size: number, radius: number): Float32Array {
  const out = new Float32Array(plane.length);
  const scale = 1 / (2 * radius + 1);
  const last = size - 1;
  const sums = Float64Array.from({ length: size }, (_, x) => (radius + 1) * plane[x]);
  for (let y = 1; y <= radius; y++) {
    const row = size * Math.min(last, y);
    for (let x = 0; x < size; x++) sums[x] += plane[row + x];
  }
  for (let y = 0; y < size; y++) {
    const row = y * size;
    const next = size * Math.min(last, y + radius + 1);
    const left = size * Math.max(0, y - radius);
    for (let x = 0; x < size; x++) {
      out[row + x] = sums[x] * scale;
      sums[x] += plane[next + x] - plane[left + x];
    }
  }
  return out;
}
