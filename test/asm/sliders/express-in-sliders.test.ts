import { describe, expect, it } from 'vitest';
import { expressInSliders } from '../../../src/asm/sliders/express-in-sliders.ts';
import { sliderDisplacement, sliderFields } from '../../../src/asm/sliders/slider-fields.ts';
import { SLIDERS } from '../../../src/asm/sliders/slider-table.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { sampledHead } from '../../helpers/face-shapes/shaped-face.ts';

const head = loadPeoplesHead();

function headWith(values: ReadonlyMap<string, number>): Float64Array {
  const displacement = sliderDisplacement(sliderFields(head), values);
  return head.template.map((x, i) => x + displacement[i]);
}

describe('expressInSliders', () => {
  it('finds nothing on the mean head, wherever it lies and however large it is', () => {
    const place = {
      scale: 1.05,
      rotation: rotationFromAxisAngle(0.02, -0.01, 0.03),
      translation: Float64Array.of(4, -9, 6),
    };
    const { values, differenceMm, remainsMm } = expressInSliders(head, applySimilarity(place, head.template));
    for (const [name, value] of values) expect(Math.abs(value), name).toBeLessThan(0.05);
    expect(differenceMm).toBeLessThan(0.1);
    expect(remainsMm).toBeLessThan(0.1);
    expect([...values.keys()]).toEqual(SLIDERS.map(({ name }) => name));
  });

  it('finds sliders that were set, halves apart, and explains most of what they did', () => {
    const set = new Map([
      ['nose-width', 0.6],
      ['jaw-width', -0.5],
      ['chin-length', 0.7],
      ['mouth-width', 0.4],
      ['ear-size-left', 0.5],
    ]);
    const { values, differenceMm, remainsMm } = expressInSliders(head, headWith(set));
    for (const name of ['nose-width', 'jaw-width', 'chin-length', 'mouth-width'])
      expect(Math.abs((values.get(name) ?? 0) - (set.get(name) ?? 0)), name).toBeLessThan(0.35);
    // Half of it is the whole's, half of it what sets the sides apart.
    const [both, left, right] = ['ear-size', 'ear-size-left', 'ear-size-right'].map((name) => values.get(name) ?? 0);
    expect(both + left).toBeGreaterThan(0.25);
    expect(Math.abs(both + right)).toBeLessThan(0.2);
    expect(left).toBeCloseTo(-right, 12);
    expect(remainsMm).toBeLessThan(0.35 * differenceMm);
  });

  it('keeps values within their ends', () => {
    const { values } = expressInSliders(
      head,
      headWith(
        new Map([
          ['nose-length', 5],
          ['skull-width', -4],
        ]),
      ),
    );
    for (const [name, value] of values) expect(Math.abs(value), name).toBeLessThanOrEqual(1);
    expect(values.get('nose-length')).toBe(1);
    expect(values.get('skull-width')).toBe(-1);
  });

  it('leaves less of people than it was given', () => {
    const people = [1, 2, 3, 4, 5].map((seed) => expressInSliders(head, sampledHead(head, seed).positions));
    for (const { differenceMm, remainsMm } of people) expect(remainsMm).toBeLessThan(0.8 * differenceMm);
  });
});
