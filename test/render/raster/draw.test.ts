import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import { type Color, drawDisc, drawLine, type Panel, type PanelPoint } from '../../../src/render/raster/draw.ts';

const WHITE: Color = [1, 1, 1];
const INK = { color: WHITE, opacity: 1 };

function panel(width: number, height: number): Panel {
  const left = 2;
  const sheet = { width: width + left + 3, height, data: new Uint8Array(3 * (width + left + 3) * height).fill(40) };
  return { sheet, left, width };
}

/** The definition: every step is taken, inside the panel or not. */
function drawSlowly({ sheet, left, width }: Panel, [ax, ay]: PanelPoint, [bx, by]: PanelPoint, alpha: number): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  for (let i = 0; i <= steps; i++) {
    const x = Math.floor(ax + ((bx - ax) * i) / steps);
    const y = Math.floor(ay + ((by - ay) * i) / steps);
    if (!(x >= 0 && y >= 0 && x < width && y < sheet.height)) continue;
    for (let c = 0; c < 3; c++) {
      const k = 3 * (y * sheet.width + left + x) + c;
      sheet.data[k] = byteFromLinear((1 - alpha) * LINEAR_FROM_BYTE[sheet.data[k]] + alpha);
    }
  }
}

describe('drawLine', () => {
  it('paints what taking every step paints, as often', () => {
    const near = fc.double({ min: -40, max: 60, noNaN: true });
    const end = fc.oneof(near, near.map(Math.round), fc.double({ min: -20_000, max: 20_000, noNaN: true }));
    fc.assert(
      fc.property(end, end, end, end, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (...args) => {
        const [ax, ay, bx, by, width, height] = args;
        const [fast, slow] = [panel(width, height), panel(width, height)];
        drawLine(fast, [ax, ay], [bx, by], { color: WHITE, opacity: 0.1 });
        drawSlowly(slow, [ax, ay], [bx, by], 0.1);
        expect(fast.sheet.data).toEqual(slow.sheet.data);
      }),
      { numRuns: 300 },
    );
  });

  it('draws the part inside of a line that ends 10^9 pixels away, at once', () => {
    const far = panel(20, 10);
    const started = performance.now();
    for (let k = 0; k < 1000; k++) {
      drawLine(far, [3, 4.5], [1e9, 4.5], INK);
      drawLine(far, [-1e9, 1e9], [1e9, -1e9], INK);
      drawLine(far, [5, -2e9], [5, 2e9], INK);
    }
    expect(performance.now() - started).toBeLessThan(2000);
    const at = (x: number, y: number): number => far.sheet.data[3 * (y * far.sheet.width + far.left + x)];
    expect([at(2, 4), at(3, 4), at(19, 4), at(5, 0), at(5, 9), at(0, 0), at(6, 9)]).toEqual([
      40, 255, 255, 255, 255, 255, 40,
    ]);
  });

  it('draws nothing to an end that is no number or beyond all bounds, and no disc there', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e10]) {
      const target = panel(9, 9);
      drawLine(target, [bad, 1], [2, 3], INK);
      drawLine(target, [1, 2], [3, bad], INK);
      drawDisc(target, [bad, 2], 3, WHITE);
      drawDisc(target, [2, bad], 3, WHITE);
      expect(target.sheet.data.every((x) => x === 40)).toBe(true);
    }
  });
});
