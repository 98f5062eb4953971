/** `asm-fit/kernels`, the hot loops in WebAssembly and in TypeScript: may change in any release. */
import '../../onnx/no-telemetry.ts';

export type { Kernel, KernelBackend, KernelMemory, Kernels, RealArray } from '../../kernels/kernel.ts';
export { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
export { openKernels } from '../../kernels/runtime/wasm-kernels.ts';
export { withKernels } from '../../kernels/runtime/with-kernels.ts';
