import type { Kernels } from '../kernel.ts';
import { collectGarbage } from './collect-garbage.ts';
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

/**
 * {@link withKernels} for work that others follow: kernel memory never shrinks, so it is given back before they begin.
 * What the work returns must hold none of it.
 */
export async function withPassingKernels<T>(threads: number, work: (kernels: Kernels) => Promise<T>): Promise<T> {
  const result = await withKernels(threads, work);
  await collectGarbage();
  return result;
}
