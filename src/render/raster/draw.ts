import { byteFromLinear, LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';

/** Linear light. */
export type Color = readonly [number, number, number];

/** A part of a picture that is drawn into as if it were a picture: columns [left, left + width). */
export interface Panel {
  readonly sheet: ByteImage;
  readonly left: number;
  readonly width: number;
}

/** A place in a panel, pixels; centres of pixels at +0.5. */
export type PanelPoint = readonly [number, number];

/** A colour and how much of what lies below it hides, 0..1. */
export interface Ink {
  readonly color: Color;
  readonly opacity: number;
}

/** Paints a filled disc with a soft rim, in place. */
export function drawDisc(panel: Panel, [x, y]: PanelPoint, radius: number, color: Color): void {
  const { width } = panel;
  const { height } = panel.sheet;
  const x0 = Math.max(0, Math.floor(x - radius - 1));
  const x1 = Math.min(width - 1, Math.ceil(x + radius + 1));
  const y0 = Math.max(0, Math.floor(y - radius - 1));
  const y1 = Math.min(height - 1, Math.ceil(y + radius + 1));
  for (let py = y0; py <= y1; py++) {
    for (let px = x0; px <= x1; px++) {
      const distance = Math.hypot(px + 0.5 - x, py + 0.5 - y);
      const alpha = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (alpha > 0) blend(panel.sheet.data, offsetOf(panel, px, py), color, alpha);
    }
  }
}

/** Beyond this the place of a step is rounded too coarsely to be clipped; nothing that is seen ends so far away. */
const FARTHEST = 2 ** 31;

/**
 * Draws a line of about one pixel, in place: pixels floor(a + (b - a) i / n), i in 0..n, n the longer side of the line's box.
 * Only the steps inside the panel are taken. A line with an end that is not finite, or 2^31 pixels away, is none.
 */
export function drawLine(panel: Panel, [ax, ay]: PanelPoint, [bx, by]: PanelPoint, { color, opacity }: Ink): void {
  const { width } = panel;
  const { height } = panel.sheet;
  if (![ax, ay, bx, by].every((x) => Math.abs(x) < FARTHEST)) return;
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  const [x0, x1] = stepsInside(ax, bx, steps, width);
  const [y0, y1] = stepsInside(ay, by, steps, height);
  for (let i = Math.max(x0, y0); i <= Math.min(x1, y1); i++) {
    const x = Math.floor(ax + ((bx - ax) * i) / steps);
    const y = Math.floor(ay + ((by - ay) * i) / steps);
    if (x >= 0 && y >= 0 && x < width && y < height) blend(panel.sheet.data, offsetOf(panel, x, y), color, opacity);
  }
}

/** First and last of steps 0..n from a to b that may lie in [0, size), a step more on either side for rounding. */
function stepsInside(a: number, b: number, steps: number, size: number): [number, number] {
  // Less than a pixel over all steps is lost in rounding: the other side's steps are few then.
  if (Math.abs(b - a) < 1) return [0, steps];
  const ends = [(-a / (b - a)) * steps, ((size - a) / (b - a)) * steps].sort((p, q) => p - q);
  return [Math.max(0, Math.floor(ends[0]) - 1), Math.min(steps, Math.ceil(ends[1]) + 1)];
}

/** First byte of a pixel. */
function offsetOf({ sheet, left }: Panel, x: number, y: number): number {
  return 3 * (y * sheet.width + left + x);
}

function blend(data: Uint8Array, k: number, color: Color, alpha: number): void {
  for (let c = 0; c < 3; c++)
    data[k + c] = byteFromLinear((1 - alpha) * LINEAR_FROM_BYTE[data[k + c]] + alpha * color[c]);
}
