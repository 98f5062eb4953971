/** Rows [from, to) of a texture. */
export interface TexelRows {
  readonly from: number;
  readonly to: number;
}

/**
 * Called for a texel with the barycentric weights of its centre in a triangle [3], which are those of the next one after the call:
 * numbers that are no integers become objects where they are passed to what is not inlined, megabytes of them here.
 */
export type VisitTexel = (texel: number, weights: Float64Array) => void;

/**
 * For triangles that are visited one after another: a texel is visited for the first that covers it, however many do. What shuts a
 * neck lies across the neck's own chart, and comes last.
 */
export function onceATexel(size: number): (visit: VisitTexel) => VisitTexel {
  const visited = new Uint8Array(size * size);
  return (visit) => (texel, weights) => {
    if (visited[texel] === 1) return;
    visited[texel] = 1;
    visit(texel, weights);
  };
}

/** Calls back for every texel of the rows, all by default, whose centre the triangle covers, with its barycentric weights. */
export function forEachTexel(
  corners: readonly { x: number; y: number }[],
  size: number,
  visit: VisitTexel,
  rows: TexelRows = { from: 0, to: size },
): void {
  const [a, b, c] = corners;
  const [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
  const area = bx * cy - by * cx;
  if (area === 0) return;
  const weights = new Float64Array(3);
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x, c.x)));
  const right = Math.min(size - 1, Math.ceil(Math.max(a.x, b.x, c.x)));
  const top = Math.max(rows.from, Math.floor(Math.min(a.y, b.y, c.y)));
  const bottom = Math.min(rows.to - 1, Math.ceil(Math.max(a.y, b.y, c.y)));
  for (let y = top; y <= bottom; y++) {
    const py = y + 0.5 - a.y;
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - a.x;
      const wb = (px * cy - py * cx) / area;
      const wc = (bx * py - by * px) / area;
      if (wb >= -1e-9 && wc >= -1e-9 && wb + wc <= 1 + 1e-9) {
        weights[0] = 1 - wb - wc;
        weights[1] = wb;
        weights[2] = wc;
        visit(y * size + x, weights);
      }
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
