import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * tfjs on the fastest back end that is there: tfjs-node where its library was installed, else WebAssembly.
 * @returns its name
 */
export async function startTfjs(): Promise<string> {
  try {
    // Optional: absent where its download failed at install. The name is no literal, so that the types need not be there.
    const name: string = '@tensorflow/tfjs-node';
    await import(name);
    if (tf.getBackend() === 'tensorflow') return 'tfjs-node';
  } catch {
    // Not installed: WebAssembly takes its place, and the table says so.
  }
  registerSegmentSum();
  await tf.setBackend('wasm');
  await tf.ready();
  return 'tfjs wasm';
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
