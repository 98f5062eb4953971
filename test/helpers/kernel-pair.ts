import type { JobField, Kernel, Kernels } from '../../src/kernels/kernel.ts';
import { plainKernels } from '../../src/kernels/plain-kernels.ts';
import { openKernels } from '../../src/kernels/wasm-kernels.ts';

/** A job in ordinary arrays: f64 numbers, u32 indices, u8 bytes, f64 that stay double (`double`). */
export interface JobTemplate {
  readonly [field: string]: number | Float64Array | Uint32Array | Uint8Array;
}

type Numbers = Record<string, number | Float64Array>;

/**
 * Runs jobs of one kernel on a backend. Arrays that several jobs name are shared.
 * @param double fields that are doubles in either backend
 * @returns all arrays after the run, of each job
 */
export function runKernel<Job>(
  kernels: Kernels,
  kernel: Kernel<Job>,
  jobs: readonly JobTemplate[],
  double: readonly string[] = [],
): Numbers[] {
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
          : double.includes(field)
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
