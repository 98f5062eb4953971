import type { HeadModel } from '../../head/head-model.ts';
import { vertexMap } from '../../render/texture/vertex-map.ts';

/** Where a head has what, `size` texels a side, 0..1. */
export interface SkinRegions {
  readonly size: number;
  readonly scalp: Float32Array;
  readonly beard: Float32Array;
  readonly lips: Float32Array;
}

export function skinRegions(head: HeadModel, size: number): SkinRegions {
  const { regions, template } = head;
  const ramp = (x: number): number => Math.min(1, Math.max(0, x));
  const map = (of: (v: number) => number): Float32Array => vertexMap(head, size, of);
  return {
    size,
    scalp: map((v) => regions.scalp[v]),
    beard: map((v) => {
      const [, y, z] = template.subarray(3 * v, 3 * v + 3);
      return regions.lips[v] === 1 || z < -60 ? 0 : ramp((-40 - y) / 15) * ramp((y + 140) / 20);
    }),
    lips: map((v) => regions.lips[v]),
  };
}
