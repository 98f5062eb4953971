import type { LinearImage } from '../capture/image.ts';

export type Color = readonly [number, number, number];

/** Paints a filled disc with a soft rim, in place. Pixel centres at +0.5. */
export function drawDisc(image: LinearImage, x: number, y: number, radius: number, color: Color, opacity = 1): void {
  const { width, height, data, channels } = image;
  const x0 = Math.max(0, Math.floor(x - radius - 1));
  const x1 = Math.min(width - 1, Math.ceil(x + radius + 1));
  const y0 = Math.max(0, Math.floor(y - radius - 1));
  const y1 = Math.min(height - 1, Math.ceil(y + radius + 1));
  for (let py = y0; py <= y1; py++) {
    for (let px = x0; px <= x1; px++) {
      const distance = Math.hypot(px + 0.5 - x, py + 0.5 - y);
      const alpha = opacity * Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (alpha > 0) blend(data, channels * (py * width + px), color, alpha);
    }
  }
}

/** Draws a line of about one pixel, in place. */
export function drawLine(
  image: LinearImage,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  color: Color,
  opacity = 1,
): void {
  const { width, height, data, channels } = image;
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  for (let i = 0; i <= steps; i++) {
    const x = Math.floor(ax + ((bx - ax) * i) / steps);
    const y = Math.floor(ay + ((by - ay) * i) / steps);
    if (x >= 0 && y >= 0 && x < width && y < height) blend(data, channels * (y * width + x), color, opacity);
  }
}

function blend(data: Float32Array, k: number, color: Color, alpha: number): void {
  for (let c = 0; c < 3; c++) data[k + c] = (1 - alpha) * data[k + c] + alpha * color[c];
}
