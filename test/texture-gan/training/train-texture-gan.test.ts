import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { randomStream } from '../../../src/geometry/random.ts';
import { CROP, CROP_PLANES } from '../../../src/texture-gan/data/chart-crops.ts';
import { TEXTURE_GAN_DEFAULTS } from '../../../src/texture-gan/training/gan-options.ts';
import { joinStates, partState, trainTextureGan } from '../../../src/texture-gan/training/train-texture-gan.ts';

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
    const [a, b] = [state([1, 2, 3]), state([4, 5])];
    expect(partState(joinStates(a, b), [[3]])).toEqual([a, b]);
  });
});
