import { join } from 'node:path';
import { packageFolder } from '../../src/files/package-files.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';

/** The product's kernels and the bench's own, which no user loads. @param threads as {@link openKernels} takes them */
export function openBenchKernels(threads: number): Kernels {
  return openKernels(threads, join(packageFolder(), 'dist-tools', 'kernels.wasm'));
}
