import type { Camera } from '../geometry/camera.ts';
import { type RigLayout, rigColumns, rigJacobian } from '../geometry/rig.ts';
import { SURFACE_SAMPLE, type SurfaceFeature, sampleSurfaceFeature } from '../render/surface-feature.ts';
import { addPoint, createPointRow, type NormalEquations } from './normal-equations.ts';
import type { Visibility } from './visibility.ts';

/**
 * Cross-view consistency of locally contrast-normalised pixels: a surface point looks alike in all
 * views that see it, whatever its albedo and light.
 *   r_iv = c_v(p_iv) - m_i,  m_i = sum_v w_iv c_v / sum_v w_iv
 *   L = lambda sum_iv w_iv huber(r_iv/s)
 * s: a robust scale of the residuals; m is eliminated (variable projection).
 */
export interface ConsistencyTerm {
  readonly features: readonly SurfaceFeature[];
  readonly masks: readonly Uint8Array[];
  readonly visibility: Visibility;
  /** Robust scale s; residuals beyond 1.5 s count linearly. */
  readonly scale: number;
  readonly factor: number;
}

const HUBER = 1.5;

/** Feature, its derivative in head space, per sample and view, at the present geometry. */
interface Probe {
  readonly value: Float64Array;
  /** [N, 2] derivative in pixels */
  readonly gradient: Float64Array;
  /** [N] */
  readonly weight: Float64Array;
}

function probe(term: ConsistencyTerm, cameras: readonly Camera[], viewPoints: readonly ArrayLike<number>[]): Probe[] {
  const count = viewPoints[0].length / 3;
  const sample = new Float64Array(SURFACE_SAMPLE);
  return cameras.map((camera, v) => {
    const feature = term.features[v];
    const { width, height } = feature.layers;
    const points = viewPoints[v];
    const footprints = term.visibility.footprints[v];
    const value = new Float64Array(count);
    const gradient = new Float64Array(2 * count);
    const weight = new Float64Array(count);
    const { rotation: r, translation: t } = camera;
    for (let i = 0; i < count; i++) {
      const w = term.visibility.weights[v][i];
      if (w === 0) continue;
      const x = r[0] * points[3 * i] + r[1] * points[3 * i + 1] + r[2] * points[3 * i + 2] + t[0];
      const y = r[3] * points[3 * i] + r[4] * points[3 * i + 1] + r[5] * points[3 * i + 2] + t[1];
      const z = r[6] * points[3 * i] + r[7] * points[3 * i + 1] + r[8] * points[3 * i + 2] + t[2];
      const px = (camera.fx * x) / z + camera.cx;
      const py = (camera.fy * y) / z + camera.cy;
      if (!(px > 1 && py > 1 && px < width - 1 && py < height - 1)) continue;
      if (term.masks[v][Math.floor(py) * width + Math.floor(px)] === 0) continue;
      sampleSurfaceFeature(feature, px, py, footprints.subarray(4 * i, 4 * i + 4), sample);
      value[i] = sample[0];
      gradient[2 * i] = sample[1];
      gradient[2 * i + 1] = sample[2];
      weight[i] = w;
    }
    return { value, gradient, weight };
  });
}

/** Weighted mean over the views, NaN where fewer than two see the sample. */
function meanOver(probes: readonly Probe[], i: number): number {
  let sum = 0;
  let total = 0;
  let seen = 0;
  for (const { value, weight } of probes) {
    if (weight[i] === 0) continue;
    sum += weight[i] * value[i];
    total += weight[i];
    seen++;
  }
  return seen < 2 ? Number.NaN : sum / total;
}

/** 1.4826 times the median absolute residual: the robust scale s of the term. */
export function residualScale(
  term: ConsistencyTerm,
  cameras: readonly Camera[],
  points: readonly ArrayLike<number>[],
): number {
  const probes = probe(term, cameras, points);
  const residuals: number[] = [];
  for (let i = 0; i < points[0].length / 3; i++) {
    const mean = meanOver(probes, i);
    if (Number.isNaN(mean)) continue;
    for (const { value, weight } of probes) if (weight[i] > 0) residuals.push(Math.abs(value[i] - mean));
  }
  if (residuals.length === 0) return Number.NaN;
  residuals.sort((a, b) => a - b);
  return Math.max(1e-3, 1.4826 * residuals[residuals.length >> 1]);
}

function huber(r: number, scale: number): number {
  const a = Math.abs(r) / scale;
  return a <= HUBER ? 0.5 * a * a : HUBER * (a - 0.5 * HUBER);
}

/** Loss and gradients; means are stationary only for the quadratic part, so they are differentiated through. */
export function consistencyLoss(
  term: ConsistencyTerm,
  cameras: readonly Camera[],
  points: readonly ArrayLike<number>[],
  gradPixelsOut: readonly Float64Array[],
): number {
  const probes = probe(term, cameras, points);
  const scale = term.scale;
  let loss = 0;
  for (let i = 0; i < points[0].length / 3; i++) {
    const mean = meanOver(probes, i);
    if (Number.isNaN(mean)) continue;
    let total = 0;
    let gradMean = 0;
    const slopes = probes.map(({ value, weight }) => {
      if (weight[i] === 0) return 0;
      const r = value[i] - mean;
      loss += term.factor * weight[i] * huber(r, scale);
      const slope = (term.factor * weight[i] * Math.max(-HUBER, Math.min(HUBER, r / scale))) / scale;
      total += weight[i];
      gradMean -= slope;
      return slope;
    });
    probes.forEach(({ gradient, weight }, v) => {
      if (weight[i] === 0) return;
      const g = slopes[v] + (gradMean * weight[i]) / total;
      gradPixelsOut[v][2 * i] += g * gradient[2 * i];
      gradPixelsOut[v][2 * i + 1] += g * gradient[2 * i + 1];
    });
  }
  return loss;
}

/**
 * Adds the term to the normal equations with IRLS weights.
 * @param points sample positions in head space as each view shows them [views][N, 3]
 * @param basis [N, 3, P]
 * @param groups expression deviation of each view, -1 for none
 * @returns the loss
 */
export function addConsistency(
  equations: NormalEquations,
  layout: RigLayout,
  cameras: readonly Camera[],
  term: ConsistencyTerm,
  points: readonly ArrayLike<number>[],
  basis: Float64Array,
  groups: ArrayLike<number>,
): number {
  const probes = probe(term, cameras, points);
  const columns = cameras.map((_, v) => rigColumns(layout, v));
  const rows = cameras.map(() => createPointRow());
  let loss = 0;
  for (let i = 0; i < points[0].length / 3; i++) {
    const mean = meanOver(probes, i);
    if (Number.isNaN(mean)) continue;
    let count = 0;
    let weighted = 0;
    let total = 0;
    probes.forEach(({ value, gradient, weight }, v) => {
      if (weight[i] === 0) return;
      const r = value[i] - mean;
      const a = Math.abs(r) / term.scale;
      loss += term.factor * weight[i] * huber(r, term.scale);
      const point: [number, number, number] = [points[v][3 * i], points[v][3 * i + 1], points[v][3 * i + 2]];
      const row = rows[count++];
      row.group = groups[v];
      row.weight = (term.factor * weight[i] * (a <= HUBER ? 1 : HUBER / a)) / term.scale ** 2;
      row.residual = value[i];
      weighted += row.weight * value[i];
      total += row.weight;
      row.columns.set(columns[v]);
      const camera = cameras[v];
      const { rotation: m, translation: t, fx, fy } = camera;
      const x = m[0] * point[0] + m[1] * point[1] + m[2] * point[2] + t[0];
      const y = m[3] * point[0] + m[4] * point[1] + m[5] * point[2] + t[1];
      const z = m[6] * point[0] + m[7] * point[1] + m[8] * point[2] + t[2];
      const gx = gradient[2 * i];
      const gy = gradient[2 * i + 1];
      const focal = (gx * fx * x + gy * fy * y) / z;
      const u: [number, number, number] = [(fx * gx) / z, (fy * gy) / z, -focal / z];
      for (let k = 0; k < 3; k++) row.position[k] = m[k] * u[0] + m[3 + k] * u[1] + m[6 + k] * u[2];
      rigJacobian(layout, camera, point, u, [row.position[0], row.position[1], row.position[2]], focal, row.rig);
    });
    for (let k = 0; k < count; k++) rows[k].residual -= weighted / total;
    addPoint(equations, basis, i, rows, count, 'centred');
  }
  return loss;
}
