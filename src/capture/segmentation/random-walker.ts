import { dot } from '../../geometry/dot.ts';

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
export function randomWalk(problem: WalkerProblem, label: number): Float64Array {
  const walk = walkOf(problem, label);
  const { count, x, residual, diagonal, applied } = walk;
  applyEdges(walk, x);
  const first = energyOf(residual, diagonal);
  for (let i = 0; i < count; i++) residual[i] -= applied[i];
  const direction = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) direction[i] = residual[i] / diagonal[i];
  let rz = dot(residual, direction);
  const small = TOLERANCE * TOLERANCE * Math.max(first, rz);
  for (let step = 0; step < MAX_STEPS && rz > small; step++) {
    applyEdges(walk, direction);
    const next = goAlong(walk, direction, rz / dot(applied, direction));
    turn(walk, direction, next / rz);
    rz = next;
  }
  return x.subarray(0, count);
}

/** What is solved. */
interface Walk {
  readonly count: number;
  /** One place more than there are open pixels: it stays 0 and stands for all others. */
  readonly x: Float64Array;
  /** Of the edges to the four neighbours [open, 4], and which of the open they are. */
  readonly weights: Float64Array;
  readonly neighbours: Int32Array;
  /** Sum of the four [open]. */
  readonly diagonal: Float64Array;
  /** What is left of the right side [open]. */
  readonly residual: Float64Array;
  /** The equations at the last vector [open]. */
  readonly applied: Float64Array;
}

function walkOf({ width, labels, right, down, open }: WalkerProblem, label: number): Walk {
  const count = open.length;
  const place = new Int32Array(labels.length).fill(count);
  for (let i = 0; i < count; i++) place[open[i]] = i;
  const x = new Float64Array(count + 1);
  const weights = new Float64Array(4 * count);
  const neighbours = new Int32Array(4 * count);
  const diagonal = new Float64Array(count);
  const residual = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const k = open[i];
    x[i] = labels[k] === label ? 1 : 0;
    for (let n = 0; n < 4; n++) {
      const at = n === 0 ? k - 1 : n === 1 ? k + 1 : n === 2 ? k - width : k + width;
      const w = n === 0 ? right[k - 1] : n === 1 ? right[k] : n === 2 ? down[k - width] : down[k];
      const j = place[at];
      weights[4 * i + n] = w;
      neighbours[4 * i + n] = j;
      diagonal[i] += w;
      if (j === count && labels[at] === label) residual[i] += w;
    }
  }
  return { count, x, weights, neighbours, diagonal, residual, applied: new Float64Array(count) };
}

// Functions of one loop each: the engine compiles a loop with all that comes after it, which it then has never seen.

/** The equations at a vector [open + 1], in `applied`. */
function applyEdges({ count, weights, neighbours, diagonal, applied }: Walk, v: Float64Array): void {
  for (let i = 0, n = 0; i < count; i++, n += 4)
    applied[i] =
      diagonal[i] * v[i] -
      weights[n] * v[neighbours[n]] -
      weights[n + 1] * v[neighbours[n + 1]] -
      weights[n + 2] * v[neighbours[n + 2]] -
      weights[n + 3] * v[neighbours[n + 3]];
}

/** sum residual^2/diagonal */
function energyOf(residual: Float64Array, diagonal: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < residual.length; i++) sum += (residual[i] * residual[i]) / diagonal[i];
  return sum;
}

/** Steps along a direction whose equations are in `applied`. @returns {@link energyOf} what is left */
function goAlong({ count, x, residual, diagonal, applied }: Walk, direction: Float64Array, length: number): number {
  let next = 0;
  for (let i = 0; i < count; i++) {
    x[i] += length * direction[i];
    residual[i] -= length * applied[i];
    next += (residual[i] * residual[i]) / diagonal[i];
  }
  return next;
}

function turn({ count, residual, diagonal }: Walk, direction: Float64Array, share: number): void {
  for (let i = 0; i < count; i++) direction[i] = residual[i] / diagonal[i] + share * direction[i];
}
