import { describe, expect, it } from 'vitest';
import { createMorphableDecoder } from '../../../../src/deca/decode/morphable-decoder.ts';
import { sampleExpression } from '../../../../src/deca/training/scenes/sample-expression.ts';
import { personWeights, sampleShape } from '../../../../src/deca/training/scenes/sample-person.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { loadPeoplesHead } from '../../../../src/head/load-head.ts';
import { wayColumn } from '../../../../src/head/people/join-populations.ts';

const head = loadPeoplesHead();
const decoder = createMorphableDecoder(head);
const COUNT = 600;

describe('people of the training', () => {
  it('are scanned ones for the most part, and the artists besides', () => {
    const random = createRandom(1);
    const way = wayColumn(head) as number;
    const shapes = Array.from({ length: COUNT }, () => sampleShape(decoder, random));
    const scanned = shapes.filter((shape) => Math.abs(shape[way]) < 0.4);
    const artists = shapes.filter((shape) => Math.abs(shape[way] - 1) < 0.4);
    expect(scanned.length / COUNT).toBeGreaterThan(0.55);
    expect(artists.length / COUNT).toBeGreaterThan(0.2);
    const deviation = (people: readonly Float64Array[], k: number): number =>
      Math.sqrt(people.reduce((sum, shape) => sum + shape[k] ** 2, 0) / people.length);
    expect(deviation(scanned, 0)).toBeGreaterThan(1.5 * deviation(artists, 0));
    expect(deviation(artists, way + 1)).toBeGreaterThan(1.5 * deviation(scanned, way + 1));
  });

  it('weigh less where they are the artists', () => {
    const way = wayColumn(head) as number;
    const shapes = new Float32Array(2 * decoder.sizes.shape);
    shapes[decoder.sizes.shape + way] = 1;
    const [scanned, artists] = personWeights(head, shapes, 2);
    expect(artists).toBeLessThan(scanned);
  });

  it('are of one population on a head of one', () => {
    const bundled = loadBundledHead();
    expect(wayColumn(bundled)).toBeNull();
    expect([...personWeights(bundled, new Float32Array(4), 2)]).toEqual([1, 1]);
  });
});

describe('expressions of the training', () => {
  const random = createRandom(2);
  const moments = Array.from({ length: COUNT }, () => sampleExpression(decoder, random));
  const { names } = head.expressions;
  const lid = (side: string): number => names.indexOf(`eye-${side}-closure`);

  it('wink with either eye', () => {
    const gaps = moments.map(({ expression }) => expression[lid('left')] - expression[lid('right')]);
    expect(gaps.filter((gap) => gap > 0.4).length / COUNT).toBeGreaterThan(0.03);
    expect(gaps.filter((gap) => gap < -0.4).length / COUNT).toBeGreaterThan(0.03);
  });

  it('open the jaw to 30 degrees and no further', () => {
    const jaws = moments.map(({ jawPose }) => (180 * jawPose[0]) / Math.PI);
    expect(Math.max(...jaws)).toBeGreaterThan(26);
    expect(Math.max(...jaws)).toBeLessThanOrEqual(30);
    expect(Math.min(...jaws)).toBe(0);
  });

  it('stay within full strength', () => {
    for (const { expression } of moments) expect(expression.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});
