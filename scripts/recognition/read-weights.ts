import type { KeptWeights, WeightsNamed } from '../../src/capture/recognition/recognition-graph.ts';

/** TensorFlow.js' manifest of weights, as far as it is read here. */
export type WeightsManifest = readonly {
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly quantization?: { readonly dtype: 'uint8'; readonly scale: number; readonly min: number };
  }[];
}[];

/** Weights of TensorFlow.js by their names. @param file of the manifest's first group */
export function readWeights([group]: WeightsManifest, file: Uint8Array): WeightsNamed {
  const found = new Map<string, KeptWeights>();
  let start = 0;
  for (const { name, shape, quantization } of group.weights) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (quantization === undefined) {
      const values = new Float32Array(Uint8Array.from(file.subarray(start, start + 4 * count)).buffer);
      found.set(name, { shape, values });
      start += 4 * count;
    } else {
      const { scale: step, min: least } = quantization;
      found.set(name, { shape, bytes: file.subarray(start, start + count), step, least });
      start += count;
    }
  }
  if (start !== file.length)
    throw new Error(`weights: the manifest tells of ${start} bytes; the file has ${file.length}`);
  return (name) => {
    const weights = found.get(name);
    if (weights === undefined) throw new Error(`weights: ${name} is missing`);
    return weights;
  };
}
