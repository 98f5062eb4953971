import { trianglesWhere } from '../geometry/mesh/mesh.ts';
import type { HeadCards } from './cards/head-cards.ts';
import type { HeadExtra } from './cards/head-extras.ts';

/**
 * A head model: everything the fit, the renderer and the exporters need to know about a head,
 * whatever its origin. Positions in mm, y up, the face looks along +z, x to the subject's left;
 * the origin lies midway between the eyes of the mean head.
 */
export interface HeadModel {
  readonly name: string;
  /** V, over all parts. */
  readonly vertexCount: number;
  /** Mean head [V, 3]. */
  readonly template: Float64Array;
  /** [Q, 4]; a triangle repeats its last corner. */
  readonly quads: Uint32Array;
  /** [T, 3], two triangles a quad. */
  readonly triangles: Uint32Array;
  /** Texture UVs [U, 2], origin top left. */
  readonly uvs: Float64Array;
  /** [Q, 4] over `uvs`. */
  readonly uvQuads: Uint32Array;
  readonly parts: readonly HeadPart[];
  /** One-chart UV of the skin [skin vertices, 2], lips and lids apart: the domain of the skinning mixtures. */
  readonly skinUv: Float64Array;
  /** 1 where a skin quad lies on the face-and-scalp chart [skin quads]. */
  readonly skinQuadOnChart: Uint8Array;
  readonly identity: MorphBasis;
  /** What a face does beside turning its jaw, left and right halves apart: the fit's and DECA's own shapes. */
  readonly expressions: MorphBasis;
  /** ARKit's 52 blend shapes and the 15 visemes, as MakeHuman's community made them: exporters fit them to a face. */
  readonly faceShapes: MorphBasis;
  readonly visemes: MorphBasis;
  readonly joints: readonly HeadJoint[];
  /** Which joint carries what [V, J]: rows sum to 1. */
  readonly jointWeights: Float32Array;
  /** Where the joints' bones end on the mean head [J, 3] mm. */
  readonly jointTails: Float64Array;
  /** Joint positions [J, 3] and how they move with the identity modes [K, J * 3]. */
  readonly jointPositions: Float64Array;
  readonly jointIdentity: Float32Array;
  readonly albedo: AlbedoModel;
  /** Named vertex masks [skin vertices]. */
  readonly regions: Readonly<Record<RegionName, Uint8Array>>;
  /** Mirror image of each skin vertex. */
  readonly mirror: Uint32Array;
  readonly embeddings: { readonly ibug68: LandmarkEmbedding; readonly mediapipe468: LandmarkEmbedding };
  /** Absolute paths of the textures of the parts that the fit does not paint. */
  readonly partTextures: Readonly<Record<Exclude<TextureName, 'skin'>, string>>;
  /** Lashes and brows. */
  readonly cards: readonly HeadCards[];
  /** Absolute paths of the textures of corneas and cards, their cover in alpha. */
  readonly extraTextures: Readonly<Record<HeadExtra, string>>;
  /** Absolute path of the skin's ambient occlusion (red) and roughness (green) over its texture. */
  readonly occlusionRoughness: string;
}

/** Pictures that a head is painted with. */
export type TextureName = 'skin' | 'eye' | 'teeth' | 'tongue';
/** Parts of a head; left and right are the subject's. */
export type PartName = 'skin' | 'eye_L' | 'eye_R' | 'teeth_upper' | 'teeth_lower' | 'tongue';
/** Joints of a head model; left and right are the subject's. */
export type JointName = 'root' | 'neck' | 'head' | 'jaw' | 'eye_L' | 'eye_R' | 'tongue';
export const REGION_NAMES = [
  'face',
  'lips',
  'lids',
  'nose',
  'ears',
  'scalp',
  'neck',
  'jaw',
  'mouth',
  'sockets',
] as const;
export type RegionName = (typeof REGION_NAMES)[number];

/** A run of vertices and quads that share a texture; the skin is always the first. */
export interface HeadPart {
  /** Of the part. */
  readonly name: PartName;
  /** First vertex. */
  readonly vertexStart: number;
  /** Number of vertices. */
  readonly vertexCount: number;
  /** First quad. */
  readonly quadStart: number;
  /** Number of quads. */
  readonly quadCount: number;
  /** Name of its texture. */
  readonly texture: TextureName;
  /** The joint that carries the part rigidly. */
  readonly joint: JointName;
}

export interface HeadJoint {
  readonly name: JointName;
  /** Index of the parent joint, -1 at the root. */
  readonly parent: number;
}

/** K displacement fields; identity modes are scaled to one standard deviation, expressions to full strength. */
export interface MorphBasis {
  readonly names: readonly string[];
  /** [K, V * 3] mm */
  readonly deltas: Float32Array;
}

/** Linear-light skin colours over the texture UV, row 0 at the top. */
export interface AlbedoModel {
  readonly size: number;
  /** [size, size, 3] */
  readonly mean: Float32Array;
  readonly modeSize: number;
  /** [K, modeSize, modeSize, 3], one standard deviation each. */
  readonly modes: Float32Array;
  readonly modeCount: number;
}

/** L points fixed on the skin: sum over corners c of barycentric[c] * vertex(triangle[c]). */
export interface LandmarkEmbedding {
  /** [L, 3] vertex indices */
  readonly vertices: Uint32Array;
  /** [L, 3] */
  readonly barycentric: Float64Array;
}

/** Triangles of the skin part alone: a prefix of `head.triangles`. */
export function skinTriangles(head: HeadModel): Uint32Array {
  return head.triangles.subarray(0, 6 * head.parts[0].quadCount);
}

/** Triangles of the outer skin: without the inside of the mouth and the sockets, whose rims are open edges then. */
export function outerSkin(head: HeadModel): Uint32Array {
  const { mouth, sockets } = head.regions;
  return trianglesWhere(skinTriangles(head), (v) => mouth[v] === 0 && sockets[v] === 0);
}

/** 1 for the skin's triangles that lie on the face [T]. */
export function faceTriangles(head: HeadModel): Uint8Array {
  const triangles = skinTriangles(head);
  const { face } = head.regions;
  return Uint8Array.from({ length: triangles.length / 3 }, (_, t) =>
    [0, 1, 2].every((c) => face[triangles[3 * t + c]] === 1) ? 1 : 0,
  );
}

/** Skin vertices of a region, ascending. */
export function regionVertices({ regions }: HeadModel, name: RegionName): number[] {
  return Array.from(regions[name].keys()).filter((v) => regions[name][v] === 1);
}

/** The seam on the back of the head joins u = 0 to u = 1; its triangles cover nothing of the chart. */
const MAX_CHART_EDGE = 0.25;

/** Skin triangles that lie properly on the face-and-scalp chart, as indices into `skinTriangles` [N]. */
export function chartTriangles(head: HeadModel): Uint32Array {
  const triangles = skinTriangles(head);
  const kept: number[] = [];
  for (let t = 0; t < triangles.length / 3; t++) {
    if (head.skinQuadOnChart[t >> 1] === 0) continue;
    const us = [0, 1, 2].map((c) => head.skinUv[2 * triangles[3 * t + c]]);
    if (Math.max(...us) - Math.min(...us) < MAX_CHART_EDGE) kept.push(t);
  }
  return Uint32Array.from(kept);
}

/** Name of the expression that is another's mirror image; its own where it has no side. */
export function mirroredExpression(name: string): string {
  return name.includes('left') ? name.replace('left', 'right') : name.replace('right', 'left');
}

/** Points of an embedding on a mesh. @param positions [V, 3] @returns [L, 3] */
export function embeddedPoints(embedding: LandmarkEmbedding, positions: ArrayLike<number>): Float64Array {
  const { vertices, barycentric } = embedding;
  const out = new Float64Array(vertices.length);
  for (let l = 0; l < vertices.length; l += 3)
    for (let c = 0; c < 3; c++)
      for (let k = 0; k < 3; k++) out[l + k] += barycentric[l + c] * positions[3 * vertices[l + c] + k];
  return out;
}

/** A joint of a head with identity. @param identity coefficients of the first identity modes @returns [3] mm */
export function jointPosition(head: HeadModel, joint: number, identity: ArrayLike<number>): Float64Array {
  const out = head.jointPositions.slice(3 * joint, 3 * joint + 3);
  const stride = 3 * head.joints.length;
  for (let k = 0; k < Math.min(identity.length, head.identity.names.length); k++)
    for (let axis = 0; axis < 3; axis++) out[axis] += identity[k] * head.jointIdentity[k * stride + 3 * joint + axis];
  return out;
}
