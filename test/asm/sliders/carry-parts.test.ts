import { describe, expect, it } from 'vitest';
import { createPartCarrier } from '../../../src/asm/sliders/carry-parts.ts';
import { fitSphere } from '../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits, rimOf } from '../../../src/head/anatomy/slits.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { normals } from '../../helpers/gradient-check.ts';

const head = loadPeoplesHead();
const carry = createPartCarrier(head);
const skinNumbers = 3 * head.parts[0].vertexCount;

describe('what a displacement of the skin does to eyes, teeth and tongue', () => {
  it('is a shift where all of the skin is shifted', () => {
    const out = carry(Float64Array.from({ length: skinNumbers }, (_, i) => [1, -2, 3][i % 3]));
    for (let i = 0; i < out.length; i++) expect(Math.abs(out[i] - [1, -2, 3][i % 3])).toBeLessThan(1e-9);
  });

  it('is linear', () => {
    const [a, b] = [1, 2].map((seed) => normals(skinNumbers, seed, 1));
    const sum = carry(Float64Array.from(a, (x, i) => 2 * x - b[i]));
    const [first, second] = [carry(Float64Array.from(a)), carry(Float64Array.from(b))];
    for (let i = 0; i < sum.length; i++) expect(Math.abs(sum[i] - (2 * first[i] - second[i]))).toBeLessThan(1e-9);
  });

  it('lets an eyeball grow with its lids, whose rims stay as deep in it', () => {
    const eye = head.parts.find(({ name }) => name === 'eye_L');
    if (eye === undefined) throw new Error('a head has eyes');
    const before = fitSphere(head.template, eye);
    const skin = Float64Array.from({ length: skinNumbers }, (_, i) => 0.1 * (head.template[i] - before.centre[i % 3]));
    const displacement = carry(skin);
    const moved = head.template.map((x, i) => x + displacement[i]);
    const after = fitSphere(moved, eye);
    expect(after.radius / before.radius).toBeGreaterThan(1.03);
    const depth = (p: Float64Array, { centre, radius }: typeof before, v: number): number =>
      Math.hypot(...centre.map((c, k) => p[3 * v + k] - c)) - radius;
    for (const v of rimOf(findSlits(head).left))
      expect(Math.abs(depth(moved, after, v) - depth(head.template, before, v))).toBeLessThan(0.4);
  });
});
