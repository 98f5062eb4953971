import { SH_BANDS, SH_CONSTANT, shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { irradiance } from '../../../src/render/light/sh-lighting.ts';
import { SHADE_FLOOR } from '../../../src/render/texture/texture-views.ts';

/** What the bake divides a colour by [3]. @param normal [3] */
export function softIrradiance(light: Float64Array, [x, y, z]: Float64Array): Float64Array {
  const shade = irradiance(light, shBasis(x, y, z, new Float64Array(SH_BANDS)), new Float64Array(3));
  return shade.map((s, c) => Math.max(SHADE_FLOOR * SH_CONSTANT * light[c], s));
}
