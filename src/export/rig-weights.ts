import type { MixtureWeights, SkinningPairs } from '../asm/mixture-weights.ts';

/** Skinning weights cut to a fixed number of influences, as engines want them. */
export interface LimitedWeights {
  readonly influences: number;
  /** [V, influences] */
  readonly joints: Uint16Array;
  /** [V, influences], rows sum to 1 */
  readonly weights: Float32Array;
}

/** Dense rows [V, B] of the sparse weights. */
export function denseWeights(pairs: SkinningPairs, weights: MixtureWeights, boneCount: number): Float64Array {
  const vertexCount = pairs.start.length - 1;
  const out = new Float64Array(vertexCount * boneCount);
  for (let i = 0; i < vertexCount; i++)
    for (let n = pairs.start[i]; n < pairs.start[i + 1]; n++) out[i * boneCount + pairs.bones[n]] += weights.weights[n];
  return out;
}

/** Keeps the largest weights of each row and renormalises. @param dense [V, B] */
export function limitInfluences(dense: Float64Array, boneCount: number, influences: number): LimitedWeights {
  const vertexCount = dense.length / boneCount;
  const joints = new Uint16Array(vertexCount * influences);
  const weights = new Float32Array(vertexCount * influences);
  for (let i = 0; i < vertexCount; i++) {
    const row = dense.subarray(i * boneCount, (i + 1) * boneCount);
    const order = Array.from(row.keys())
      .filter((j) => row[j] > 1e-5)
      .sort((a, b) => row[b] - row[a])
      .slice(0, influences);
    const sum = order.reduce((total, j) => total + row[j], 0);
    order.forEach((j, k) => {
      joints[i * influences + k] = j;
      weights[i * influences + k] = row[j] / sum;
    });
    // float32 rounding must not leave a row a hair off 1.
    let rounded = 0;
    for (let k = 1; k < influences; k++) rounded += weights[i * influences + k];
    weights[i * influences] = 1 - rounded;
  }
  return { influences, joints, weights };
}
