import type { Kernels } from '../kernel.ts';
import { openKernels } from './wasm-kernels.ts';

/** Lends kernels to some work, and closes them however it ends. @param threads that share their jobs */
export async function withKernels<T>(threads: number, work: (kernels: Kernels) => Promise<T>): Promise<T> {
  const kernels = openKernels(threads);
  try {
    return await work(kernels);
  } finally {
    kernels.close();
  }
}
