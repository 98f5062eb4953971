/** Calls back for every texel whose centre the triangle covers, with its barycentric weights. */
export function forEachTexel(
  corners: readonly { x: number; y: number }[],
  size: number,
  visit: (texel: number, wa: number, wb: number, wc: number) => void,
): void {
  const [a, b, c] = corners;
  const area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (area === 0) return;
  const low = (v: number): number => Math.max(0, Math.floor(v));
  const high = (v: number): number => Math.min(size - 1, Math.ceil(v));
  for (let y = low(Math.min(a.y, b.y, c.y)); y <= high(Math.max(a.y, b.y, c.y)); y++) {
    for (let x = low(Math.min(a.x, b.x, c.x)); x <= high(Math.max(a.x, b.x, c.x)); x++) {
      const px = x + 0.5;
      const py = y + 0.5;
      const wb = ((px - a.x) * (c.y - a.y) - (py - a.y) * (c.x - a.x)) / area;
      const wc = ((b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x)) / area;
      if (wb >= -1e-9 && wc >= -1e-9 && wb + wc <= 1 + 1e-9) visit(y * size + x, 1 - wb - wc, wb, wc);
    }
  }
}

/**
 * Grows the covered texels (not NaN) outwards until the square is full, so that bilinear taps never meet a hole.
 * @param image [size, size, channels]
 */
export function dilate(image: Float64Array, size: number, channels: number): Float64Array {
  let frontier: number[] = [];
  const out = image.slice();
  for (let i = 0; i < size * size; i++) if (!Number.isNaN(out[channels * i])) frontier.push(i);
  while (frontier.length > 0) {
    const next: number[] = [];
    for (const i of frontier) {
      const x = i % size;
      for (const j of [x > 0 ? i - 1 : -1, x < size - 1 ? i + 1 : -1, i - size, i + size]) {
        if (j < 0 || j >= size * size || !Number.isNaN(out[channels * j])) continue;
        for (let c = 0; c < channels; c++) out[channels * j + c] = out[channels * i + c];
        next.push(j);
      }
    }
    frontier = next;
  }
  return out;
}
