import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { determinant3 } from './rotation.ts';

/** x -> scale R x + t */
export interface Similarity {
  readonly scale: number;
  /** [3, 3] row-major, never a mirror image. */
  readonly rotation: Float64Array;
  readonly translation: Float64Array;
}

/**
 * Least-squares similarity from `source` to `target` (Umeyama 1991), mirror images excluded.
 * @param source [N, 3]
 * @param target [N, 3]
 * @param weights [N] or omitted for equal weights.
 * @param mode `rigid` keeps the scale at 1.
 */
export function alignSimilarity(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
  mode: 'similarity' | 'rigid' = 'similarity',
  weights?: ArrayLike<number>,
): Similarity {
  const n = source.length / 3;
  const weight = (i: number): number => (weights ? weights[i] : 1);
  const a = [0, 0, 0];
  const b = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += weight(i);
    for (let k = 0; k < 3; k++) {
      a[k] += weight(i) * source[3 * i + k];
      b[k] += weight(i) * target[3 * i + k];
    }
  }
  for (let k = 0; k < 3; k++) {
    a[k] /= total;
    b[k] /= total;
  }
  const covariance = Matrix.zeros(3, 3);
  let variance = 0;
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < 3; r++) {
      variance += weight(i) * (source[3 * i + r] - a[r]) ** 2;
      for (let c = 0; c < 3; c++) {
        const value = weight(i) * (target[3 * i + r] - b[r]) * (source[3 * i + c] - a[c]);
        covariance.set(r, c, covariance.get(r, c) + value);
      }
    }
  }
  const { rotation, alignment } = nearestRotation(covariance);
  const scale = mode === 'rigid' ? 1 : alignment / variance;
  const translation = new Float64Array(3);
  for (let k = 0; k < 3; k++) {
    const ra = rotation[3 * k] * a[0] + rotation[3 * k + 1] * a[1] + rotation[3 * k + 2] * a[2];
    translation[k] = b[k] - scale * ra;
  }
  return { scale, rotation, translation };
}

/**
 * The rotation R for which tr(R^T M) is largest: U diag(1, 1, +-1) V^T of the singular value decomposition of M, no mirror image.
 * @returns R row-major, and tr(R^T M)
 */
export function nearestRotation(matrix: Matrix): { readonly rotation: Float64Array; readonly alignment: number } {
  const svd = new SingularValueDecomposition(matrix);
  const [u, v] = [svd.leftSingularVectors, svd.rightSingularVectors];
  const sign = Math.sign(determinant3(u.to1DArray()) * determinant3(v.to1DArray())) || 1;
  const flip = Matrix.diag([1, 1, sign]);
  const s = svd.diagonal;
  return {
    rotation: Float64Array.from(u.mmul(flip).mmul(v.transpose()).to1DArray()),
    alignment: s[0] + s[1] + sign * s[2],
  };
}

/** The similarity that leaves everything where it is. */
export function restSimilarity(): Similarity {
  return { scale: 1, rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) };
}

/** Applies a similarity to N points. @returns [N, 3] */
export function applySimilarity(similarity: Similarity, points: ArrayLike<number>): Float64Array {
  const { scale, rotation: r, translation: t } = similarity;
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3)
    for (let k = 0; k < 3; k++)
      out[i + k] = scale * (r[3 * k] * points[i] + r[3 * k + 1] * points[i + 1] + r[3 * k + 2] * points[i + 2]) + t[k];
  return out;
}

/** Turns N directions as a similarity does. @returns [N, 3] */
export function turnDirections(
  { rotation }: Pick<Similarity, 'rotation'>,
  directions: ArrayLike<number>,
): Float64Array {
  return applySimilarity({ ...restSimilarity(), rotation }, directions);
}

/** The similarity that undoes another. */
export function invertSimilarity({ scale, rotation: r, translation: t }: Similarity): Similarity {
  const rotation = Float64Array.of(r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]);
  const back = applySimilarity({ scale: -1 / scale, rotation, translation: new Float64Array(3) }, t);
  return { scale: 1 / scale, rotation, translation: back };
}
