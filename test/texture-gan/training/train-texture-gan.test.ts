import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '../../../src/deca/training/run/checkpoint.ts';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { randomStream } from '../../../src/geometry/random.ts';
import { CROP, CROP_PLANES } from '../../../src/texture-gan/data/chart-crops.ts';
import { TEXTURE_GAN_DEFAULTS } from '../../../src/texture-gan/training/gan-options.ts';
import { joinStates, partState, towards } from '../../../src/texture-gan/training/gan-state.ts';
import { trainTextureGan } from '../../../src/texture-gan/training/train-texture-gan.ts';

beforeAll(() => startTfjs());

const crops = (seed: number, count: number): Float32Array => {
  const random = randomStream(7, seed);
  return Float32Array.from({ length: count * CROP * CROP * CROP_PLANES }, (_, i) => {
    const plane = i % CROP_PLANES;
    return plane === CROP_PLANES - 1 || plane === 3 ? random.uniform() : 0.3 * random.normal();
  });
};

describe('training of the texture GAN', () => {
  it('ends at the same weights where it was broken off, and leaves no tensors', async () => {
    const options = { ...TEXTURE_GAN_DEFAULTS, batch: 2, warmUp: 1, steps: 4 };
    const data = { pool: { batch: async (step: number, count: number) => crops(step, count) }, heldOut: crops(99, 2) };
    const folder = mkdtempSync(join(tmpdir(), 'asm-fit-gan-'));
    const resumed: number[] = [];
    const watch = (name: string, resume: boolean) => ({
      checkpoint: { path: join(folder, name), every: 2, settings: {}, resume },
      onRecord: () => {},
      onResume: (steps: number) => resumed.push(steps),
    });
    const before = tf.memory().numTensors;
    const whole = await trainTextureGan(data, options, watch('a', false));
    expect(tf.memory().numTensors).toBe(before);
    const broken = {
      ...data,
      pool: {
        batch: async (step: number, count: number) => {
          if (step === 3) throw new Error('broken off');
          return crops(step, count);
        },
      },
    };
    await expect(trainTextureGan(broken, options, watch('b', false))).rejects.toThrow('broken off');
    const again = await trainTextureGan(data, options, watch('b', true));
    expect(resumed).toEqual([2]);
    expect(again.tensors).toEqual(whole.tensors);
    expect(whole.curve[0].heldOut.l1).toBeGreaterThan(0);
  });

  it('keeps both networks in one state', () => {
    const state = (values: number[]) => ({
      parameters: Float32Array.from(values),
      optimizer: { count: 3, moments: [Float32Array.from(values, (x) => 2 * x), Float32Array.from(values, (x) => -x)] },
    });
    const both = { maker: state([1, 2, 3]), critic: state([4, 5]), mean: Float32Array.of(6, 7, 8) };
    expect(partState(joinStates(both), [[3]])).toEqual(both);
  });

  it('refuses a checkpoint without the running mean, which earlier versions wrote', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'asm-fit-gan-')), 'checkpoint');
    const checkpoint = { path, every: 1, settings: {}, resume: true };
    const moments = [new Float32Array(5), new Float32Array(5)];
    const state = { parameters: new Float32Array(5), optimizer: { count: 3, moments } };
    saveCheckpoint(checkpoint, { state, progress: { seconds: 1, epochLoss: 0, curve: [] } });
    const data = { pool: { batch: async () => crops(0, 1) }, heldOut: crops(99, 1) };
    const watch = { checkpoint, onRecord: () => {}, onResume: () => {} };
    await expect(trainTextureGan(data, TEXTURE_GAN_DEFAULTS, watch)).rejects.toThrow(/running mean; received 2, as/);
  });

  it('takes the running mean of weights, all counting alike up to its window', () => {
    const weights = [3, 6, 12].map((w) => Float32Array.of(w, -w));
    const plain = weights.reduce((mean, w, t) => towards(mean, w, t + 1), Float32Array.of(100, 100) as Float32Array);
    expect([...plain]).toEqual([7, -7]);
    expect([...towards(Float32Array.of(4, 4), Float32Array.of(8, 0), 4)]).toEqual([5, 3]);
  });

  it('hands out the running mean of weights over a tenth of the steps', async () => {
    const options = { ...TEXTURE_GAN_DEFAULTS, batch: 1, warmUp: 1, steps: 12, learningRate: 0.01 };
    const path = join(mkdtempSync(join(tmpdir(), 'asm-fit-gan-')), 'checkpoint');
    const checkpoint = { path, every: 1, settings: {}, resume: false };
    const weights: Float32Array[] = [];
    const keep = () => {
      const kept = loadCheckpoint(checkpoint);
      if (kept !== null) weights.push(kept.state.parameters);
    };
    const batch = async (step: number, count: number) => {
      keep();
      return crops(step, count);
    };
    const watch = { checkpoint, onRecord: () => {}, onResume: () => {} };
    const { tensors } = await trainTextureGan({ pool: { batch }, heldOut: crops(99, 2) }, options, watch);
    keep();
    expect(weights).toHaveLength(options.steps);
    let mean: readonly number[] = tensors.flatMap((values) => [...values]).fill(0);
    for (const [t, values] of weights.entries())
      mean = mean.map((value, i) => value + (values[i] - value) / Math.min(t + 1, 0.1 * options.steps));
    const handedOut = tensors.flatMap((values) => [...values]);
    const farthest = (from: ArrayLike<number>) =>
      handedOut.reduce((most, value, i) => Math.max(most, Math.abs(value - from[i])), 0);
    expect(farthest(mean)).toBeLessThan(1e-6);
    expect(farthest(weights[weights.length - 1])).toBeGreaterThan(1e-4);
  });
});
