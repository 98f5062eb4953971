import { describe, expect, it } from 'vitest';
import { accuracyCases } from '../../bench/accuracy/cases.ts';
import { resultsChart, resultsMarkdown } from '../../bench/accuracy/results.ts';
import type { CaseResult } from '../../bench/accuracy/run-case.ts';

const stats = (meanMm: number) => ({ medianMm: meanMm / 2, meanMm, stdMm: 1, p90Mm: 1, rmseMm: 1, points: 9 });

describe('the accuracy benchmark', () => {
  const cases = accuracyCases(true, ['some/where/anne', 'some/where/bob/']);

  it('has a name for every case, both models, all numbers of views and every hardship', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const source of ['bundled', 'ict'] as const) {
      const own = cases.filter((entry) => entry.source === source);
      expect([...new Set(own.map(({ views }) => views))].sort((a, b) => a - b)).toEqual([1, 2, 3, 5, 8, 16]);
      expect(own.filter(({ photos }) => photos.light !== null).length).toBeGreaterThanOrEqual(6);
      expect(own.some(({ photos }) => photos.occluded && photos.noise === 1)).toBe(true);
      expect(own.some(({ photos }) => photos.focal !== null)).toBe(true);
    }
    expect(cases.some(({ expressiveness }) => expressiveness > 1)).toBe(true);
    expect(cases.filter(({ id }) => id.startsWith('real-bob-')).map(({ id }) => id)).toContain('real-bob-8-given');
    expect(accuracyCases(false, []).every(({ source }) => source === 'bundled')).toBe(true);
  });

  it('says what it found, failures too', () => {
    const results = cases.map(
      (entry, i): CaseResult => ({
        entry,
        template: stats(2),
        deca: i === 3 ? null : stats(1.5),
        // One case that DECA wins.
        asm: i === 3 ? null : stats(i === 5 ? 1.75 : 1),
        seconds: i === 3 ? null : 9,
        failure: i === 3 ? 'error: no face\nhint' : null,
      }),
    );
    const text = resultsMarkdown(results, 'chart.svg');
    for (const { id } of cases) expect(text).toContain(`| ${id} |`);
    expect(text).toContain('| - | - | error: no face |');
    const several = cases.filter(({ views }) => views > 1).length - 1;
    expect(text).toContain(`ASM is nearer than DECA in ${several - 1} of ${several} cases`);
    expect(text).toMatch(/scans of people \| 1 view \| 2 views/);
    expect(resultsChart(results)).not.toMatch(/NaN/);
  });
});
