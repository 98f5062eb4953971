import { describe, expect, it } from 'vitest';
import { hairRegion } from '../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';

describe('where hair grows', () => {
  const head = loadBundledHead();
  const hairy = hairRegion(head);
  const { scalp, face, neck, ears } = head.regions;

  it('is the scalp and the temples, not the face, the neck or the auricles', () => {
    const count = (region: Uint8Array): number => region.filter((on, v) => on === 1 && hairy[v] === 1).length;
    expect(count(scalp)).toBe(count(new Uint8Array(scalp.length).fill(1).map((_, v) => scalp[v])));
    expect([count(face), count(neck)]).toEqual([0, 0]);
    expect(hairy.filter((on) => on === 1).length).toBeGreaterThan(1.5 * count(scalp));
    expect(count(ears)).toBeLessThan(0.2 * ears.filter((on) => on === 1).length);
  });

  it('is the same on both sides', () => {
    const off = hairy.filter((on, v) => on !== hairy[head.mirror[v]]).length;
    expect(off).toBeLessThan(10);
  });
});
