/** How smooth displacements of the skin along its normals are. */
export interface DisplacementPrior {
  /** mm: of a displacement */
  readonly sigmaMm: number;
  /** mm: of its difference from its neighbours' mean */
  readonly smoothMm: number;
}

/** sum_i d_i^2/(2 s^2) + (d_i - mean of neighbours)^2/(2 t^2). @param gradOut [V] accumulated into */
export function displacementPrior(
  { sigmaMm, smoothMm }: DisplacementPrior,
  displacement: Float64Array,
  neighbours: readonly Uint32Array[],
  gradOut: Float64Array,
): number {
  let loss = 0;
  displacement.forEach((d, i) => {
    loss += (d / sigmaMm) ** 2 / 2;
    gradOut[i] += d / sigmaMm ** 2;
    const ring = neighbours[i];
    if (ring.length === 0) return;
    let lap = d;
    for (const n of ring) lap -= displacement[n] / ring.length;
    loss += (lap / smoothMm) ** 2 / 2;
    const g = lap / smoothMm ** 2;
    gradOut[i] += g;
    for (const n of ring) gradOut[n] -= g / ring.length;
  });
  return loss;
}
