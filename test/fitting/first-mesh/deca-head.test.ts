import { describe, expect, it } from 'vitest';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { observeCapture } from '../../../src/fitting/evidence/observe-capture.ts';
import { decaHead } from '../../../src/fitting/first-mesh/deca-head.ts';
import { FIT_DEFAULTS } from '../../../src/fitting/options/fit-options.ts';
import { presetFor } from '../../../src/fitting/options/presets.ts';
import { loadHead } from '../../../src/head/load-head.ts';
import { expressionStart } from '../../../src/head/shape/shape-space.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { DEMO } from '../../helpers/folders.ts';

const kernels = openKernels(1);
const head = loadHead(kernels, 'bundled');
const progress = { stage: () => {}, step: () => {} };

/** How far what is expected of the shape lies from the people's mean, standard deviations. */
async function expectedFrom(views: readonly number[], ignoreCameras: boolean): Promise<number> {
  const capture = await loadCapture(DEMO, { views, ignoreCameras });
  const input = await observeCapture(kernels, capture, head, {
    strict: false,
    recognition: true,
    segmentation: false,
    progress,
  });
  const preset = presetFor(FIT_DEFAULTS, views.length);
  const { space } = await decaHead(kernels, input, { preset, onStep: () => {} });
  const shape = space.priorMean.subarray(0, expressionStart(space));
  const told = input.space.priorMean;
  return Math.hypot(...shape.map((a, k) => (a - told[k]) / space.priorSigma[k]));
}

describe("DECA's first head", () => {
  it('is what the fit expects of two photographs, and of given cameras; of three whose cameras are solved it is not', async () => {
    expect(await expectedFrom([0, 1], true)).toBeGreaterThan(1);
    expect(await expectedFrom([0, 1, 2], false)).toBeGreaterThan(1);
    expect(await expectedFrom([0, 1, 2], true)).toBe(0);
  });
});
