import { solveCholesky } from '../../geometry/cholesky.ts';
import { SH_BANDS } from '../../geometry/spherical-harmonics.ts';
import { basesOf, type LightSamples } from './fit-light.ts';

/** A place that a lamp may stand in, far away, and what it lights of a view's samples. */
export interface LampCandidate {
  /** Unit, head space. */
  readonly toLamp: readonly number[];
  /** Share of the lamp that each sample sees, times the cosine to its normal [N]. */
  readonly lit: ArrayLike<number>;
}

/** A lamp that casts shadows, and the soft light around it. */
export interface HardLight {
  /** Unit, head space. */
  readonly toLamp: readonly number[];
  /** What a white surface that faces it shows of it, linear [3]. */
  readonly color: Float64Array;
  /** SH lighting of the rest [9, 3]. */
  readonly around: Float64Array;
}

export interface CertainLight extends HardLight {
  /** How certain it is that there is such a lamp, 0..1. */
  readonly certainty: number;
}

/** What a view shows, and its light without shadows [9, 3]. */
export interface SoftView {
  readonly samples: LightSamples;
  readonly light: Float64Array;
}

/** Unknowns of a channel: the soft light's bands, and the lamp. */
const UNKNOWNS = SH_BANDS + 1;
/** Relative ridge on the soft light's bands but the constant. */
const RIDGE = 1e-2;
const PASSES = 3;
/** Least shade that residuals are taken relative to, share of the mean's. */
const LEAST_SHADE = 0.15;
/** Residuals beyond that share of what is expected count linearly: brows, stubble, gloss. */
const ROBUST = 0.1;

/**
 * How much of what a light without shadows leaves unexplained in a view a lamp leaves:
 *   min_(k >= 0, gamma) sum_i w_i ((A_i (H(n_i) gamma + k V_i max(0, n_i d)) - I_i)/(A_i s_i))^2 / the same with k = 0,
 * grey in closed form; V the share of the lamp that is seen, s the shade of the light without shadows.
 * @returns of what a lamp lights [N], as {@link LampCandidate.lit}: 0..1
 */
export function lampCost({ samples, light }: SoftView): (lit: ArrayLike<number>) => number {
  const grey = greyRows(samples, light);
  const soft = softEquations(grey, grey.weights);
  const without = solve(soft, null).cost;
  return (lit) => {
    const { x, cost } = solve(soft, lampEquation(grey, lit, grey.weights));
    return x[SH_BANDS] > 0 && without > 0 ? Math.min(1, cost / without) : 1;
  };
}

/** The colour of a lamp and the soft light around it, as in {@link lampCost} by channel, robust. @returns null where it darkens a channel */
export function fitHardLight({ samples, light }: SoftView, { toLamp, lit }: LampCandidate): HardLight | null {
  const bases = basesOf(samples);
  const color = new Float64Array(3);
  const around = new Float64Array(3 * SH_BANDS);
  for (let c = 0; c < 3; c++) {
    const x = solveRobust(rowsOf(samples.weights, bases, channelOf(samples, light, c)), lit);
    if (!(x[SH_BANDS] > 0)) return null;
    color[c] = x[SH_BANDS];
    for (let b = 0; b < SH_BANDS; b++) around[3 * b + c] = x[b];
  }
  return { toLamp, color, around };
}

/** A channel, or the mean of all, at each sample, and the soft light's bands of it [9]. */
interface Channel {
  readonly albedo: (sample: number) => number;
  readonly observed: (sample: number) => number;
  readonly light: Float64Array;
}

/** Equations s^-1 (H gamma + lit k) = I/(A s) of the samples. */
interface Rows {
  /** [N, 9] */
  readonly bases: Float64Array;
  /** 1/s [N] */
  readonly scale: Float64Array;
  /** I/(A s) [N] */
  readonly seen: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

function greyRows(samples: LightSamples, light: Float64Array): Rows {
  const grey = (values: ArrayLike<number>, i: number): number =>
    (values[3 * i] + values[3 * i + 1] + values[3 * i + 2]) / 3;
  return rowsOf(samples.weights, basesOf(samples), {
    albedo: (i) => grey(samples.albedo, i),
    observed: (i) => grey(samples.observed, i),
    light: Float64Array.from({ length: SH_BANDS }, (_, b) => grey(light, b)),
  });
}

function channelOf({ albedo, observed }: LightSamples, light: Float64Array, c: number): Channel {
  return {
    albedo: (i) => albedo[3 * i + c],
    observed: (i) => observed[3 * i + c],
    light: Float64Array.from({ length: SH_BANDS }, (_, b) => light[3 * b + c]),
  };
}

function rowsOf(weights: Float64Array, bases: Float64Array, { albedo, observed, light }: Channel): Rows {
  const shades = weights.map((w, i) => (w > 0 ? shadeAt(bases, light, i) : 0));
  let [sum, total] = [0, 0];
  weights.forEach((w, i) => {
    sum += w * shades[i];
    total += w;
  });
  const least = (LEAST_SHADE * sum) / total;
  const scale = weights.map((w, i) => (w > 0 ? 1 / Math.max(least, shades[i]) : 0));
  return { bases, scale, seen: scale.map((s, i) => (s > 0 ? (s * observed(i)) / albedo(i) : 0)), weights };
}

/** @param x bands [9], and more that is not read */
function shadeAt(bases: Float64Array, x: Float64Array, i: number): number {
  let shade = 0;
  for (let b = 0; b < SH_BANDS; b++) shade += bases[SH_BANDS * i + b] * x[b];
  return shade;
}

/** Equations of the soft light, which candidates share: lower triangle [10, 10] and [10], the lamp's still 0; sums of w s^-2 and w seen^2. */
interface SoftEquations {
  readonly hessian: Float64Array;
  readonly rhs: Float64Array;
  readonly total: number;
  readonly square: number;
}

function softEquations({ bases, scale, seen }: Rows, weights: Float64Array): SoftEquations {
  const hessian = new Float64Array(UNKNOWNS * UNKNOWNS);
  const rhs = new Float64Array(UNKNOWNS);
  let [total, square] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i];
    if (!(w > 0)) continue;
    const h = SH_BANDS * i;
    total += w * scale[i] * scale[i];
    square += w * seen[i] * seen[i];
    for (let b = 0; b < SH_BANDS; b++) {
      const wb = w * scale[i] * bases[h + b];
      rhs[b] += wb * seen[i];
      for (let c = 0; c <= b; c++) hessian[b * UNKNOWNS + c] += wb * scale[i] * bases[h + c];
    }
  }
  return { hessian, rhs, total, square };
}

/** A lamp's row of the equations: with each band, with itself, and its right side [11]. */
function lampEquation({ bases, scale, seen }: Rows, lit: ArrayLike<number>, weights: Float64Array): Float64Array {
  const row = new Float64Array(UNKNOWNS + 1);
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] > 0) || lit[i] === 0) continue;
    const own = scale[i] * lit[i];
    const w = weights[i] * own;
    for (let b = 0; b < SH_BANDS; b++) row[b] += w * scale[i] * bases[SH_BANDS * i + b];
    row[SH_BANDS] += w * own;
    row[UNKNOWNS] += w * seen[i];
  }
  return row;
}

/** Bands and lamp [10], and sum w r^2. */
interface Solution {
  readonly x: Float64Array;
  readonly cost: number;
}

/** @param lamp its row; null for none */
function solve(soft: SoftEquations, lamp: Float64Array | null): Solution {
  const hessian = soft.hessian.slice();
  const rhs = soft.rhs.slice();
  if (lamp !== null) {
    hessian.set(lamp.subarray(0, UNKNOWNS), SH_BANDS * UNKNOWNS);
    rhs[SH_BANDS] = lamp[UNKNOWNS];
  }
  for (let b = 0; b < UNKNOWNS; b++)
    hessian[b * UNKNOWNS + b] += (b === 0 || b === SH_BANDS ? 1e-9 : RIDGE) * (soft.total + 1e-9);
  const right = rhs.slice();
  const x = solveCholesky(hessian, rhs) ?? rhs.fill(0);
  return { x, cost: soft.square - x.reduce((sum, value, b) => sum + value * right[b], 0) };
}

/** Passes of least squares, reweighted as Huber's loss has it. @returns [10] */
function solveRobust(rows: Rows, lit: ArrayLike<number>): Float64Array {
  const { bases, scale, seen } = rows;
  let weights = rows.weights;
  let x: Float64Array = new Float64Array(UNKNOWNS);
  for (let pass = 0; pass < PASSES; pass++) {
    const solved = solve(softEquations(rows, weights), lampEquation(rows, lit, weights)).x;
    weights = rows.weights.map((w, i) => {
      if (!(w > 0)) return 0;
      const residual = scale[i] * (shadeAt(bases, solved, i) + lit[i] * solved[SH_BANDS]) - seen[i];
      return w / Math.max(ROBUST, Math.abs(residual));
    });
    x = solved;
  }
  return x;
}
