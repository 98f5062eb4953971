import type { LimitedWeights } from '../../asm/skeleton/limited-weights.ts';
import { applySubdivision, type Subdivision, splitQuads } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import { linearUvs } from '../../geometry/mesh/subdivide-uvs.ts';
import { skinSubdivision } from '../../head/anatomy/skin-subdivision.ts';
import type { HeadModel, HeadPart } from '../../head/head-model.ts';
import type { RigPrimitive } from './rigged-head.ts';
import type { HeadMorphs } from './shapes/head-morphs.ts';

/** Influences a vertex keeps, as engines want them. */
export const INFLUENCES = 4;

/** Splits vertices where texture UVs differ. @returns source vertex and UV of each output vertex, and the triangles over them */
function splitByUv(
  quads: ArrayLike<number>,
  uvQuads: ArrayLike<number>,
): { vertex: number[]; uv: number[]; quads: Uint32Array } {
  const index = new Map<string, number>();
  const vertex: number[] = [];
  const uv: number[] = [];
  const out = new Uint32Array(quads.length);
  for (let i = 0; i < quads.length; i++) {
    const key = `${quads[i]}/${uvQuads[i]}`;
    let k = index.get(key);
    if (k === undefined) {
      k = vertex.length;
      index.set(key, k);
      vertex.push(quads[i]);
      uv.push(uvQuads[i]);
    }
    out[i] = k;
  }
  return { vertex, uv, quads: out };
}

/** The first place of each number in a list. */
function firstPlaces(numbers: readonly number[]): Uint32Array {
  const first = new Map<number, number>();
  return Uint32Array.from(numbers, (n, i) => {
    const place = first.get(n) ?? i;
    first.set(n, place);
    return place;
  });
}

/** Rows [N, channels] of values, in `out`. */
function gatherInto<Out extends Float64Array | Float32Array | Uint16Array>(
  values: ArrayLike<number>,
  rows: readonly number[],
  channels: number,
  out: Out,
): Out {
  for (let i = 0, at = 0; i < rows.length; i++)
    for (let c = rows[i] * channels; c < (rows[i] + 1) * channels; c++) out[at++] = values[c];
  return out;
}

function gather(values: ArrayLike<number>, rows: readonly number[], channels: number): Float64Array {
  return gatherInto(values, rows, channels, new Float64Array(rows.length * channels));
}

/** Less than this, mm, nobody sees: left out, morphs are sparse. */
const TRACE_MM = 1e-3;

function withoutTraces(delta: Float32Array): Float32Array {
  for (let i = 0; i < delta.length; i++) if (Math.abs(delta[i]) < TRACE_MM) delta[i] = 0;
  return delta;
}

/** The skin subdivided once and cut along the seams of its texture: what depends neither on the face nor on the rig. */
export interface SkinSurface extends Pick<RigPrimitive, 'uvs' | 'triangles' | 'welded'> {
  readonly skinVertices: number;
  readonly surface: Subdivision;
  /** Subdivided vertex of each vertex of the primitive. */
  readonly vertex: readonly number[];
}

export function skinSurface(head: HeadModel): SkinSurface {
  const [skin] = head.parts;
  const coarseUv = head.uvQuads.subarray(0, 4 * skin.quadCount);
  const surface = skinSubdivision(head);
  const uvSurface = splitQuads(head.uvs.length / 2, coarseUv);
  const fineUvs = linearUvs(head.uvs, coarseUv, uvSurface.quads, uvSurface.vertexCount);
  const split = splitByUv(surface.quads, uvSurface.quads);
  return {
    skinVertices: skin.vertexCount,
    surface,
    vertex: split.vertex,
    uvs: gather(fineUvs, split.uv, 2),
    triangles: triangulate(split.quads),
    welded: firstPlaces(split.vertex),
  };
}

/** Values of the skin's vertices over the primitive's. @param values [skin vertices or more, channels] */
export function onPrimitive(
  { surface, vertex, skinVertices }: SkinSurface,
  values: Float64Array,
  channels: number,
): Float64Array {
  return gather(applySubdivision(surface, values.subarray(0, channels * skinVertices), channels), vertex, channels);
}

/** The skin subdivided once, weights and morphs alike: all of it that does not depend on the face. */
export interface SkinRig extends SkinSurface, Omit<RigPrimitive, 'positions'> {}

/** Morph targets of all parts on the skin's primitive. */
export function skinMorphs(
  { surface, vertex, skinVertices }: SkinSurface,
  shapes: HeadMorphs,
): Map<string, Float32Array> {
  const out = new Map<string, Float32Array>();
  const fine = new Float64Array(3 * (surface.start.length - 1));
  for (const [name, delta] of shapes) {
    applySubdivision(surface, delta.subarray(0, 3 * skinVertices), 3, fine);
    out.set(name, withoutTraces(gatherInto(fine, vertex, 3, new Float32Array(3 * vertex.length))));
  }
  return out;
}

/** @param limited weights of the subdivided vertices */
export function createSkinRig(skin: SkinSurface, limited: LimitedWeights, shapes: HeadMorphs): SkinRig {
  const { vertex } = skin;
  const { influences } = limited;
  const count = vertex.length;
  return {
    ...skin,
    name: 'skin',
    weights: {
      influences,
      joints: gatherInto(limited.joints, vertex, influences, new Uint16Array(influences * count)),
      weights: gatherInto(limited.weights, vertex, influences, new Float32Array(influences * count)),
    },
    morphs: skinMorphs(skin, shapes),
    texture: 'skin',
  };
}

/** A face's skin. @param positions [V, 3] mm */
export function skinPrimitive(rig: SkinRig, positions: Float64Array): RigPrimitive {
  const { surface, vertex, skinVertices, ...primitive } = rig;
  return { ...primitive, positions: onPrimitive(rig, positions, 3) };
}

/** All parts of a face and its morph targets. */
export interface MorphedFace {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  readonly morphs: HeadMorphs;
}

/** A part that follows one joint, with the morph targets that move it. */
export function rigidPrimitive(
  head: HeadModel,
  part: HeadPart,
  { positions, morphs }: MorphedFace,
  joint: number,
): RigPrimitive {
  const from = 4 * part.quadStart;
  const to = from + 4 * part.quadCount;
  const split = splitByUv(head.quads.subarray(from, to), head.uvQuads.subarray(from, to));
  const count = split.vertex.length;
  const weights: LimitedWeights = {
    influences: 1,
    joints: new Uint16Array(count).fill(joint),
    weights: new Float32Array(count).fill(1),
  };
  return {
    name: part.name,
    positions: gather(positions, split.vertex, 3),
    uvs: gather(head.uvs, split.uv, 2),
    triangles: triangulate(split.quads),
    welded: firstPlaces(split.vertex),
    weights,
    morphs: partMorphs(morphs, split.vertex),
    texture: part.texture,
  };
}

/** Of those that move any of some vertices. */
function partMorphs(morphs: HeadMorphs, vertices: readonly number[]): Map<string, Float32Array> {
  const out = new Map<string, Float32Array>();
  for (const [name, delta] of morphs) {
    if (!vertices.some((v) => delta[3 * v] !== 0 || delta[3 * v + 1] !== 0 || delta[3 * v + 2] !== 0)) continue;
    const own = withoutTraces(gatherInto(delta, vertices, 3, new Float32Array(3 * vertices.length)));
    if (own.some((x) => x !== 0)) out.set(name, own);
  }
  return out;
}
