import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelsIn } from '../../../scripts/kernels/slots-source.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { GAUSSIAN_BLUR } from '../../../src/kernels/jobs/pixels/gaussian-blur.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { MAXIMUM_PAGES } from '../../../src/kernels/runtime/wasm-memory.ts';
import { ROOT } from '../../helpers/folders.ts';
import { normals } from '../../helpers/gradient-check.ts';

/** Twelve blurs of one another's size in one call. */
function blurAll(threads: number): Float32Array[] {
  const kernels = openKernels(threads);
  expect(kernels.backend).toEqual({ kind: 'wasm', threads, fallback: null });
  const jobs = Array.from({ length: 12 }, (_, k) => {
    const source = kernels.memory.real(64 * 64);
    source.set(normals(64 * 64, k));
    return { source, target: kernels.memory.real(64 * 64), width: 64, height: 64, sigma: 1 + k / 3 };
  });
  for (let call = 0; call < 50; call++) kernels.run(GAUSSIAN_BLUR, jobs);
  const out = jobs.map(({ target }) => Float32Array.from(target));
  kernels.close();
  return out;
}

describe('back ends', () => {
  it('give the same bits on one thread and on four, call after call', () => {
    const one = blurAll(1);
    blurAll(4).forEach((plane, k) => {
      expect(plane).toEqual(one[k]);
    });
  });

  it('free memory like a stack and keep what lies below', () => {
    const { memory } = openKernels(1);
    const kept = memory.real(1000).fill(3);
    const mark = memory.mark();
    const first = memory.real(3e6).fill(5);
    memory.release(mark);
    const second = memory.real(3e6);
    expect(second.byteOffset).toBe(first.byteOffset);
    expect(second.every((x) => x === 0)).toBe(true);
    expect(kept.every((x) => x === 3)).toBe(true);
  });

  it('say what to do where memory ends', () => {
    const { memory } = openKernels(1);
    expect(() => memory.real(6e8)).toThrow(AsmFitError);
    expect(memory.real(10).length).toBe(10);
  });

  it('refuse arrays of ordinary memory, and say why', () => {
    const kernels = openKernels(1);
    const target = kernels.memory.real(16);
    const job = { source: new Float32Array(16), target, width: 4, height: 4, sigma: 1 };
    expect(() => kernels.run(GAUSSIAN_BLUR, [job])).toThrow('takes arrays of its own memory');
  });

  it('throw where a kernel leaves its memory, on this thread or another', () => {
    for (const threads of [1, 3]) {
      const kernels = openKernels(threads);
      const plane = kernels.memory.real(16);
      const jobs = Array.from({ length: 6 }, () => ({
        source: plane,
        target: plane,
        width: 1 << 14,
        height: 1 << 15,
        sigma: 0.1,
      }));
      expect(() => kernels.run({ ...GAUSSIAN_BLUR, scratch: () => 0 }, jobs)).toThrow('outside its memory');
      kernels.close();
    }
  });

  it('fall back to TypeScript with a reason', () => {
    expect(plainKernels('no SIMD').backend).toEqual({ kind: 'plain', threads: 1, fallback: 'no SIMD' });
  });

  it('have every kernel that the TypeScript side names', async () => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
    const bytes = readFileSync(join(ROOT, 'dist', 'kernels.wasm'));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    const modules = await kernelsIn(join(ROOT, 'src', 'kernels', 'jobs'));
    const names = [...modules.values()].flat().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => typeof exports[name] !== 'function')).toEqual([]);
  });
});
