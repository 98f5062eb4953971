import { describe, expect, it } from 'vitest';
import { capturesWithTruth } from '../../bench/experiments/true-captures.ts';
import { loadFitInput } from '../../src/api/road/load-fit-input.ts';
import { markedHead } from '../../src/evaluation/marked-head.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { fitCapture } from '../../src/fitting/fit-capture.ts';
import { FIT_DEFAULTS } from '../../src/fitting/options/fit-options.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../src/optimizers/optimizer.ts';

const SILENT = { stage: () => {}, step: () => {} };

describe('a fit by each optimiser', () => {
  it("ends within 10 % of Adam's error and of its loss", async () => {
    const [{ folder, scan }] = await capturesWithTruth(null, []);
    const fitBy = async (optimizer: OptimizerName): Promise<{ mm: number; loss: number }> => {
      const kernels = openKernels(1);
      try {
        const files = { views: null, ignoreCameras: false, head: 'bundled', signal: null };
        const { capture, head } = await loadFitInput(kernels, folder, files);
        const options = { ...FIT_DEFAULTS, optimizer };
        const { positions, losses } = await fitCapture(kernels, capture, head, { options, progress: SILENT });
        const { meanMm } = measureMesh(kernels, markedHead(head, positions), scan, SCAN_PROTOCOLS.now).error;
        return { mm: meanMm, loss: losses.at(-1)?.total ?? Number.NaN };
      } finally {
        kernels.close();
      }
    };
    const adam = await fitBy('adam');
    for (const optimizer of OPTIMIZER_NAMES.filter((name) => name !== 'adam')) {
      const { mm, loss } = await fitBy(optimizer);
      expect(mm, optimizer).toBeLessThan(1.1 * adam.mm);
      expect(loss, optimizer).toBeLessThan(1.1 * adam.loss);
    }
  }, 900_000);
});
