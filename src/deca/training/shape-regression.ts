import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import type { DenseLayer } from '../network/encoder-weights.ts';
import { type InputStatistics, standardized } from './encoder-batch.ts';
import type { EncoderRows } from './encoder-rows.ts';
import type { ShapePrior } from './shape-prior.ts';
import { tf } from './tfjs-backend.ts';

/** Ridge on standardised inputs, for each crop: strong, because photographs differ from renders in all of them. */
const RIDGE = 3;
/** By how much the regression is trusted less on photographs than on renders: factor on its error's covariance. */
const DOMAIN_INFLATION = 2;
const CG_STEPS = 60;
const BLOCK = 1000;

/** Crops with their inputs' statistics; the last `heldOut` are not trained on. */
export interface ShapeSamples {
  readonly rows: EncoderRows;
  readonly statistics: InputStatistics;
  readonly shapeCount: number;
  readonly heldOut: number;
}

/**
 * Shape from the inputs in closed form. A linear map by ridge regression on the rendered crops,
 *   W = (X^T X + ridge n)^-1 X^T S,
 * whose answer is taken as a measurement of the shape and joined with how people's heads are shaped, which renders of
 * heads with arbitrary shapes do not know:
 *   shape = (Lambda + P_1)^-1 (Lambda' s + P_1 mu_1),  Lambda' s = C^-1 W x,  Lambda = C^-1 - P_0 (both over inflation)
 * with C the covariance of the errors on held-out crops, P_0 the precision of the rendered shapes, (mu_1, P_1) the
 * population's. One affine map of the inputs, so one dense layer.
 */
export function regressShape(samples: ShapeSamples, prior: ShapePrior): DenseLayer {
  const { rows, shapeCount } = samples;
  const inputCount = rows.inputCount;
  const weights = ridgeWeights(samples);
  const errors = heldOutErrors(samples, weights);
  const rendered = covariance(
    Array.from({ length: Math.min(8000, rows.count) }, (_, row) =>
      rows.codes.subarray(row * rows.codeCount, row * rows.codeCount + shapeCount),
    ),
  );
  const precision = inverse(covariance(errors));
  const information = positive(Matrix.sub(precision, inverse(rendered)));
  const populationPrecision = inverse(new Matrix(prior.covariance));
  const gain = inverse(Matrix.add(Matrix.mul(information, 1 / DOMAIN_INFLATION), populationPrecision));
  const toShape = gain.mmul(precision).mul(1 / DOMAIN_INFLATION);
  const offset = gain.mmul(populationPrecision).mmul(Matrix.columnVector(prior.mean));
  const map = Float64Array.from(toShape.to1DArray());
  const out = new Float32Array(inputCount * shapeCount);
  for (let k = 0; k < inputCount; k++)
    for (let j = 0; j < shapeCount; j++) {
      const w = weights[k * shapeCount + j];
      for (let i = 0; i < shapeCount; i++) out[k * shapeCount + i] += w * map[i * shapeCount + j];
    }
  return { inputs: inputCount, outputs: shapeCount, weights: out, bias: Float32Array.from(offset.to1DArray()) };
}

/** Conjugate gradients on all columns at once. @returns [I, S] */
function ridgeWeights(samples: ShapeSamples): Float32Array {
  const { rows, statistics, shapeCount } = samples;
  const count = rows.count - samples.heldOut;
  let gram = tf.zeros([rows.inputCount, rows.inputCount]) as tf.Tensor2D;
  let moment = tf.zeros([rows.inputCount, shapeCount]) as tf.Tensor2D;
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    const [nextGram, nextMoment] = tf.tidy(() => {
      const x = tf.tensor2d(standardized(rows, range(start, size), statistics), [size, rows.inputCount]);
      const transposed = tf.transpose(x) as tf.Tensor2D;
      const s = tf.tensor2d(shapesOf(samples, start, size), [size, shapeCount]);
      return [
        tf.add(gram, tf.matMul(transposed, x)) as tf.Tensor2D,
        tf.add(moment, tf.matMul(transposed, s)) as tf.Tensor2D,
      ];
    });
    tf.dispose([gram, moment]);
    [gram, moment] = [nextGram, nextMoment];
  }
  const ridge = RIDGE * count;
  let solution = tf.zerosLike(moment);
  let residual = moment.clone();
  let direction = moment.clone();
  for (let step = 0; step < CG_STEPS; step++) {
    const next = tf.tidy(() => {
      const image = tf.add(tf.matMul(gram, direction), tf.mul(direction, ridge));
      const square = tf.sum(tf.square(residual), 0);
      const alpha = tf.div(square, tf.add(tf.sum(tf.mul(direction, image), 0), TINY));
      const newResidual = tf.sub(residual, tf.mul(image, alpha));
      const beta = tf.div(tf.sum(tf.square(newResidual), 0), tf.add(square, TINY));
      return [
        tf.add(solution, tf.mul(direction, alpha)) as tf.Tensor2D,
        newResidual as tf.Tensor2D,
        tf.add(newResidual, tf.mul(direction, beta)) as tf.Tensor2D,
      ];
    });
    tf.dispose([solution, residual, direction]);
    [solution, residual, direction] = next;
  }
  const out = Float32Array.from(solution.dataSync());
  tf.dispose([gram, moment, solution, residual, direction]);
  return out;
}

const TINY = 1e-20;

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i);
}

function shapesOf({ rows, shapeCount }: ShapeSamples, start: number, count: number): Float32Array {
  const out = new Float32Array(count * shapeCount);
  for (let i = 0; i < count; i++)
    out.set(
      rows.codes.subarray((start + i) * rows.codeCount, (start + i) * rows.codeCount + shapeCount),
      i * shapeCount,
    );
  return out;
}

function heldOutErrors(samples: ShapeSamples, weights: Float32Array): Float32Array[] {
  const { rows, statistics, shapeCount, heldOut } = samples;
  const start = rows.count - heldOut;
  return tf.tidy(() => {
    const x = tf.tensor2d(standardized(rows, range(start, heldOut), statistics), [heldOut, rows.inputCount]);
    const said = tf.matMul(x, tf.tensor2d(weights, [rows.inputCount, shapeCount])).dataSync();
    const truth = shapesOf(samples, start, heldOut);
    return Array.from({ length: heldOut }, (_, i) =>
      Float32Array.from({ length: shapeCount }, (_unused, k) => said[i * shapeCount + k] - truth[i * shapeCount + k]),
    );
  });
}

function covariance(samples: readonly ArrayLike<number>[]): Matrix {
  const size = samples[0].length;
  const mean = new Float64Array(size);
  for (const sample of samples) for (let k = 0; k < size; k++) mean[k] += sample[k] / samples.length;
  const sums = new Float64Array(size * size);
  const offset = new Float64Array(size);
  for (const sample of samples) {
    for (let k = 0; k < size; k++) offset[k] = sample[k] - mean[k];
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sums[i * size + j] += offset[i] * offset[j];
  }
  // A little on the diagonal: modes that few samples tell apart must stay invertible.
  for (let k = 0; k < size; k++) sums[k * size + k] += 1e-3 * (samples.length - 1);
  return Matrix.from1DArray(
    size,
    size,
    Array.from(sums, (x) => x / (samples.length - 1)),
  );
}

/** The nearest matrix without negative eigenvalues. */
function positive(form: Matrix): Matrix {
  const symmetric = Matrix.add(form, form.transpose()).mul(0.5);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const kept = Matrix.diag(realEigenvalues.map((x) => Math.max(0, x)));
  return eigenvectorMatrix.mmul(kept).mmul(eigenvectorMatrix.transpose());
}
