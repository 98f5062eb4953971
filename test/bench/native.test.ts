import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { innerIteration } from '../../bench/inner-iteration.ts';
import { compileNative, openNative } from '../../bench/native/native-program.ts';
import { differenceOf } from '../../bench/native/native-rows.ts';
import { createScene } from '../../bench/scene.ts';
import { createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = compileNative(join(folder, 'bin'), 'double');
const why = 'missing' in program ? ` (skipped: ${program.missing})` : '';

describe('the inner iteration in C', () => {
  it.skipIf('missing' in program)(`is ours, loss and gradients, in double precision${why}`, async () => {
    if ('missing' in program) return;
    const head = loadBundledHead();
    const size = { viewCount: 2, imageSize: 128, textureSize: 64 };
    const scene = createScene(plainKernels(), createAsm(head, head.template), size);
    const native = openNative(program.path, scene, folder);
    try {
      // Twice: the second finds what the first has left in memory.
      for (let step = 0; step < 2; step++) {
        await native.iterate(1);
        const { loss, gradient, gradTexture } = differenceOf(innerIteration(scene), native.results());
        expect(loss).toBeLessThan(1e-9);
        expect(gradient).toBeLessThan(1e-7);
        expect(gradTexture).toBeLessThan(1e-7);
      }
    } finally {
      native.close();
    }
  });
});
