import type { MorphBasis } from '../../../head/head-model.ts';

/** Displacement fields of morph targets over all parts [V, 3] mm, by name. */
export type HeadMorphs = ReadonlyMap<string, Float32Array | Float64Array>;

/** @param size mm per unit of the basis */
export function basisMorphs({ names, deltas }: MorphBasis, size: number): Map<string, Float32Array> {
  const stride = deltas.length / Math.max(1, names.length);
  return new Map(
    names.map((name, k) => {
      const delta = deltas.subarray(k * stride, (k + 1) * stride);
      return [name, size === 1 ? delta : delta.map((x) => size * x)];
    }),
  );
}
