import { describe, expect, it } from 'vitest';
import type { HairChart } from '../../../../src/fitting/hair/cards/hair-chart.ts';
import { type HairCard, layCards, POINTS } from '../../../../src/fitting/hair/cards/lay-cards.ts';
import { strandWays } from '../../../../src/fitting/hair/cards/strand-ways.ts';
import { flatHair, fromMiddle, MM, SIDE } from '../../../helpers/pictures/flat-hair.ts';

const laid = (chart: HairChart): HairCard[] => layCards(chart, strandWays(chart));
const plane = (value: (x: number, y: number) => number): Float32Array =>
  new Float32Array(SIDE * SIDE).map((_, i) => value(...fromMiddle(i)));
const lengthOf = ({ points }: HairCard): number =>
  points.slice(1).reduce((sum, p, k) => sum + Math.hypot(...p.map((x, c) => x - points[k][c])), 0);
const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const out = (p: readonly number[]): number => Math.hypot(p[0], p[1]);

const cards = laid(flatHair());

describe('cards on hair', () => {
  it('lie 7.5 mm apart, by its surface, and run along its strands', () => {
    const area = Math.PI * 120 ** 2;
    // Beside the crown none is as long as it should be.
    expect(cards.length).toBeGreaterThan((0.9 * area) / 7.5 ** 2);
    expect(cards.length).toBeLessThan((1.1 * area) / 7.5 ** 2);
    for (const { points } of cards) {
      expect(points).toHaveLength(POINTS);
      expect(points.every(([, , z]) => Math.abs(z) < 1e-5)).toBe(true);
      if (out(points[0]) < 10) continue;
      const [a, b] = [points[0], points[POINTS - 1]];
      const along = ((b[0] - a[0]) * a[0] + (b[1] - a[1]) * a[1]) / (out(a) * Math.hypot(b[0] - a[0], b[1] - a[1]));
      expect(along).toBeGreaterThan(0.98);
    }
  });

  it('go on where the ways that strands run are told the other way about', () => {
    const chart = flatHair();
    const across = new Float32Array(2 * SIDE * SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) across[2 * i] = Math.floor((i % SIDE) / 4) % 2 === 0 ? 1 : -1;
    const inside = layCards(chart, across).filter(({ points }) => out(points[0]) < 70);
    expect(inside.length).toBeGreaterThan(100);
    for (const { points } of inside) {
      const steps = points.slice(1).map(([x], k) => x - points[k][0]);
      expect(Math.min(...steps.map(Math.abs))).toBeGreaterThan(3);
      expect(new Set(steps.map(Math.sign)).size).toBe(1);
    }
  });

  it('are fewer where photographs show the hair', () => {
    const seen = laid(flatHair(undefined, { seen: plane((x) => (x > 0 ? 1 : 0)) }));
    const on = (side: number): number => seen.filter(({ points }) => side * points[0][0] > 0).length;
    expect(on(1) / on(-1)).toBeGreaterThan(0.5);
    expect(on(1) / on(-1)).toBeLessThan(0.7);
  });

  it('are as long and as high as the hair is thick, within limits', () => {
    const of = (thickness: number): HairCard[] =>
      laid(flatHair(undefined, { thickness: plane(() => thickness) })).filter(({ points }) => out(points[0]) < 70);
    expect(middle(of(8).map(lengthOf))).toBeCloseTo(28, -0.5);
    expect(middle(of(1).map(lengthOf))).toBeCloseTo(16, -0.5);
    expect(middle(of(40).map(lengthOf))).toBeCloseTo(52, -0.5);
    expect(Math.max(...of(4).map(({ lift }) => lift))).toBeLessThanOrEqual(1.2);
    expect(Math.max(...of(40).map(({ lift }) => lift))).toBeLessThanOrEqual(3);
    // Few stand off.
    expect(middle(of(40).map(({ lift }) => lift))).toBeLessThan(1);
  });

  it('begin where hair covers all, and end within 10 mm beyond its edge, some of them at it', () => {
    expect(Math.max(...cards.map(({ points }) => out(points[0])))).toBeLessThan(120);
    const ends = cards.map(({ points }) => out(points[POINTS - 1]));
    expect(Math.max(...ends)).toBeGreaterThan(125);
    expect(Math.max(...ends)).toBeLessThan(132);
    const shown = laid(flatHair(undefined, { seen: plane((x, y) => (MM * Math.hypot(x, y) < 120 ? 1 : 0)) }));
    expect(Math.max(...shown.map(({ points }) => out(points[POINTS - 1])))).toBeLessThan(126);
  });

  it('do not go where hair is left bare, nor off the mesh', () => {
    const spared = laid(flatHair(undefined, { bare: plane((x, y) => (MM * x > 60 && Math.abs(MM * y) < 30 ? 1 : 0)) }));
    const inside = ([x, y]: readonly number[]): boolean => x > 64 && Math.abs(y) < 26;
    expect(spared.some(({ points }) => points.slice(1).some(inside) && !inside(points[0]))).toBe(false);
    const chart = flatHair();
    chart.positions.data.forEach((_, i) => {
      if (MM * fromMiddle(Math.floor(i / 3))[0] > 80) chart.positions.data[i] = Number.NaN;
    });
    const kept = laid(chart);
    // What is left of a card that ends there is no card when it is short.
    expect(Math.min(...kept.map(lengthOf))).toBeGreaterThan(7.4);
    expect(Math.min(...kept.map(lengthOf))).toBeLessThan(12);
    for (const { points, sides, normals } of kept)
      for (const row of [...points, ...sides, ...normals]) expect(row.some(Number.isNaN)).toBe(false);
  });

  it('have the colour of the hair beneath them, not of what shows through its edge', () => {
    const out = (x: number, y: number): number => MM * Math.hypot(x, y);
    const cover = plane((x, y) => (out(x, y) < 110 ? 1 : out(x, y) < 120 ? 0.6 : 0));
    const chart = flatHair((x, y) => (out(x, y) < 110 ? 1 : 3), { cover });
    for (const { color } of laid(chart)) expect(color[0]).toBeCloseTo(0.2, 5);
  });

  it('are the same each time', () => {
    expect(laid(flatHair())).toEqual(cards);
  });
});
