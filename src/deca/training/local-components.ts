import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { LocalComponents } from '../network/encoder-weights.ts';

/**
 * Principal components of the descriptors at every landmark, each scaled to unit variance.
 * @param descriptors one crop each [K, channels]
 */
export function fitLocalComponents(
  descriptors: readonly Float32Array[],
  landmarks: readonly number[],
  channels: number,
  components: number,
): LocalComponents {
  const mean = new Float32Array(landmarks.length * channels);
  const basis = new Float32Array(landmarks.length * channels * components);
  const count = descriptors.length;
  for (let k = 0; k < landmarks.length; k++) {
    const average = new Float64Array(channels);
    const moments = new Float64Array(channels * channels);
    for (const row of descriptors) for (let c = 0; c < channels; c++) average[c] += row[k * channels + c] / count;
    for (const row of descriptors)
      for (let a = 0; a < channels; a++) {
        const x = row[k * channels + a] - average[a];
        for (let b = 0; b <= a; b++) moments[a * channels + b] += (x * (row[k * channels + b] - average[b])) / count;
      }
    const covariance = Matrix.zeros(channels, channels);
    for (let a = 0; a < channels; a++)
      for (let b = 0; b <= a; b++) {
        covariance.set(a, b, moments[a * channels + b]);
        covariance.set(b, a, moments[a * channels + b]);
      }
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
    const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
    mean.set(average, k * channels);
    for (let d = 0; d < components; d++) {
      const scale = 1 / Math.sqrt(Math.max(realEigenvalues[order[d]], 1e-6));
      for (let c = 0; c < channels; c++)
        basis[(k * channels + c) * components + d] = scale * eigenvectorMatrix.get(c, order[d]);
    }
  }
  return { landmarks, channels, components, mean, basis };
}
