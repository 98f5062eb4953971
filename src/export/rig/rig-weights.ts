import type { MixtureWeights, SkinningPairs } from '../../asm/mixture-weights.ts';

/** Skinning weights cut to a fixed number of influences, as engines want them. */
export interface LimitedWeights {
  /** Joints a vertex. */
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
  const largest = new Float64Array(influences);
  for (let i = 0; i < vertexCount; i++) {
    let found = 0;
    let sum = 0;
    // Insertion into the few largest, which are kept in order.
    for (let j = 0; j < boneCount; j++) {
      const w = dense[i * boneCount + j];
      if (!(w > 1e-5) || (found === influences && w <= largest[found - 1])) continue;
      let k = found < influences ? found++ : found - 1;
      for (; k > 0 && largest[k - 1] < w; k--) {
        largest[k] = largest[k - 1];
        joints[i * influences + k] = joints[i * influences + k - 1];
      }
      largest[k] = w;
      joints[i * influences + k] = j;
    }
    for (let k = 0; k < found; k++) sum += largest[k];
    for (let k = 0; k < found; k++) weights[i * influences + k] = largest[k] / sum;
    // float32 rounding must not leave a row a hair off 1.
    let rounded = 0;
    for (let k = 1; k < influences; k++) rounded += weights[i * influences + k];
    weights[i * influences] = 1 - rounded;
  }
  return { influences, joints, weights };
}
