import { applySubdivision, catmullClark, type Subdivision, splitQuads } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import { linearUvs } from '../../geometry/mesh/subdivide-uvs.ts';
import type { HeadModel, HeadPart } from '../../head/head-model.ts';
import { type LimitedWeights, limitInfluences } from './rig-weights.ts';
import type { RigPrimitive } from './rigged-head.ts';

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
  for (let i = 0; i < rows.length; i++)
    for (let c = 0; c < channels; c++) out[i * channels + c] = values[rows[i] * channels + c];
  return out;
}

function gather(values: ArrayLike<number>, rows: readonly number[], channels: number): Float64Array {
  return gatherInto(values, rows, channels, new Float64Array(rows.length * channels));
}

/** Displacement fields of morph targets over the skin's vertices [V, 3] mm, by name. */
export type SkinMorphs = ReadonlyMap<string, Float32Array | Float64Array>;

/** Less than this, mm, nobody sees: left out, morphs are sparse. */
const TRACE_MM = 1e-3;

function withoutTraces(delta: Float32Array): Float32Array {
  for (let i = 0; i < delta.length; i++) if (Math.abs(delta[i]) < TRACE_MM) delta[i] = 0;
  return delta;
}

/** The head's expressions as morph targets. @param size mm per unit of the head */
export function expressionMorphs(head: HeadModel, size: number): SkinMorphs {
  const stride = 3 * head.vertexCount;
  const skin = 3 * head.parts[0].vertexCount;
  return new Map(
    head.expressions.names.map((name, k) => [
      name,
      head.expressions.deltas.subarray(k * stride, k * stride + skin).map((x) => size * x),
    ]),
  );
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
  const coarse = head.quads.subarray(0, 4 * skin.quadCount);
  const coarseUv = head.uvQuads.subarray(0, 4 * skin.quadCount);
  const surface = catmullClark(skin.vertexCount, coarse);
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

/** Weights of the skin's vertices, and how many of them a vertex of the rig keeps. */
export interface SkinWeights {
  /** [skin vertices, joints] */
  readonly dense: Float64Array;
  readonly jointCount: number;
  readonly influences: number;
}

/** The skin subdivided once, weights and morphs alike: all of it that does not depend on the face. */
export interface SkinRig extends SkinSurface, Omit<RigPrimitive, 'positions'> {}

export function createSkinRig(head: HeadModel, weights: SkinWeights, shapes: SkinMorphs): SkinRig {
  const skin = skinSurface(head);
  const { surface, vertex } = skin;
  const { dense, jointCount, influences } = weights;
  // Cut before vertices are split: all joints of all vertices are the largest array of an export.
  const limited = limitInfluences(applySubdivision(surface, dense, jointCount), jointCount, influences);
  const count = vertex.length;
  const morphs = new Map<string, Float32Array>();
  for (const [name, delta] of shapes)
    morphs.set(
      name,
      withoutTraces(gatherInto(applySubdivision(surface, delta, 3), vertex, 3, new Float32Array(3 * count))),
    );
  return {
    ...skin,
    name: 'skin',
    weights: {
      influences,
      joints: gatherInto(limited.joints, vertex, influences, new Uint16Array(influences * count)),
      weights: gatherInto(limited.weights, vertex, influences, new Float32Array(influences * count)),
    },
    morphs,
    texture: 'skin',
  };
}

/** A face's skin. @param positions [V, 3] mm */
export function skinPrimitive(rig: SkinRig, positions: Float64Array): RigPrimitive {
  const { surface, vertex, skinVertices, ...primitive } = rig;
  return { ...primitive, positions: onPrimitive(rig, positions, 3) };
}

/** A part that follows one joint. */
export function rigidPrimitive(head: HeadModel, part: HeadPart, positions: Float64Array, joint: number): RigPrimitive {
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
    morphs: new Map(),
    texture: part.texture,
  };
}
