import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { alignSimilarity, applySimilarity } from '../../src/geometry/similarity.ts';
import { mirrorRows } from './crop/crop.ts';

export interface IdentityModel {
  /** Symmetric mean [R, 3] mm. */
  readonly mean: Float64Array;
  /** One-sigma displacements, largest variance first, each symmetric or antisymmetric. */
  readonly modes: readonly Float64Array[];
  /** Share of the weighted variance that the first k + 1 modes explain. */
  readonly explained: readonly number[];
}

/** Vertices of sampled heads: what each weighs, which define the alignment to the running mean, which mirror which. */
export interface SampledRows {
  readonly weights: Float64Array;
  readonly aligned: readonly number[];
  readonly mirror: Uint32Array;
}

/**
 * Mirror-split PCA of sampled heads: deviations from the symmetric mean are split into their
 * symmetric and antisymmetric halves, each half decomposed by its N x N Gram matrix (ml-matrix),
 * the modes of both merged by variance. Rows weigh by the square roots of their weights.
 * @param samples N arrays [R, 3]
 */
export function identityModes(
  samples: readonly Float64Array[],
  { weights, aligned: alignRows, mirror }: SampledRows,
  modeCount: number,
): IdentityModel {
  let mean = symmetrise(average(samples), mirror);
  let aligned = samples as Float64Array[];
  for (let pass = 0; pass < 2; pass++) {
    const target = pick(mean, alignRows);
    aligned = samples.map((sample) => applySimilarity(alignSimilarity(pick(sample, alignRows), target), sample));
    mean = symmetrise(average(aligned), mirror);
  }
  const modes: { mode: Float64Array; variance: number }[] = [];
  let total = 0;
  for (const sign of [1, -1]) {
    const half = aligned.map((sample) => {
      const deviation = sample.map((x, i) => x - mean[i]);
      const mirrored = mirrorRows(deviation, mirror);
      return deviation.map((x, i) => (x + sign * mirrored[i]) / 2);
    });
    const result = gramModes(half, weights, modeCount);
    modes.push(...result.modes);
    total += result.total;
  }
  modes.sort((a, b) => b.variance - a.variance);
  const kept = modes.slice(0, modeCount);
  let sum = 0;
  const explained = kept.map(({ variance }) => {
    sum += variance / total;
    return sum;
  });
  return { mean, modes: kept.map(({ mode }) => mode), explained };
}

function gramModes(
  rows: readonly Float64Array[],
  rowWeights: Float64Array,
  modeCount: number,
): { modes: { mode: Float64Array; variance: number }[]; total: number } {
  const n = rows.length;
  const weighted = rows.map((row) => Float32Array.from(row, (x, i) => x * Math.sqrt(rowWeights[Math.floor(i / 3)])));
  const gram = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      const a = weighted[i];
      const b = weighted[j];
      for (let k = 0; k < a.length; k++) dot += a[k] * b[k];
      gram.set(i, j, dot / n);
      gram.set(j, i, dot / n);
    }
  }
  const evd = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const values = evd.realEigenvalues;
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
  const modes = order.slice(0, modeCount).map((column) => {
    const variance = values[column];
    // One-sigma displacement: X^T u / sqrt(n), its sign fixed by the largest entry.
    const mode = new Float64Array(rows[0].length);
    for (let s = 0; s < n; s++) {
      const u = evd.eigenvectorMatrix.get(s, column) / Math.sqrt(n);
      for (let k = 0; k < mode.length; k++) mode[k] += u * rows[s][k];
    }
    const peak = mode.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    return { mode: peak < 0 ? mode.map((x) => -x) : mode, variance };
  });
  return { modes, total: values.reduce((a, b) => a + b, 0) };
}

function average(samples: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(samples[0].length);
  for (const sample of samples) for (let i = 0; i < out.length; i++) out[i] += sample[i] / samples.length;
  return out;
}

function symmetrise(rows: Float64Array, mirror: Uint32Array): Float64Array {
  const mirrored = mirrorRows(rows, mirror);
  return rows.map((x, i) => (x + mirrored[i]) / 2);
}

function pick(rows: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices.flatMap((i) => [rows[3 * i], rows[3 * i + 1], rows[3 * i + 2]]));
}
