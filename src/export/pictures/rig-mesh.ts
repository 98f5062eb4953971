import sharp from 'sharp';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { alignSimilarity, turnDirections } from '../../geometry/similarity.ts';
import { ALPHA_CUTOFF } from '../../image/alpha-cutoff.ts';
import { type LinearImage, linearImage } from '../../image/image.ts';
import { loadImageBytes } from '../../image/load-image.ts';
import { edgeTriangles } from '../../render/mesh/edge-triangles.ts';
import { type TexturedMesh, withCover } from '../../render/mesh/textured-mesh.ts';
import { alphaPlane } from '../rig/edges/alpha-plane.ts';
import type { RiggedHead, RigPrimitive } from '../rig/rigged-head.ts';
import { apart } from './apart.ts';
import { type CutCards, cutCards, SHARP_PIECES, SOFT_PIECES } from './cut-cards.ts';

/** A rig's primitives as one textured mesh, without its vertices' places; cards cut by their alpha, what is clear left out. */
export interface RigMesh extends Omit<TexturedMesh, 'positions'> {
  /** From this triangle on both sides are seen. */
  readonly twoSidedFrom: number;
  /** Blended one after the other. */
  readonly layers: readonly RigLayer[];
  /** What mirrors lamps, [C, 3] over the mesh's vertices. */
  readonly mirrors: Uint32Array;
  /** All triangles before cards are cut, over welded vertices [S, 3]: one normal for both sides of a UV seam. */
  readonly smooth: Uint32Array;
  /** First vertex of the same primitive at the same place at rest [V]. */
  readonly welded: Uint32Array;
  /** Cards that are lit as what is beneath them, and move as one rigid body. */
  readonly lit: readonly LitCards[];
  /** What comes after the primitives' vertices: three of these for each, and how much of each. */
  readonly between: { readonly corners: readonly number[]; readonly weights: readonly number[] };
}

/** Cards with normals of their own at rest. */
export interface LitCards {
  /** Of their vertices among the mesh's. */
  readonly first: number;
  /** [C, 3] mm */
  readonly positions: Float64Array;
  /** [C, 3] */
  readonly normals: Float32Array;
}

/** What is blended over the rest: the lids' shade on the eyes, lashes, edges of hair, strands over it. */
export interface RigLayer {
  /** [E, 3] over the mesh's vertices; seen from both sides */
  readonly triangles: Uint32Array;
  /** Texture of each of them [E]. */
  readonly textureOfTriangle: Uint32Array;
}

/** Places and normals of a {@link RigMesh}'s vertices, cards' own among them. */
export interface PlacedRig {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 3] */
  readonly normals: Float64Array;
}

export async function rigMesh({ primitives, textures }: Pick<RiggedHead, 'primitives' | 'textures'>): Promise<RigMesh> {
  const names = Object.keys(textures);
  const images: LinearImage[] = [];
  for (const name of names) {
    const { bytes, alpha } = textures[name];
    // Photographs are laid on grey; the colours of hair are not.
    const opaque = alpha === undefined ? bytes : await sharp(bytes).removeAlpha().png().toBuffer();
    images.push(linearImage((await loadImageBytes(opaque, name)).image));
  }
  const out = { triangles: [] as number[], uvs: [] as number[], textureOfTriangle: [] as number[] };
  const add = (triangles: ArrayLike<number>, first: number, texture: string): void => {
    for (let i = 0; i < triangles.length; i++) out.triangles.push(first + triangles[i]);
    for (let t = 0; t < triangles.length; t += 3) out.textureOfTriangle.push(names.indexOf(texture));
  };
  const smooth: number[] = [];
  const mirrors: number[] = [];
  const welded: number[] = [];
  const cards: (readonly [first: number, primitive: RigPrimitive])[] = [];
  const blended: (readonly [first: number, primitive: RigPrimitive])[] = [];
  const strands: (readonly [first: number, primitive: RigPrimitive])[] = [];
  const soft: (readonly [first: number, primitive: RigPrimitive])[] = [];
  for (const primitive of primitives) {
    const first = out.uvs.length / 2;
    const { alpha } = textures[primitive.texture];
    if (alpha === undefined) add(primitive.triangles, first, primitive.texture);
    if (alpha === 'mask') cards.push([first, primitive]);
    // Of corneas only what they mirror shows.
    if (primitive.extra === 'cornea') for (const v of primitive.triangles) mirrors.push(first + v);
    else if (primitive.extra === 'hair_cards') strands.push([first, primitive]);
    else if (alpha === 'blend' || alpha === 'strands') blended.push([first, primitive]);
    if (alpha === 'soft-edge') soft.push([first, primitive]);
    for (const x of primitive.uvs) out.uvs.push(x);
    const own = firstAtPlace(primitive.positions);
    for (const v of own) welded.push(first + v);
    for (const v of primitive.triangles) smooth.push(first + own[v]);
  }
  const twoSidedFrom = out.textureOfTriangle.length;
  const layers: RigLayer[] = [];
  const between = { corners: [] as number[], weights: [] as number[] };
  /** @returns the first of the new vertices */
  const addBetween = (cut: CutCards, first: number): number => {
    const at = out.uvs.length / 2;
    for (const x of cut.uvs) out.uvs.push(x);
    for (const v of cut.corners) between.corners.push(first + v);
    for (const w of cut.weights) between.weights.push(w);
    return at;
  };
  const blend = async ([first, primitive]: (typeof blended)[number], among: number): Promise<void> => {
    const alpha = await alphaPlane(textures[primitive.texture]);
    const texture = names.indexOf(primitive.texture);
    images[texture] = withCover(images[texture], alpha.data);
    const { whole, edge: partly } = edgeTriangles(primitive, alpha);
    for (const own of apart([...whole, ...partly], among)) layers.push(layerOf(own, first, texture));
  };
  for (const own of blended) await blend(own, 1);
  for (const [first, primitive] of soft) {
    const alpha = await alphaPlane(textures[primitive.texture]);
    const split = edgeTriangles(primitive, alpha);
    const texture = names.indexOf(primitive.texture);
    add(split.whole, first, primitive.texture);
    const ofEdge = { ...primitive, triangles: split.edge };
    const opaque = cutCards(ofEdge, alpha, [OPAQUE, ALL], SOFT_PIECES);
    add(opaque.triangles, addBetween(opaque, first), primitive.texture);
    const blended = cutCards(ofEdge, alpha, [CLEAR, OPAQUE], SOFT_PIECES);
    layers.push(layerOf(blended.triangles, addBetween(blended, first), texture));
    images[texture] = withCover(images[texture], alpha.data);
  }
  for (const own of strands) await blend(own, STRAND_LAYERS);
  for (const [first, primitive] of cards) {
    const cut = cutCards(primitive, await alphaPlane(textures[primitive.texture]), [ALPHA_CUTOFF, ALL], SHARP_PIECES);
    add(cut.triangles, addBetween(cut, first), primitive.texture);
  }
  const triangles = Uint32Array.from(out.triangles);
  return {
    ...out,
    twoSidedFrom,
    layers,
    lit: strands.flatMap(([first, { positions, normals }]) =>
      normals === undefined ? [] : [{ first, positions, normals }],
    ),
    mirrors: Uint32Array.from(mirrors),
    triangles,
    uvTriangles: triangles,
    textures: images,
    smooth: Uint32Array.from(smooth),
    welded: Uint32Array.from(welded),
    between,
  };
}

function layerOf(triangles: readonly number[], first: number, texture: number): RigLayer {
  return {
    triangles: Uint32Array.from(triangles, (v) => first + v),
    textureOfTriangle: new Uint32Array(triangles.length / 3).fill(texture),
  };
}

/** @param vertices [V, 3] mm of all primitives, one after another */
export function placeRig(mesh: RigMesh, vertices: Float64Array): PlacedRig {
  const { normals } = vertexNormals(vertices, mesh.smooth);
  const seamless = new Float64Array(vertices.length);
  mesh.welded.forEach((w, v) => {
    seamless.set(normals.subarray(3 * w, 3 * w + 3), 3 * v);
  });
  for (const { first, positions, normals: own } of mesh.lit) {
    const moved = vertices.subarray(3 * first, 3 * first + positions.length);
    seamless.set(turnDirections(alignSimilarity(positions, moved, 'rigid'), own), 3 * first);
  }
  return { positions: withBetween(mesh, vertices), normals: withBetween(mesh, seamless) };
}

/** Rows with those between them. @param rows [V, 3] */
function withBetween({ between: { corners, weights } }: RigMesh, rows: Float64Array): Float64Array {
  const out = new Float64Array(rows.length + corners.length);
  out.set(rows);
  for (let i = 0; i < corners.length; i++)
    for (let k = 0; k < 3; k++) out[rows.length + 3 * Math.floor(i / 3) + k] += weights[i] * rows[3 * corners[i] + k];
  return out;
}

/** Of cards that lie over each other a picture shows the nearest of each layer. */
const STRAND_LAYERS = 5;
/** What covers less is left out, and what covers more is drawn opaque: it would hide the edges behind it. */
const CLEAR = 0.04;
const OPAQUE = 0.95;
/** More than anything covers. */
const ALL = 2;

function firstAtPlace(positions: Float64Array): number[] {
  const seen = new Map<string, number>();
  return Array.from({ length: positions.length / 3 }, (_, v) => {
    const place = positions.subarray(3 * v, 3 * v + 3).join(' ');
    const first = seen.get(place) ?? v;
    seen.set(place, first);
    return first;
  });
}
