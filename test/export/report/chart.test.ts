import { describe, expect, it } from 'vitest';
import { lineChart } from '../../../src/export/report/chart.ts';

describe('charts', () => {
  it('are drawn with axes that hold all points, and names that cannot break the page', () => {
    const svg = lineChart({
      title: 'a & b',
      xLabel: 'x',
      yLabel: 'y',
      xScale: 'log',
      markers: 'shown',
      series: [
        {
          name: '<one>',
          points: [
            [1, 3],
            [100, 1],
          ],
        },
        { name: 'two', points: [[10, 2]] },
      ],
    });
    expect(svg).toMatch(/&lt;one&gt;/);
    expect(svg).not.toMatch(/NaN|<one>/);
    for (const [, x, y] of svg.matchAll(/translate\(([\d.]+) ([\d.]+)\)"/g)) {
      expect(Number(x)).toBeLessThanOrEqual(980);
      expect(Number(y)).toBeLessThanOrEqual(380);
    }
  });

  it('hold what is below 0', () => {
    const points = [
      [0, 4],
      [1, -3],
    ] as const;
    const words = { title: 't', xLabel: 'x', yLabel: 'y' };
    const svg = lineChart({ ...words, xScale: 'linear', markers: 'none', series: [{ name: 'a', points }] });
    const [, from, to] = /points="[\d.]+,([\d.]+) [\d.]+,([\d.]+)"/.exec(svg) ?? [];
    // Between the top of the box and the axis of x.
    expect(Number(from)).toBeGreaterThan(34);
    expect(Number(to)).toBeLessThan(326);
    expect(svg).toContain('>-2<');
    expect(svg).toContain('>0<');
  });
});
