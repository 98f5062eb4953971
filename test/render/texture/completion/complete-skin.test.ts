import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { blurPlane } from '../../../../src/image/blur-plane.ts';
import { completeByNetwork } from '../../../../src/render/texture/completion/complete-by-network.ts';
import { completeSkin } from '../../../../src/render/texture/completion/complete-skin.ts';
import { loadCompletionNetwork } from '../../../../src/render/texture/completion/completion-network.ts';
import { completionPlanes, PLANE_COUNT, PLANES } from '../../../../src/render/texture/completion/completion-planes.ts';
import { outerTexels } from '../../../../src/render/texture/completion/outer-texels.ts';
import { addSkinGrain } from '../../../../src/render/texture/completion/skin-grain.ts';

const SIZE = 256;
const COUNT = SIZE * SIZE;
const half = Float32Array.from({ length: COUNT }, (_, i) => (i % SIZE < SIZE / 2 ? 1 : 0));
const albedo = Float32Array.from({ length: 3 * COUNT }, (_, i) => 0.2 + 0.1 * (i % 3) + 0.02 * ((i >> 4) % 5));

describe('completing a baked skin', () => {
  const baked = {
    albedo: { width: SIZE, height: SIZE, channels: 3, data: albedo },
    lights: [],
    cast: [],
    levels: null,
    gloss: [],
    lips: [],
    folds: [],
    creases: [],
    gains: null,
    coverage: 0.5,
    share: half,
  };

  it('by the albedo model is the bake itself; by nothing leaves a mean tone where nothing was seen', async () => {
    const head = loadBundledHead();
    expect(await completeSkin(head, baked, 'albedo')).toBe(baked);
    const { data } = (await completeSkin(head, baked, 'none')).albedo;
    const mean = [0, 1, 2].map((c) => {
      let sum = 0;
      for (let i = 0; i < COUNT; i++) sum += half[i] * albedo[3 * i + c];
      return sum / (COUNT / 2);
    });
    for (let i = 0; i < COUNT; i++)
      for (let c = 0; c < 3; c++)
        if (Math.abs(data[3 * i + c] - (half[i] === 1 ? albedo[3 * i + c] : mean[c])) > 1e-6)
          throw new Error(`texel ${i}: ${data[3 * i + c]}`);
  });

  it('by the network has the grain of what is seen as well', async () => {
    const head = loadBundledHead();
    const random = createRandom(3);
    const grainy = albedo.map((x) => x * Math.exp(0.08 * random.normal()));
    const own = { ...baked, albedo: { ...baked.albedo, data: grainy } };
    const { data } = (await completeSkin(head, own, 'gan')).albedo;
    const network = await loadCompletionNetwork();
    const task = { size: SIZE, albedo: grainy, share: half, outer: outerTexels(head, SIZE) };
    const { data: completed } = await completeByNetwork(network, task);
    await network.close();
    const expected = addSkinGrain(head, { ...task, albedo: completed }).data;
    expect(Buffer.from(data.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    expect(Buffer.from(data.buffer).equals(Buffer.from(completed.buffer))).toBe(false);
  });

  it('reads what the network reads: opposite sides, shares, the same noise on every run', () => {
    const planes = completionPlanes({ size: SIZE, albedo, share: half });
    expect(planes).toHaveLength(PLANE_COUNT);
    completionPlanes({ size: SIZE, albedo, share: half }).forEach((plane, p) => {
      expect(Buffer.from(plane.buffer).equals(Buffer.from(planes[p].buffer))).toBe(true);
    });
    const left = 40 * SIZE + 30;
    const right = 40 * SIZE + SIZE - 1 - 30;
    expect(planes[PLANES.mirroredShare][right]).toBe(1);
    expect(planes[PLANES.mirroredShare][left]).toBe(0);
    expect(planes[PLANES.mirroredDetail][right]).toBe(planes[PLANES.detail][left]);
    expect(planes[PLANES.mirroredShare][250 * SIZE + 200]).toBe(0);
    expect(planes.every((plane) => plane.every(Number.isFinite))).toBe(true);
  });
});

describe('a blur by box means', () => {
  it('is two means of 2 r + 1 along each side', () => {
    const size = 9;
    const point = new Float32Array(size * size);
    point[4 * size + 4] = 81;
    const blurred = blurPlane(point, size, 1);
    const weights = [0, 0, 1, 2, 3, 2, 1, 0, 0];
    for (let i = 0; i < size * size; i++)
      expect(blurred[i]).toBeCloseTo(weights[i % size] * weights[Math.floor(i / size)], 4);
    expect(blurPlane(new Float32Array(size * size).fill(2), size, 3).every((x) => Math.abs(x - 2) < 1e-5)).toBe(true);
  });
});

describe('the network file', () => {
  it('is refused where it or its checksum is missing, or they differ', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'asm-fit-completion-')), 'completion.onnx');
    await expect(loadCompletionNetwork(path)).rejects.toThrow(/the completion network must exist; received nothing/);
    writeFileSync(path, 'no network');
    await expect(loadCompletionNetwork(path)).rejects.toThrow(/sha256: the completion network must exist/);
    writeFileSync(`${path}.sha256`, `${'0'.repeat(64)}  completion.onnx\n`);
    await expect(loadCompletionNetwork(path)).rejects.toThrow(/must have sha256 0+; received [0-9a-f]{64}/);
  });
});
