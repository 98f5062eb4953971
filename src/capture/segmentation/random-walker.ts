/** A labelled picture, some of whose pixels are open. */
export interface WalkerProblem {
  readonly width: number;
  /** [H, W], believed where pixels are not open */
  readonly labels: Uint8Array;
  /** Weight of the edge to the right and downwards neighbour of each pixel [H, W], > 0 where either is open. */
  readonly right: Float32Array;
  readonly down: Float32Array;
  /** Open pixels, indices in rising order, none on the picture's border. */
  readonly open: Int32Array;
}

/** Conjugate gradients end when the residual's norm fell to this share: only which chance is largest counts. */
const TOLERANCE = 1e-2;
const MAX_STEPS = 60;

/**
 * Random walker (Grady, 2006): the chance that a walk from an open pixel, along edges in proportion to their weights, meets the
 * label first among pixels that are not open:
 *   sum_j w_ij (x_i - x_j) = 0 at open i,  x_j = [label_j = label] elsewhere
 * by conjugate gradients with the diagonal as preconditioner, from the labels as they are.
 * @returns [open]
 */
export function randomWalk({ width, labels, right, down, open }: WalkerProblem, label: number): Float64Array {
  const count = open.length;
  const place = new Int32Array(labels.length).fill(count);
  for (let i = 0; i < count; i++) place[open[i]] = i;
  // One place more than there are open pixels: it stays 0 and stands for all others.
  const x = new Float64Array(count + 1);
  const weights = new Float64Array(4 * count);
  const neighbours = new Int32Array(4 * count);
  const diagonal = new Float64Array(count);
  const residual = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const k = open[i];
    const at = [k - 1, k + 1, k - width, k + width];
    const w = [right[k - 1], right[k], down[k - width], down[k]];
    x[i] = labels[k] === label ? 1 : 0;
    for (let n = 0; n < 4; n++) {
      const j = place[at[n]];
      weights[4 * i + n] = w[n];
      neighbours[4 * i + n] = j;
      diagonal[i] += w[n];
      if (j === count && labels[at[n]] === label) residual[i] += w[n];
    }
  }
  const applied = new Float64Array(count);
  const apply = (v: Float64Array): void => {
    for (let i = 0, n = 0; i < count; i++, n += 4)
      applied[i] =
        diagonal[i] * v[i] -
        weights[n] * v[neighbours[n]] -
        weights[n + 1] * v[neighbours[n + 1]] -
        weights[n + 2] * v[neighbours[n + 2]] -
        weights[n + 3] * v[neighbours[n + 3]];
  };
  apply(x);
  let first = 0;
  for (let i = 0; i < count; i++) {
    first += (residual[i] * residual[i]) / diagonal[i];
    residual[i] -= applied[i];
  }
  const direction = new Float64Array(count + 1);
  let rz = 0;
  for (let i = 0; i < count; i++) {
    direction[i] = residual[i] / diagonal[i];
    rz += residual[i] * direction[i];
  }
  const small = TOLERANCE * TOLERANCE * Math.max(first, rz);
  for (let step = 0; step < MAX_STEPS && rz > small; step++) {
    apply(direction);
    let curvature = 0;
    for (let i = 0; i < count; i++) curvature += direction[i] * applied[i];
    const alpha = rz / curvature;
    let next = 0;
    for (let i = 0; i < count; i++) {
      x[i] += alpha * direction[i];
      residual[i] -= alpha * applied[i];
      next += (residual[i] * residual[i]) / diagonal[i];
    }
    const beta = next / rz;
    for (let i = 0; i < count; i++) direction[i] = residual[i] / diagonal[i] + beta * direction[i];
    rz = next;
  }
  return x.subarray(0, count);
}
