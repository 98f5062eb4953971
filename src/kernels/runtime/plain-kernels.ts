import type { Kernel, KernelMemory, Kernels } from '../kernel.ts';

/** Ordinary arrays in double precision; the garbage collector releases. */
const PLAIN_MEMORY: KernelMemory = {
  real: (count) => new Float64Array(count),
  room: (count) => new Float64Array(count),
  double: (count) => new Float64Array(count),
  index: (count) => new Uint32Array(count),
  bytes: (count) => new Uint8Array(count),
  mark: () => 0,
  release: () => {},
};

/** The kernels' TypeScript bodies on one thread, in double precision. @param fallback why, where WebAssembly was wanted */
export function plainKernels(fallback: string | null = null): Kernels {
  return {
    backend: { kind: 'plain', threads: 1, fallback },
    memory: PLAIN_MEMORY,
    run: <Job>(kernel: Kernel<Job>, jobs: readonly Job[]): void => {
      for (const job of jobs) kernel.plain(job);
    },
    close: () => {},
  };
}
