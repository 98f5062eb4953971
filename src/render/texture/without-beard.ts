import { median } from '../../geometry/median.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { beardRegion, belowJaw, jawRegion } from '../../head/anatomy/beard-region.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { luminance } from '../../image/color.ts';
import { fitLight, type LightSamples } from '../light/fit-light.ts';
import { irradiance } from '../light/sh-lighting.ts';
import { DARKEST } from './albedo-prior.ts';
import type { Texels } from './texels.ts';
import { vertexMap } from './vertex-map.ts';

/** What a view shows of some texels. */
export interface ShownTexels {
  /** [N, 3] */
  readonly observed: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

/** Texels along a side of the map that tells where beards grow. */
const MAP_SIZE = 256;
/** So much darker than the rest of the face has it, logarithms, the lower jaw is bearded. */
const BEARDED = 0.6;

/** Where beards grow, and on the throat below, 1; on the lower jaw 2 [MAP_SIZE, MAP_SIZE]. */
const beardMap = onceAHead((head): Float32Array => {
  const [beard, jaw, throat] = [beardRegion(head), jawRegion(head), belowJaw(head)];
  return vertexMap(head, MAP_SIZE, (v) => (jaw[v] === 1 ? 2 : beard[v] === 1 || throat[v] > 0 ? 1 : 0));
});

/**
 * What tells of the light on a face: not a beard, nor the throat below it. They would pass for the dark of what faces down, and the throat, divided by that,
 * come out white. The jaw is bearded where the light of the rest has it lighter:
 *   median log(Y(albedo s(n)) / Y(observed)) > BEARDED
 * @param surface of the texels: unit normals and the expected albedo [N, 3]
 * @returns the samples, as they are where there is no beard
 */
export function withoutBeard(
  head: HeadModel,
  { size, index }: Pick<Texels, 'size' | 'index'>,
  surface: Pick<LightSamples, 'normals' | 'albedo'>,
  samples: readonly ShownTexels[],
): readonly ShownTexels[] {
  const map = beardMap(head);
  const onMap = (place: number): number => Math.floor((place * MAP_SIZE) / size);
  const at = Float32Array.from(index, (texel) => map[onMap(Math.floor(texel / size)) * MAP_SIZE + onMap(texel % size)]);
  const bare = samples.map(({ observed, weights }) => ({
    observed,
    weights: weights.map((w, i) => (at[i] > 0 ? 0 : w)),
  }));
  const gaps = bare.flatMap((sample, v) => darkerJaw(surface, samples[v], at, fitLight({ ...surface, ...sample })));
  return gaps.length > 0 && median(gaps) > BEARDED ? bare : samples;
}

/** How much darker than under a light a view shows the texels of the lower jaw, logarithms of luminance. */
function darkerJaw(
  { normals, albedo }: Pick<LightSamples, 'normals' | 'albedo'>,
  { observed, weights }: ShownTexels,
  at: Float32Array,
  light: Float64Array,
): number[] {
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const out: number[] = [];
  for (let i = 0; i < at.length; i++) {
    if (at[i] < 2 || !(weights[i] > 0)) continue;
    irradiance(light, shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis), shade);
    const lit = luminance(albedo[3 * i] * shade[0], albedo[3 * i + 1] * shade[1], albedo[3 * i + 2] * shade[2]);
    const seen = luminance(observed[3 * i], observed[3 * i + 1], observed[3 * i + 2]);
    out.push(Math.log(Math.max(DARKEST, lit) / Math.max(DARKEST, seen)));
  }
  return out;
}
