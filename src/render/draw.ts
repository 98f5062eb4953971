import { byteFromLinear, LINEAR_FROM_BYTE } from '../capture/color.ts';
import type { ByteImage } from '../capture/image.ts';

/** Linear light. */
export type Color = readonly [number, number, number];

/** A part of a picture that is drawn into as if it were a picture: columns [left, left + width). */
export interface Panel {
  readonly sheet: ByteImage;
  readonly left: number;
  readonly width: number;
}

/** Paints a filled disc with a soft rim, in place. Pixel centres at +0.5. */
export function drawDisc(panel: Panel, x: number, y: number, radius: number, color: Color, opacity = 1): void {
  const { width } = panel;
  const { height } = panel.sheet;
  const x0 = Math.max(0, Math.floor(x - radius - 1));
  const x1 = Math.min(width - 1, Math.ceil(x + radius + 1));
  const y0 = Math.max(0, Math.floor(y - radius - 1));
  const y1 = Math.min(height - 1, Math.ceil(y + radius + 1));
  for (let py = y0; py <= y1; py++) {
    for (let px = x0; px <= x1; px++) {
      const distance = Math.hypot(px + 0.5 - x, py + 0.5 - y);
      const alpha = opacity * Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (alpha > 0) blend(panel, px, py, color, alpha);
    }
  }
}

/** Draws a line of about one pixel, in place. */
export function drawLine(
  panel: Panel,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  color: Color,
  opacity = 1,
): void {
  const { width } = panel;
  const { height } = panel.sheet;
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  for (let i = 0; i <= steps; i++) {
    const x = Math.floor(ax + ((bx - ax) * i) / steps);
    const y = Math.floor(ay + ((by - ay) * i) / steps);
    if (x >= 0 && y >= 0 && x < width && y < height) blend(panel, x, y, color, opacity);
  }
}

function blend({ sheet, left }: Panel, x: number, y: number, color: Color, alpha: number): void {
  const k = 3 * (y * sheet.width + left + x);
  for (let c = 0; c < 3; c++)
    sheet.data[k + c] = byteFromLinear((1 - alpha) * LINEAR_FROM_BYTE[sheet.data[k + c]] + alpha * color[c]);
}
