import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { forEachCovered } from '../../raster/covered-texels.ts';
import { DARKEST } from '../albedo-prior.ts';
import type { RasteredSkin } from '../skin-texels.ts';
import type { SeenTexture } from './seen-texture.ts';

/** How far a tone reaches into skin that no view shows before the tone of all takes over, mm. */
const REACH_MM = 90;
/** Weight of a vertex all of whose texels are seen, against an edge's. */
const SEEN = 10;
const SWEEPS = 120;
/** Of successive over-relaxation. */
const RELAXATION = 1.6;
/** Texels between those that a tone is found from, along a row of the texture. */
const STRIDE = 3;

/**
 * By how much what is seen differs from a base, as a smooth function of the skin's vertices: it knows nothing of the texture's charts.
 *   min_x sum_i a_i (x_i - d_i)^2 + sum_(edges) (x_i - x_j)^2 + sum_i (A_i / L^2) (x_i - m)^2
 * d: mean log ratio around a vertex, a: how much of it is seen, A: its area, L: {@link REACH_MM}, m: the median of d. No edge joins
 * where hair grows to where it does not.
 * @param base [size, size, 3] @returns [skin vertices, 3]
 */
export function toneField(skin: RasteredSkin, seen: SeenTexture, base: Float32Array, mesh: ToneMesh): Float64Array {
  const { hairy, areas, first, neighbours } = mesh;
  const { sum, weight, texels } = gather(skin, seen, base, hairy);
  const count = hairy.length;
  const data = sum.map((x, i) => (x === 0 ? 0 : x / weight[Math.floor(i / 3)]));
  const rest = restingTone(data, weight, hairy);
  const x = data.map((d, i) => (weight[Math.floor(i / 3)] > 0 ? d : rest[i]));
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let v = 0; v < count; v++) {
      const held = texels[v] > 0 ? (SEEN * weight[v]) / texels[v] : 0;
      const pull = areas[v] / REACH_MM ** 2;
      const total = held + pull + first[v + 1] - first[v];
      if (total === 0) continue;
      const i = 3 * v;
      let r = held * data[i] + pull * rest[i];
      let g = held * data[i + 1] + pull * rest[i + 1];
      let b = held * data[i + 2] + pull * rest[i + 2];
      for (let e = first[v]; e < first[v + 1]; e++) {
        const j = 3 * neighbours[e];
        r += x[j];
        g += x[j + 1];
        b += x[j + 2];
      }
      x[i] += RELAXATION * (r / total - x[i]);
      x[i + 1] += RELAXATION * (g / total - x[i + 1]);
      x[i + 2] += RELAXATION * (b / total - x[i + 2]);
    }
  return x;
}

/** The median of what is seen where hair grows and elsewhere, each for its vertices [skin vertices, 3]. */
function restingTone(data: Float64Array, weight: Float64Array, hairy: Uint8Array): Float64Array {
  const out = new Float64Array(data.length);
  for (let c = 0; c < 3; c++) {
    const own = weight.map((_, v) => data[3 * v + c]);
    const skin = weightedMedian(own, weight, (v) => hairy[v] === 0);
    const hair = weightedMedian(own, weight, (v) => hairy[v] === 1) ?? skin;
    for (let v = 0; v < hairy.length; v++) out[3 * v + c] = (hairy[v] === 1 ? hair : (skin ?? hair)) ?? 0;
  }
  return out;
}

/** Weighted log ratios around each vertex, and how many texels lie there. */
function gather(skin: RasteredSkin, { color, weight }: SeenTexture, base: Float32Array, hairy: Uint8Array) {
  const sum = new Float64Array(3 * hairy.length);
  const total = new Float64Array(hairy.length);
  const texels = new Float64Array(hairy.length);
  const ratio = (w: number, i: number): number =>
    w === 0 ? 0 : w * Math.log(Math.max(DARKEST, color[i]) / Math.max(DARKEST, base[i]));
  const triangles = skinTriangles(skin.head);
  const { covered } = skin;
  forEachCovered(covered, (t, first, end, shares) => {
    const own = triangles.subarray(3 * t, 3 * t + 3);
    // On triangles between, hair paints nothing: they tell of the skin alone.
    const mixed = hairy[own[0]] + hairy[own[1]] + hairy[own[2]] < 3;
    for (let i = first; i < end; i++) {
      const texel = covered.index[i];
      if (texel % STRIDE !== 0) continue;
      const w = weight[texel];
      const r = ratio(w, 3 * texel);
      const g = ratio(w, 3 * texel + 1);
      const b = ratio(w, 3 * texel + 2);
      for (let k = 0; k < 3; k++) {
        const v = own[k];
        if (mixed && hairy[v] === 1) continue;
        const share = shares[3 * (i - first) + k];
        texels[v] += share;
        total[v] += share * w;
        sum[3 * v] += share * r;
        sum[3 * v + 1] += share * g;
        sum[3 * v + 2] += share * b;
      }
    }
  });
  return { sum, weight: total, texels };
}

/** What no picture changes of a skin along which tones spread. */
export interface ToneMesh {
  /** 1 where hair grows [skin vertices] */
  readonly hairy: Uint8Array;
  /** Around each vertex, mm^2 */
  readonly areas: Float64Array;
  /** Vertices beside v where hair grows as on it: from first[v] to first[v + 1]. */
  readonly neighbours: Uint32Array;
  readonly first: Uint32Array;
}

/** @param hairy [skin vertices] */
export function toneMesh(head: HeadModel, hairy: Uint8Array): ToneMesh {
  const { template: p } = head;
  const areas = new Float64Array(hairy.length);
  for (const [a, b, c] of triples(skinTriangles(head))) {
    const [u, v] = [b, c].map((q) => [0, 1, 2].map((k) => p[3 * q + k] - p[3 * a + k]));
    const area = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
    for (const corner of [a, b, c]) areas[corner] += area / 3;
  }
  const alike = skinNeighbours(head).map((others, v) => others.filter((other) => hairy[other] === hairy[v]));
  const first = new Uint32Array(hairy.length + 1);
  for (let v = 0; v < hairy.length; v++) first[v + 1] = first[v] + alike[v].length;
  return { hairy, areas, first, neighbours: Uint32Array.from(alike.flatMap((others) => [...others])) };
}

function* triples(triangles: Uint32Array): Generator<Uint32Array> {
  for (let t = 0; t < triangles.length; t += 3) yield triangles.subarray(t, t + 3);
}

function weightedMedian(values: Float64Array, weights: Float64Array, counts: (v: number) => boolean): number | null {
  const order = Array.from(values.keys())
    .filter((v) => weights[v] > 0 && counts(v))
    .sort((a, b) => values[a] - values[b]);
  const total = order.reduce((sum, v) => sum + weights[v], 0);
  let sum = 0;
  for (const v of order) {
    sum += weights[v];
    if (sum >= total / 2) return values[v];
  }
  return null;
}
