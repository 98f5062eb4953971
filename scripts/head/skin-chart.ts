import { vertexNeighbours } from '../../src/geometry/mesh/mesh.ts';
import type { HeadCrop } from './crop.ts';
import type { MakeHuman } from './makehuman.ts';

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
  fitIslands(uvs, uvQuads, chartOfQuad, charts);
  return {
    uvs: Float64Array.from(uvs),
    uvQuads,
    skinUv: fillSkinUv(crop, uvs, uvQuads, onChart),
    onChart,
  };
}

function warp(u: number, v: number): [number, number] {
  return [
    0.5 + SIZE * Math.asinh(STRETCH * (v - CENTRE_ACROSS)),
    NOSE_V + SIZE * Math.asinh(STRETCH * (u - CENTRE_DOWN)),
  ];
}

/** Islands (mouth cavity, eye sockets, lower neck) side by side in the strip v in [0.78, 0.99]. */
function fitIslands(uvs: number[], uvQuads: Uint32Array, chartOfQuad: Int32Array, charts: readonly number[]): void {
  const width = 1 / (charts.length - 1);
  charts.slice(1).forEach((chart, slot) => {
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
      uvs[2 * i] = width * (slot + 0.04 + 0.92 * x);
      uvs[2 * i + 1] = 0.78 + 0.21 * y;
    }
  });
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

/**
 * One UV per vertex: the chart's where the vertex has a corner on it (of two copies at the seam on the
 * back of the head, the left one), else the harmonic extension from the chart, so that the mouth bag
 * fills the lips' slit and the sockets fill the lids'.
 */
function fillSkinUv(crop: HeadCrop, uvs: readonly number[], uvQuads: Uint32Array, onChart: Uint8Array): Float64Array {
  const count = crop.skinVertexCount;
  const out = new Float64Array(2 * count).fill(Number.NaN);
  uvQuads.forEach((uv, corner) => {
    const vertex = crop.skinQuads[corner];
    if (onChart[corner >> 2] && !(out[2 * vertex] > uvs[2 * uv])) {
      out[2 * vertex] = uvs[2 * uv];
      out[2 * vertex + 1] = uvs[2 * uv + 1];
    }
  });
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
