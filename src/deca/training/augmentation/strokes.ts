import type { LinearImage } from '../../../image/image.ts';

/** A thick line through points, round at its ends: places and radii in pixels. */
export interface Stroke {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly radius: number;
}

/** How much of each pixel strokes cover, 0..1 with soft rims [height, width]. */
export function strokeCoverage({ width, height }: LinearImage, strokes: readonly Stroke[]): Float32Array {
  const out = new Float32Array(width * height);
  for (const { points, radius } of strokes)
    for (let s = 0; s < Math.max(1, points.length - 1); s++) {
      const [from, to] = [points[s], points[Math.min(s + 1, points.length - 1)]];
      const reach = radius + 1;
      const low = [0, 1].map((k) => Math.floor(Math.min(from[k], to[k]) - reach));
      const high = [0, 1].map((k) => Math.ceil(Math.max(from[k], to[k]) + reach));
      for (let y = Math.max(0, low[1]); y < Math.min(height, high[1]); y++)
        for (let x = Math.max(0, low[0]); x < Math.min(width, high[0]); x++) {
          const inside = radius - distanceToSegment([x + 0.5, y + 0.5], from, to) + 0.5;
          // A line thinner than a pixel covers as little of it.
          const most = Math.min(1, 2 * radius);
          const k = y * width + x;
          out[k] = Math.max(out[k], Math.min(most, Math.max(0, inside)));
        }
    }
  return out;
}

type Point = readonly [number, number];

function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** Lays colour over a picture, in place. @param colorAt of a pixel, linear light */
export function paintCoverage(
  { data }: LinearImage,
  coverage: Float32Array,
  colorAt: (pixel: number) => readonly number[],
): void {
  for (let i = 0; i < coverage.length; i++) {
    if (coverage[i] === 0) continue;
    const color = colorAt(i);
    for (let c = 0; c < 3; c++) data[3 * i + c] += coverage[i] * (color[c] - data[3 * i + c]);
  }
}
