import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { startWebgpu } from './tfjs-webgpu.ts';
import type { BackendName } from './training-packages.ts';

/**
 * tfjs on a back end: see {@link BackendName}.
 * @returns the name of what it came to
 * @throws {AsmFitError} usage: no GPU is found
 */
export async function startTfjs(backend: BackendName = 'auto'): Promise<string> {
  if (backend === 'webgpu') return startWebgpu();
  if (backend === 'auto' && (await startNative())) return 'tfjs-node';
  registerSegmentSum();
  await tf.setBackend('wasm');
  await tf.ready();
  return 'tfjs wasm';
}

/** @returns whether tfjs-node's library is there */
async function startNative(): Promise<boolean> {
  try {
    // Optional: absent where its download failed at install. The name is no literal, so that the types need not be there.
    const name: string = '@tensorflow/tfjs-node';
    await import(name);
    return tf.getBackend() === 'tensorflow';
  } catch {
    // Not installed: WebAssembly takes its place, and what is returned says so.
    return false;
  }
}

/** Values of some scalars, read at once; the tensors that they are made of are disposed. */
export async function readScalars(scalars: () => readonly tf.Scalar[]): Promise<Float32Array> {
  const row = tf.tidy(() => tf.stack([...scalars()]));
  const values = (await row.data()) as Float32Array;
  row.dispose();
  return values;
}

/** The sum that the gradient of `gather` needs, which the WebAssembly back end lacks. */
function registerSegmentSum(): void {
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as BackendWasm;
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const count = (attrs as unknown as { numSegments: number }).numSegments;
      const width = x.shape.slice(1).reduce((product, n) => product * n, 1);
      const out = wasm.makeOutput([count, ...x.shape.slice(1)], 'float32');
      const values = wasm.typedArrayFromHeap(x);
      const ids = wasm.typedArrayFromHeap(segmentIds);
      const sums = wasm.typedArrayFromHeap(out).fill(0);
      for (let i = 0; i < ids.length; i++)
        for (let k = 0; k < width; k++) sums[ids[i] * width + k] += values[i * width + k];
      return out;
    },
  });
}

export { tf };
