import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { gaussianProcessModes } from '../../../src/head/shape/gaussian-process.ts';

describe('smooth modes beside the PCA', () => {
  const head = loadBundledHead();
  const skinCount = head.parts[0].vertexCount;
  const kernel = { lengthMm: 30, amplitudeMm: 2 };
  const [symmetricModes, antisymmetricModes] = [6, 4];
  const { names, deltas } = gaussianProcessModes(head, { kernels: [kernel], symmetricModes, antisymmetricModes });
  const stride = 3 * head.vertexCount;
  const modes = names.map((_, m) => deltas.subarray(m * stride, (m + 1) * stride));
  const energy = (mode: Float32Array) => mode.reduce((sum, x) => sum + x * x, 0);

  it('are as many as asked for, and move the skin', () => {
    expect(names.length).toBe(symmetricModes + antisymmetricModes);
    for (const mode of modes) expect(energy(mode)).toBeGreaterThan(0);
  });

  it('are symmetric, then antisymmetric', () => {
    modes.forEach((mode, m) => {
      let off = 0;
      for (let v = 0; v < skinCount; v++)
        for (let k = 0; k < 3; k++) {
          const mirrored = (k === 0 ? -1 : 1) * mode[3 * head.mirror[v] + k];
          off += (mode[3 * v + k] - (m < symmetricModes ? mirrored : -mirrored)) ** 2;
        }
      expect(off, names[m]).toBeLessThan(1e-4 * energy(mode));
    });
  });

  it('explain no more variance than the kernel has, the first ones the most', () => {
    // k(x, x) is amplitude^2 on each axis: what all modes together have at any vertex.
    const variances = Array.from({ length: 3 * skinCount }, (_, i) =>
      modes.reduce((sum, mode) => sum + mode[i] ** 2, 0),
    );
    expect(Math.max(...variances)).toBeLessThan(kernel.amplitudeMm ** 2 * 1.05);
    expect(Math.max(...variances)).toBeGreaterThan(0.1);
    expect(energy(modes[0])).toBeGreaterThan(energy(modes[symmetricModes - 1]));
  });

  it('are smooth: neighbours move alike', () => {
    const { triangles, template } = head;
    for (const mode of modes) {
      const peak = Math.max(...mode.map(Math.abs));
      // Of its steepest slope.
      let most = 0;
      for (let t = 0; t < 3000; t += 3) {
        const [a, b] = [triangles[t], triangles[t + 1]];
        if (a >= skinCount || b >= skinCount) continue;
        const apart = Math.hypot(...[0, 1, 2].map((k) => template[3 * a + k] - template[3 * b + k]));
        for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(mode[3 * a + k] - mode[3 * b + k]) / (apart + 1e-3));
      }
      expect(most).toBeLessThan((2 * peak) / kernel.lengthMm);
    }
  });

  it('move eyes, teeth and tongue as wholes', () => {
    for (const mode of modes)
      for (const { vertexStart, vertexCount } of head.parts.slice(1))
        expect(
          mode.subarray(3 * vertexStart, 3 * (vertexStart + vertexCount)).every((x, i, moved) => x === moved[i % 3]),
        ).toBe(true);
  });
});
