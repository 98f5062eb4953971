import { describe, expect, it } from 'vitest';
import { randomWalk, type WalkerProblem } from '../../../src/capture/segmentation/random-walker.ts';
import { createRandom } from '../../../src/geometry/random.ts';

const [WIDTH, HEIGHT] = [9, 8];
const random = createRandom(11);
const size = WIDTH * HEIGHT;
const labels = Uint8Array.from({ length: size }, () => Math.floor(3 * random.uniform()));
const inside = (k: number): boolean => k % WIDTH > 0 && k % WIDTH < WIDTH - 1 && k >= WIDTH && k < size - WIDTH;
const open = Int32Array.from(labels.keys()).filter((k) => inside(k) && random.uniform() < 0.7);
const weights = (): Float32Array => Float32Array.from({ length: size }, () => 0.01 + random.uniform());
const problem: WalkerProblem = { width: WIDTH, labels, right: weights(), down: weights(), open };

/** By elimination, as the equations stand. */
function solved(label: number): number[] {
  const { right, down } = problem;
  const n = open.length;
  const rows = Array.from(open, (k, i) => {
    const row = new Array<number>(n + 1).fill(0);
    const edges: [number, number][] = [
      [k - 1, right[k - 1]],
      [k + 1, right[k]],
      [k - WIDTH, down[k - WIDTH]],
      [k + WIDTH, down[k]],
    ];
    for (const [other, weight] of edges) {
      row[i] += weight;
      const j = open.indexOf(other);
      if (j >= 0) row[j] -= weight;
      else if (labels[other] === label) row[n] += weight;
    }
    return row;
  });
  for (let i = 0; i < n; i++)
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = rows[r][i] / rows[i][i];
      for (let c = i; c <= n; c++) rows[r][c] -= factor * rows[i][c];
    }
  return rows.map((row, i) => row[n] / row[i]);
}

describe('the random walker', () => {
  it('solves its equations', () => {
    for (const label of [0, 1, 2]) {
      const expected = solved(label);
      randomWalk(problem, label).forEach((x, i) => {
        expect(Math.abs(x - expected[i])).toBeLessThan(0.06);
      });
    }
  });

  it('shares each pixel out among the labels', () => {
    const chances = [0, 1, 2].map((label) => randomWalk(problem, label));
    for (let i = 0; i < open.length; i++) expect(chances[0][i] + chances[1][i] + chances[2][i]).toBeCloseTo(1, 0);
  });

  it('does nothing where nothing is open', () => {
    expect(randomWalk({ ...problem, open: new Int32Array(0) }, 1)).toHaveLength(0);
  });
});
