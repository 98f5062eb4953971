import { describe, expect, it } from 'vitest';
import { darkness } from '../../../../src/fitting/finish/eyes/darkness.ts';
import type { EyePixels } from '../../../../src/fitting/finish/eyes/eye-pixels.ts';
import { discCost, irisExplains } from '../../../../src/fitting/finish/eyes/iris-fit.ts';
import { unit } from '../../../../src/geometry/vector3.ts';

const RADIUS = 0.4;
const DEGREE = Math.PI / 180;
/** Looks a little down. */
const PITCH = -4 * DEGREE;

function axisAt(pitch: number): number[] {
  return [0, Math.sin(pitch), Math.cos(pitch)];
}

/** Lids that leave less open than an iris is high, and shade the eye more and more towards the upper one. */
function squinting(shade: number): EyePixels {
  const directions: number[] = [];
  const colors: number[] = [];
  const heights: number[] = [];
  for (let x = -0.7; x <= 0.7; x += 0.02)
    for (let y = -0.25; y <= 0.2; y += 0.02) {
      const direction = unit([x, y, 1]);
      const axis = axisAt(PITCH);
      const angle = Math.acos(direction[0] * axis[0] + direction[1] * axis[1] + direction[2] * axis[2]);
      const light = (angle < RADIUS ? 0.3 : 0.8) - shade * (y + 0.25);
      directions.push(...direction);
      colors.push(light ** 2, light ** 2, light ** 2);
      heights.push(y);
    }
  const mean = heights.reduce((sum, y) => sum + y, 0) / heights.length;
  const length = Math.hypot(...heights.map((y) => y - mean));
  const height = Float64Array.from(heights, (y) => (y - mean) / length);
  return {
    from: [0, 0, 500],
    rays: new Float64Array(directions.length),
    directions: Float64Array.from(directions),
    colors: Float64Array.from(colors),
    dark: darkness(colors, height),
    height,
    pixelsPerRadian: 50,
  };
}

describe('the darkness of an eye', () => {
  it('has mean 0, variance 1 and no slope between the lids', () => {
    const { dark, height } = squinting(0.6);
    if (dark === null) throw new Error('the eye must show something');
    const mean = (of: (x: number, i: number) => number): number =>
      dark.reduce((sum, x, i) => sum + of(x, i), 0) / dark.length;
    expect(mean((x) => x)).toBeCloseTo(0, 9);
    expect(mean((x) => x * x)).toBeCloseTo(1, 9);
    expect(mean((x, i) => x * height[i])).toBeCloseTo(0, 9);
  });
});

describe('an iris under lids that shade it', () => {
  it.each([0, 0.3, 0.6])('is explained where it is: shade %f', (shade) => {
    const pixels = squinting(shade);
    expect(irisExplains(pixels, { axis: axisAt(PITCH), radius: RADIUS })).toBeGreaterThan(0.9);
    const costs = Array.from({ length: 25 }, (_, k) => k - 12).map(
      (degrees) => [degrees, discCost(pixels, { axis: axisAt(degrees * DEGREE), radius: RADIUS })] as const,
    );
    const [best] = costs.reduce((a, b) => (b[1] < a[1] ? b : a));
    expect(Math.abs(best + 4)).toBeLessThanOrEqual(1);
  });
});
