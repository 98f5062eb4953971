import { expect, it } from 'vitest';
import { checkMasks } from '../../../../src/fitting/evidence/checks/check-masks.ts';
import type { Observation } from '../../../../src/fitting/evidence/landmarks/observation.ts';

const view = (name: string, more: object) =>
  ({ name, image: { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3) }, mask: null, ...more }) as never;

const face: Observation = {
  points: Float64Array.of(20, 20, 60, 20, 40, 50),
  confidence: Float64Array.of(1, 1, 1),
};

it('masks that keep nothing of a face are said, and refused where none keeps any', () => {
  const white = new Uint8Array(80 * 60).fill(1);
  const right = white.map((_, i) => (i % 80 > 65 ? 1 : 0));
  const masked = (mask: Uint8Array | null) => view('m.png', { mask });
  expect(checkMasks([masked(white), masked(null)], [face, face], 'x')).toEqual([]);
  expect(checkMasks([masked(white), masked(white.map(() => 0))], [face, face], 'x').join()).toMatch(/keeps no pixel/);
  expect(checkMasks([masked(white), masked(right)], [face, face], 'x').join()).toMatch(/leaves out 100 % of the face/);
  expect(() => checkMasks([masked(right), masked(white.map(() => 0))], [face, face], 'x')).toThrow(/in 2 of 2 views/);
});
