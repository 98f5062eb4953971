import * as tf from '@tensorflow/tfjs';
import { AsmFitError } from '../../errors.ts';

/** What is asked of npm's `webgpu`, Dawn for Node. */
interface DawnModule {
  create(options: readonly string[]): DawnGpu;
  /** `GPUBufferUsage` and its like, which browsers have for globals. */
  readonly globals: Readonly<Record<string, unknown>>;
}

interface DawnGpu {
  requestAdapter(): Promise<DawnAdapter | null>;
}

interface DawnAdapter {
  readonly info?: { readonly vendor?: string; readonly device?: string; readonly description?: string };
}

/** Kernels that go to the GPU at a time: a step has many hundreds, and each handing-over costs. */
const SUBMITTED_KERNELS = 64;

let started: string | null = null;

/**
 * tfjs on a GPU by WebGPU: Vulkan on Linux, Metal on macOS, Direct3D on Windows. Tensors are read by `data()` alone: the
 * back end's `dataSync()` needs a browser's canvas.
 * @returns its name
 * @throws {AsmFitError} usage: no GPU is found
 */
export async function startWebgpu(): Promise<string> {
  if (started !== null) {
    await tf.setBackend('webgpu');
    return started;
  }
  // No literals: the packages are none of ours, and the types need not be there.
  const [dawn, backend]: readonly string[] = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];
  const { create, globals }: DawnModule = await import(dawn);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null)
    throw new AsmFitError(
      'usage',
      'asm-fit train: --backend webgpu must find a GPU; received a machine that shows none',
      'install its driver (on Linux: Vulkan), or train with --backend wasm',
    );
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  await import(backend);
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', SUBMITTED_KERNELS);
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs must take its WebGPU back end');
  await tf.ready();
  const { vendor, device, description } = adapter.info ?? {};
  started = `tfjs webgpu (${[vendor, device, description].filter((part) => part).join(' ')})`;
  return started;
}
