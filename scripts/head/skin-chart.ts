import { vertexNeighbours } from '../../src/geometry/mesh/mesh.ts';
import type { HeadCrop } from './crop/crop.ts';
import type { MakeHuman } from './makehuman/makehuman.ts';

/** MakeHuman's face-and-scalp chart lies sideways about v = 0.48317; the nose tip is at u = 0.873. */
const CENTRE_ACROSS = 0.48317;
const CENTRE_DOWN = 0.873;
/** asinh(STRETCH x) * SIZE enlarges the face and squeezes the scalp: about 260 mm per UV unit on the face. */
const STRETCH = 24;
const SIZE = 0.1725;
const NOSE_V = 0.435;

export interface SkinChart {
  /** [U, 2] texture UV of the head, origin top left: the skin chart above, islands in the strip below. */
  readonly uvs: Float64Array;
  /** [Q, 4] corners. */
  readonly uvQuads: Uint32Array;
  /** [V, 2] one UV per skin vertex: the mixtures' domain, off-chart vertices filled in harmonically. */
  readonly skinUv: Float64Array;
  /** 1 where a quad belongs to the face-and-scalp chart [Q]. */
  readonly onChart: Uint8Array;
}

/** Re-lays MakeHuman's UVs for a head: one upright, mirror-symmetric chart and a strip of islands. */
export function buildSkinChart(human: MakeHuman, crop: HeadCrop): SkinChart {
  const chartOfQuad = connectedCharts(crop.skinUvQuads);
  const size = new Map<number, number>();
  for (const chart of chartOfQuad) size.set(chart, (size.get(chart) ?? 0) + 1);
  const charts = [...size.keys()].sort((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0) || a - b);
  const main = charts[0];
  const onChart = Uint8Array.from(chartOfQuad, (chart) => (chart === main ? 1 : 0));
  const uvIndex = new Map<number, number>();
  const uvs: number[] = [];
  const uvQuads = new Uint32Array(crop.skinUvQuads.length);
  crop.skinUvQuads.forEach((source, corner) => {
    let index = uvIndex.get(source);
    if (index === undefined) {
      index = uvs.length / 2;
      uvIndex.set(source, index);
      const u = human.uvs[2 * source];
      const v = human.uvs[2 * source + 1];
      const chart = chartOfQuad[corner >> 2];
      uvs.push(...(chart === main ? warp(u, v) : [u, 1 - v]));
    }
    uvQuads[corner] = index;
  });
  const bust = chartOfQuad[crop.onCap.indexOf(1)];
  fitIslands(uvs, uvQuads, chartOfQuad, { islands: charts.slice(1), bust });
  const onBust = new Uint8Array(crop.skinVertexCount);
  crop.skinQuads.forEach((vertex, corner) => {
    if (chartOfQuad[corner >> 2] === bust) onBust[vertex] = 1;
  });
  return {
    uvs: Float64Array.from(uvs),
    uvQuads,
    skinUv: fillSkinUv({ human, crop, onBust }, uvs, uvQuads, onChart),
    onChart,
  };
}

function warp(u: number, v: number): [number, number] {
  return [
    0.5 + SIZE * Math.asinh(STRETCH * (v - CENTRE_ACROSS)),
    NOSE_V + SIZE * Math.asinh(STRETCH * (u - CENTRE_DOWN)),
  ];
}

/** Share of the strip's width that the bust gets. */
const BUST_WIDTH = 0.64;

/** Islands (bust, mouth cavity, eye sockets) side by side in the strip v in [0.78, 0.99]. */
function fitIslands(
  uvs: number[],
  uvQuads: Uint32Array,
  chartOfQuad: Int32Array,
  { islands, bust }: { readonly islands: readonly number[]; readonly bust: number },
): void {
  const others = (1 - BUST_WIDTH) / (islands.length - 1);
  let left = 0;
  for (const chart of islands) {
    const width = chart === bust ? BUST_WIDTH : others;
    const margin = 0.04 * others;
    const members = new Set<number>();
    uvQuads.forEach((index, corner) => {
      if (chartOfQuad[corner >> 2] === chart) members.add(index);
    });
    const list = [...members];
    const bounds = [0, 1].map((k) => [
      Math.min(...list.map((i) => uvs[2 * i + k])),
      Math.max(...list.map((i) => uvs[2 * i + k])),
    ]);
    for (const i of list) {
      const x = (uvs[2 * i] - bounds[0][0]) / (bounds[0][1] - bounds[0][0]);
      const y = (uvs[2 * i + 1] - bounds[1][0]) / (bounds[1][1] - bounds[1][0]);
      uvs[2 * i] = left + margin + (width - 2 * margin) * x;
      uvs[2 * i + 1] = 0.78 + 0.21 * y;
    }
    left += width;
  }
}

function connectedCharts(uvQuads: Uint32Array): Int32Array {
  const parent = new Map<number, number>();
  const find = (x: number): number => {
    let root = x;
    while ((parent.get(root) ?? root) !== root) root = parent.get(root) ?? root;
    parent.set(x, root);
    return root;
  };
  for (let i = 0; i < uvQuads.length; i += 4)
    for (let k = 1; k < 4; k++) parent.set(find(uvQuads[i]), find(uvQuads[i + k]));
  return Int32Array.from({ length: uvQuads.length / 4 }, (_, q) => find(uvQuads[4 * q]));
}

/** A head's skin, and which of its vertices lie on the bust's quads [V]. */
interface SkinOfBust {
  readonly human: MakeHuman;
  readonly crop: HeadCrop;
  readonly onBust: Uint8Array;
}

/**
 * One UV per vertex: the chart's where the vertex has a corner on it (of two copies at the seam on the
 * back of the head, the left one); on the bust the chart goes on downwards; else the harmonic extension from the chart, so
 * that the mouth bag fills the lips' slit and the sockets fill the lids'.
 */
function fillSkinUv(skin: SkinOfBust, uvs: readonly number[], uvQuads: Uint32Array, onChart: Uint8Array): Float64Array {
  const { crop } = skin;
  const count = crop.skinVertexCount;
  const out = new Float64Array(2 * count).fill(Number.NaN);
  uvQuads.forEach((uv, corner) => {
    const vertex = crop.skinQuads[corner];
    if (onChart[corner >> 2] && !(out[2 * vertex] > uvs[2 * uv])) {
      out[2 * vertex] = uvs[2 * uv];
      out[2 * vertex + 1] = uvs[2 * uv + 1];
    }
  });
  continueChart(skin, out);
  const free = Array.from({ length: count }, (_, v) => v).filter((v) => Number.isNaN(out[2 * v]));
  for (const v of free) out.set([0.5, NOSE_V], 2 * v);
  const neighbours = vertexNeighbours(count, crop.skinQuads, 4);
  for (let sweep = 0; sweep < 2000; sweep++) {
    for (const v of free) {
      for (let k = 0; k < 2; k++) {
        let sum = 0;
        for (const n of neighbours[v]) sum += out[2 * n + k];
        out[2 * v + k] = sum / neighbours[v].length;
      }
    }
  }
  return out;
}

/** The bust's skin per unit of v, dm, and where the chart ends. */
const BUST_SCALE = 4;
const CHART_END = 0.995;

/** Vertices of the bust that the chart lacks lie under the chart's nearest, as far down as they lie below it. */
function continueChart({ human, crop, onBust }: SkinOfBust, out: Float64Array): void {
  const place = (v: number): number[] =>
    [0, 1, 2].map((k) =>
      crop.rows[v].vertices.reduce((sum, base, i) => sum + crop.rows[v].weights[i] * human.vertices[3 * base + k], 0),
    );
  const all = Array.from(onBust.keys()).filter((v) => onBust[v] === 1);
  const rim = all.filter((v) => !Number.isNaN(out[2 * v])).map((v) => ({ v, at: place(v) }));
  const angle = ([x, , z]: readonly number[]): number => Math.atan2(x, z - NECK_AXIS_Z);
  for (const v of all) {
    if (!Number.isNaN(out[2 * v])) continue;
    const at = place(v);
    const own = angle(at);
    const apart = (other: readonly number[]): number =>
      Math.abs(Math.atan2(Math.sin(angle(other) - own), Math.cos(angle(other) - own)));
    const above = rim.reduce((a, b) => (apart(b.at) < apart(a.at) ? b : a));
    const down = Math.max(0, above.at[1] - at[1]) / BUST_SCALE;
    out[2 * v] = out[2 * above.v];
    out[2 * v + 1] = Math.min(CHART_END, out[2 * above.v + 1] + down);
  }
}

/** The middle of the neck, dm before MakeHuman's axis. */
const NECK_AXIS_Z = 0.2;
