import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src/capture/load-capture.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { fitCapture } from '../../../src/fitting/fit-capture.ts';
import { checkFitOptions, FIT_DEFAULTS, type FitOptions } from '../../../src/fitting/options/fit-options.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

/** Options as a caller without types may give them. */
const untyped = (options: object): FitOptions => ({ ...FIT_DEFAULTS, ...options }) as FitOptions;

describe('fit options', () => {
  it('are taken where each is one that the command line takes', () => {
    for (const options of [
      {},
      { preset: 'fast', optimizer: 'sgd', seed: 0, init: 'template', detail: true, textureSize: 4096, influences: 8 },
    ])
      expect(() => checkFitOptions(untyped(options))).not.toThrow();
  });

  it.each([
    [{ preset: 'quick' }, 'preset: allowed choices are fast, balanced, best; received "quick"'],
    [{ optimizer: undefined }, 'optimizer: allowed choices are adam, adamw, sgd; received undefined'],
    [{ seed: -1 }, 'seed: a seed is a whole number in 0..4294967295; received -1'],
    [{ seed: '7' }, 'seed: a seed is a whole number in 0..4294967295; received "7"'],
    [{ seed: Number.NaN }, 'seed: a seed is a whole number in 0..4294967295; received NaN'],
    [{ init: null }, 'init: allowed choices are deca, landmarks, template; received null'],
    [{ detail: 1 }, 'detail: must be true or false; received 1'],
    [{ textureSize: 1000 }, 'textureSize: allowed choices are 512, 1024, 2048, 4096; received 1000'],
    [{ influences: '4' }, 'influences: allowed choices are 4, 8; received "4"'],
    [
      { optimiser: 'sgd' },
      'options are preset, optimizer, seed, init, detail, strict, recognition, segmentation, keepExpression, textureSize, complete, hair, influences, shapes, extras; received one named optimiser',
    ],
  ])('%o are refused in the same words', (options, words) => {
    const refused = () => checkFitOptions(untyped(options));
    expect(refused).toThrow(AsmFitError);
    expect(refused).toThrow(`fit options: ${words}`);
  });

  it('are looked at before a fit begins', async () => {
    const nobody = {} as Capture & HeadModel;
    const progress = { stage: () => {}, step: () => {} };
    await expect(
      fitCapture(plainKernels(), nobody, nobody, { options: untyped({ seed: 0.5 }), progress }),
    ).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('received 0.5'),
    });
  });
});
