import { afterAll, describe, expect, it } from 'vitest';
import { measureAsm, measureMorphable, measureTemplate } from '../../src/evaluation/capacity.ts';
import { createScanFitter } from '../../src/fitting/scan/scan-fitter.ts';
import { loadHead } from '../../src/head/load-head.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { otherHead, scanOf } from '../helpers/meshes/other-head.ts';

describe('a head fitted to a scan', () => {
  const kernels = openKernels(2);
  afterAll(() => kernels.close());
  const head = loadHead(kernels, 'bundled');
  // Another artist's head, of which the fitted one knows only the outer skin.
  const scan = scanOf(otherHead);

  it('comes nearer with every part switched on, and nearest with all; no face folds', async () => {
    const fitter = await createScanFitter(kernels, head, scan);
    expect(fitter.lidsShut).toBe(false);
    const template = measureTemplate(kernels, fitter, scan).row;
    const { row: bones } = await measureAsm(kernels, fitter, scan, { mixtures: 2, freeze: ['binding', 'weights'] });
    const { row: all } = await measureAsm(kernels, fitter, scan, { mixtures: 2, freeze: [] });
    const { row: morphable } = await measureMorphable(kernels, fitter, scan, fitter.sizes[2]);
    expect([bones.parameterCount, all.parameterCount, morphable.parameterCount]).toEqual([756, 1932, 50]);
    expect(bones.error.meanMm).toBeLessThan(0.5 * template.error.meanMm);
    expect(all.error.meanMm).toBeLessThan(0.7 * bones.error.meanMm);
    expect(all.error.meanMm).toBeLessThan(0.3);
    expect(all.error.meanMm).toBeLessThan(morphable.error.meanMm);
    expect(morphable.error.meanMm).toBeLessThan(template.error.meanMm);
    expect(all.folded.face).toBe(0);
  });
});
