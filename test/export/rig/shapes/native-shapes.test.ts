import { describe, expect, it } from 'vitest';
import { nativeShapes } from '../../../../src/export/rig/shapes/native-shapes.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const { names, deltas } = head.expressions;
const stride = 3 * head.vertexCount;

/** The mean head with one expression, in a size. */
function shown(name: string, amount: number, size = 1): Float64Array {
  const k = names.indexOf(name);
  return head.template.map((x, i) => size * (x + amount * deltas[k * stride + i]));
}

describe("the head model's own expressions on a face", () => {
  it("are the model's where lids stand as the mean head's", () => {
    const { morphs, shares } = nativeShapes(head, { positions: shown('eye-left-closure', 0, 1.1), size: 1.1 });
    shares.forEach((share) => {
      expect(share).toBeCloseTo(1, 6);
    });
    const k = names.indexOf('eye-left-closure');
    const delta = morphs.get('eye-left-closure') ?? [];
    for (let i = 0; i < stride; i += 97) expect(delta[i]).toBeCloseTo(1.1 * deltas[k * stride + i], 5);
  });

  it('shut narrow eyes and wide ones, and no further', () => {
    const { left } = findSlits(head);
    const remains = (amount: number, name: string): number => {
      const positions = shown(name, amount);
      const { morphs } = nativeShapes(head, { positions, size: 1 });
      const shut = morphs.get('eye-left-closure') ?? new Float32Array(stride);
      return slitOpening(
        left,
        positions.map((x, i) => x + shut[i]),
      );
    };
    const usual = remains(0, 'eye-left-closure');
    for (const [name, amount] of [
      ['eye-left-closure', 0.4],
      ['eye-left-slit', 0.5],
      ['eye-left-opened-up', 0.5],
    ] as const)
      expect(Math.abs(remains(amount, name) - usual)).toBeLessThan(0.4);
  });

  it("take as much of a narrow eye's closing as is left, of that eye alone", () => {
    const { shares } = nativeShapes(head, { positions: shown('eye-left-closure', 0.4), size: 1 });
    const share = shares[names.indexOf('eye-left-closure')];
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.65);
    expect(shares[names.indexOf('eye-left-slit')]).toBe(shares[names.indexOf('eye-left-closure')]);
    expect(shares[names.indexOf('eye-right-closure')]).toBeCloseTo(1, 6);
    expect(shares[names.indexOf('mouth-corner-puller-left')]).toBe(1);
  });
});
