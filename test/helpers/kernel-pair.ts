import { expect } from 'vitest';
import { createRandom } from '../../src/geometry/random.ts';
import type { JobField, Kernel, Kernels } from '../../src/kernels/kernel.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from './close.ts';

/** A job in ordinary arrays: f64 numbers, u32 indices, u8 bytes, which the kernel's slots turn into what they hold. */
export interface JobTemplate {
  readonly [field: string]: number | Float64Array | Uint32Array | Uint8Array;
}

type Numbers = Record<string, number | Float64Array>;

/**
 * Runs jobs of one kernel on a backend. Arrays that several jobs name are shared.
 * @returns all arrays after the run, of each job
 */
export function runKernel<Job>(kernels: Kernels, kernel: Kernel<Job>, jobs: readonly JobTemplate[]): Numbers[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const copies = new Map<unknown, JobField>();
  const copy = (field: string, value: JobTemplate[string]): JobField => {
    if (typeof value === 'number') return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const out =
      value instanceof Uint32Array
        ? memory.index(value.length)
        : value instanceof Uint8Array
          ? memory.bytes(value.length)
          : kernel.slots[field as keyof Job] === 'double'
            ? memory.double(value.length)
            : memory.real(value.length);
    out.set(value);
    copies.set(value, out);
    return out;
  };
  const own = jobs.map((job) =>
    Object.fromEntries(Object.entries(job).map(([field, value]) => [field, copy(field, value)])),
  );
  kernels.run(kernel, own as Job[]);
  const result = own.map((job) =>
    Object.fromEntries(
      Object.entries(job).map(([field, value]) => [
        field,
        typeof value === 'number' ? value : Float64Array.from(value),
      ]),
    ),
  );
  memory.release(mark);
  return result;
}

/** Both back ends; the caller closes the first. @throws where WebAssembly is not built */
export function bothKernels(threads: number): { wasm: Kernels; plain: Kernels } {
  const wasm = openKernels(threads);
  if (wasm.backend.kind !== 'wasm') throw new Error(`no WebAssembly kernels: ${wasm.backend.fallback}`);
  return { wasm, plain: plainKernels() };
}

/** Fields of a job that must agree, to which tolerance, and which of their numbers count. */
export interface Agreement {
  readonly outputs: readonly string[];
  readonly rtol?: number;
  readonly compare?: (field: string, i: number) => boolean;
}

/** Fails unless both bodies agree to rtol of the field's largest number (f32 against f64). */
export function expectSame<Job>(
  { wasm, plain }: { wasm: Kernels; plain: Kernels },
  kernel: Kernel<Job>,
  jobs: readonly JobTemplate[],
  { outputs, rtol = 1e-4, compare }: Agreement,
): void {
  const fast = runKernel(wasm, kernel, jobs);
  const slow = runKernel(plain, kernel, jobs);
  for (const [j, expected] of slow.entries())
    for (const field of outputs) {
      const a = fast[j][field] as Float64Array;
      const b = expected[field] as Float64Array;
      const largest = b.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(largest, `${field} of job ${j} must not be all zero`).toBeGreaterThan(0);
      const keep = (_: number, i: number): boolean => compare?.(field, i) ?? true;
      expectClose(a.filter(keep), b.filter(keep), { rtol, atol: 0.1 * rtol * largest });
    }
}

export function uniform(count: number, seed: number, low: number, high: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => low + (high - low) * random.uniform());
}
