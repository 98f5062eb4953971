import { median } from '../../../geometry/median.ts';
import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { SH_BANDS, SH_CONSTANT, shBasis } from '../../../geometry/spherical-harmonics.ts';
import { skinTriangles } from '../../../head/head-model.ts';
import type { LightSamples } from '../../light/fit-light.ts';
import type { CertainLight } from '../../light/hard-light.ts';
import { lampSeen, litBy } from '../../light/lit-surface.ts';
import { irradiance } from '../../light/sh-lighting.ts';
import type { ShapedHead } from '../../mesh/head-mesh.ts';
import { SHADE_FLOOR } from '../texture-views.ts';

/** Logarithms of how much lighter a lamp and its shadows make skin than the view's soft light does [skin vertices, 3]; null where no lamp is seen. */
export type CastLight = Float64Array | null;

/** What a view shows of the skin, and where. */
export interface SkinSamples extends LightSamples {
  /** [N, 3] mm */
  readonly positions: ArrayLike<number>;
}

/** Least shade that colours are divided by, share of what faces the lamp. */
const DARKEST = 0.05;
/** Around a vertex that shadows are looked for, mm. */
const AROUND_MM = 14;
/** A lamp that makes less difference, logarithms, is hardly looked for. */
const FAINT = 0.05;
const LEAST_COLOR = 1e-4;

/**
 * What a light with a lamp and its shadows is beside the same view's without, at the skin's vertices, as far as the skin around shows it:
 *   share g,  g = log(max(dark, H(n) gamma + k V max(0, n d))) - log(max(floor, H(n) gamma_soft)),
 *   share = clamp(sum g y/(sum g^2 + faint^2)) over samples within 14 mm,  y = log(I/(A s_soft)) - median(log(I/(A s_soft)) - g)
 * with A the albedo model's: shadows that the model casts and the photograph does not show are left where they are.
 * @param soft light without shadows [9, 3]
 */
export function castLight(
  { head, positions }: ShapedHead,
  light: CertainLight,
  soft: Float64Array,
  samples: SkinSamples,
): Float64Array {
  const triangles = skinTriangles(head);
  const count = head.parts[0].vertexCount;
  const normals = vertexNormals(positions, triangles).normals.subarray(0, 3 * count);
  const seen = lampSeen({ positions, triangles }, light.toLamp);
  const cast = castAt(normals, litBy({ positions, normals }, light.toLamp, seen), light, soft);
  const ofSamples = castAt(samples.normals, litBy(samples, light.toLamp, seen), light, soft);
  const share = seenShare(positions, count, shownCast(samples, ofSamples, soft));
  return cast.map((log, i) => light.certainty * share[Math.floor(i / 3)] * log);
}

/** g at points of a surface [N, 3]. @param lit share of the lamp at each, times the cosine [N] */
function castAt(
  normals: Float64Array,
  lit: Float32Array,
  { color, around }: CertainLight,
  soft: Float64Array,
): Float64Array {
  const out = new Float64Array(normals.length);
  const [basis, rest, without] = [new Float64Array(SH_BANDS), new Float64Array(3), new Float64Array(3)];
  for (let i = 0; i < lit.length; i++) {
    shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
    irradiance(around, basis, rest);
    flooredShade(soft, basis, without);
    for (let c = 0; c < 3; c++) {
      const dark = DARKEST * (color[c] + SH_CONSTANT * around[c]);
      out[3 * i + c] = Math.log(Math.max(dark, rest[c] + color[c] * lit[i]) / without[c]);
    }
  }
  return out;
}

/** Irradiance as colours are divided by it [3] in `dst`. */
function flooredShade(soft: Float64Array, basis: Float64Array, dst: Float64Array): void {
  irradiance(soft, basis, dst);
  for (let c = 0; c < 3; c++) dst[c] = Math.max(SHADE_FLOOR * SH_CONSTANT * soft[c], dst[c]);
}

/** A sample of the skin: what a lamp would make of it, g, and what the photograph shows, y. */
interface ShownCast {
  readonly place: readonly number[];
  readonly weight: number;
  readonly cast: number;
  readonly shown: number;
}

/** @param cast g of the samples [N, 3] @returns those that count, by their x */
function shownCast(samples: SkinSamples, cast: Float64Array, soft: Float64Array): ShownCast[] {
  const { positions: p, normals, albedo, observed, weights } = samples;
  const [basis, shade] = [new Float64Array(SH_BANDS), new Float64Array(3)];
  const out: ShownCast[] = [];
  weights.forEach((weight, i) => {
    if (!(weight > 0)) return;
    shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
    flooredShade(soft, basis, shade);
    const sum = (of: (c: number) => number): number => of(0) + of(1) + of(2);
    const seen = Math.max(
      LEAST_COLOR,
      sum((c) => observed[3 * i + c]),
    );
    out.push({
      place: [p[3 * i], p[3 * i + 1], p[3 * i + 2]],
      weight,
      cast: sum((c) => cast[3 * i + c]) / 3,
      shown: Math.log(seen / sum((c) => albedo[3 * i + c] * shade[c])),
    });
  });
  const usual = median(out.map(({ shown, cast: own }) => shown - own));
  return out.map((sample) => ({ ...sample, shown: sample.shown - usual })).sort((a, b) => a.place[0] - b.place[0]);
}

/** How far the samples around each of the first vertices show what a lamp would make of them [count], 0..1. */
function seenShare(positions: ArrayLike<number>, count: number, samples: readonly ShownCast[]): Float64Array {
  const out = new Float64Array(count);
  const order = Array.from(out.keys()).sort((a, b) => positions[3 * a] - positions[3 * b]);
  let first = 0;
  for (const v of order) {
    const at = [0, 1, 2].map((k) => positions[3 * v + k]);
    while (first < samples.length && samples[first].place[0] < at[0] - AROUND_MM) first++;
    let [product, square, total] = [0, 0, 0];
    for (let k = first; k < samples.length && samples[k].place[0] <= at[0] + AROUND_MM; k++) {
      const { place, weight, cast, shown } = samples[k];
      if (Math.hypot(place[0] - at[0], place[1] - at[1], place[2] - at[2]) > AROUND_MM) continue;
      product += weight * cast * shown;
      square += weight * cast * cast;
      total += weight;
    }
    if (total > 0) out[v] = Math.min(1, Math.max(0, product / (square + FAINT * FAINT * total)));
  }
  return out;
}
