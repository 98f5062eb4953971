/**
 * Averages a plane over squares of 2 r + 1 pixels a side, twice, in place; squares end at the picture's border.
 * @param plane [h, w] @param between [h, w] room, whatever it holds @param radius r, pixels
 */
export function averageSquares(plane: Float32Array, between: Float32Array, width: number, radius: number): void {
  for (let pass = 0; pass < 2; pass++) {
    alongRows(plane, between, width, radius);
    alongColumns(between, plane, width, radius);
  }
}

/** Means of what lies within the radius in the same row. */
function alongRows(from: Float32Array, to: Float32Array, width: number, radius: number): void {
  for (let first = 0; first < from.length; first += width) {
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += from[first + x];
    for (let x = 0; x < width; x++) {
      const [enters, leaves] = [x + radius, x - radius - 1];
      if (enters < width) sum += from[first + enters];
      if (leaves >= 0) sum -= from[first + leaves];
      to[first + x] = sum / (Math.min(width - 1, enters) - Math.max(0, leaves + 1) + 1);
    }
  }
}

/** The same in the same column, row after row: memory is read as it lies. */
function alongColumns(from: Float32Array, to: Float32Array, width: number, radius: number): void {
  const height = from.length / width;
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(radius, height); y++) for (let x = 0; x < width; x++) sums[x] += from[y * width + x];
  for (let y = 0; y < height; y++) {
    const [enters, leaves] = [y + radius, y - radius - 1];
    const scale = 1 / (Math.min(height - 1, enters) - Math.max(0, leaves + 1) + 1);
    if (enters < height) for (let x = 0; x < width; x++) sums[x] += from[enters * width + x];
    if (leaves >= 0) for (let x = 0; x < width; x++) sums[x] -= from[leaves * width + x];
    for (let x = 0; x < width; x++) to[y * width + x] = scale * sums[x];
  }
}
