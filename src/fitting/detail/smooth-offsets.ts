import type { MatchedOffsets } from './match-patches.ts';

/** How smooth displacements of the skin along its normals are. */
export interface DisplacementPrior {
  /** mm: of a displacement */
  readonly sigmaMm: number;
  /** mm: of its difference from its neighbours' mean */
  readonly smoothMm: number;
}

/** How offsets of single vertices become a smooth field. */
export interface OffsetSmoothing {
  readonly prior: DisplacementPrior;
  /** An offset that the field misses by this counts a quarter, mm: false matches lie anywhere. */
  readonly robustMm: number;
}

/** Gauss-Seidel's sweeps; what is left by then is below a thousandth of a mm. */
const SWEEPS = 400;

/**
 * The smooth displacements nearest to matched offsets m with information q, others' offsets continued:
 *   min over d of sum_i rho(q_i, d_i - m_i) + (d_i + b_i)^2/(2 s^2) + (d_i + b_i - mean of neighbours' d + b)^2/(2 t^2),
 * rho Geman and McClure's of width c, b what was displaced before. By Gauss-Seidel, every vertex its own minimum while its neighbours
 * stand, weights (c^2/(c^2 + r^2))^2 of the residuals anew at each (the smoothness as if neighbours' means held no share of the vertex).
 * @param before b [V] mm
 * @returns d [V] mm
 */
export function smoothOffsets(
  { offsets, information }: MatchedOffsets,
  before: Float64Array,
  neighbours: readonly Uint32Array[],
  { prior, robustMm }: OffsetSmoothing,
): Float64Array {
  const out = new Float64Array(offsets.length);
  const still = 1 / prior.sigmaMm ** 2;
  const smooth = 1 / prior.smoothMm ** 2;
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let i = 0; i < out.length; i++) {
      const ring = neighbours[i];
      if (ring.length === 0) continue;
      let mean = 0;
      for (const n of ring) mean += (out[n] + before[n]) / ring.length;
      const residual = out[i] - offsets[i];
      const data = information[i] * (robustMm ** 2 / (robustMm ** 2 + residual ** 2)) ** 2;
      out[i] = (data * offsets[i] - still * before[i] + smooth * (mean - before[i])) / (data + still + smooth);
    }
  return out;
}
