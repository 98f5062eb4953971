import type { LimitedWeights } from '../../asm/skeleton/limited-weights.ts';
import type { Quaternion } from '../../geometry/quaternion.ts';
import type { HeadExtra } from '../../head/cards/head-extras.ts';
import type { ShapeSet } from '../../head/face-shapes/shape-sets.ts';

/**
 * A head with all that any format may write of it: plain numbers, names and encoded pictures. Positions in head space,
 * mm, y up, facing +z; UVs with their origin top left.
 */
export interface RiggedHead {
  /** Of the head model. */
  readonly name: string;
  /** Parents before their children; the first is the root. */
  readonly joints: readonly RigJoint[];
  /** In bind pose. */
  readonly primitives: readonly RigPrimitive[];
  /** As the head is shown, at the fit's resolution: for formats without bones. */
  readonly surface: RigSurface;
  /** By texture name. */
  readonly textures: Readonly<Record<string, RigTexture>>;
  /** Which of its morph targets formats write; all where it is left out. */
  readonly shapes?: RigShapes;
  /** Which of its extras formats write; all where it is left out. */
  readonly extras?: readonly HeadExtra[];
  /** Morph weights that the head is shown with; 0 where it is left out. */
  readonly weights?: ReadonlyMap<string, number>;
  /** None where it is left out. */
  readonly animations?: readonly RigAnimation[];
}

/** A rig's morph targets by the set that they belong to, and the sets that formats write. */
export interface RigShapes {
  /** Names of morph targets. */
  readonly sets: ReadonlyMap<ShapeSet, readonly string[]>;
  readonly written: readonly ShapeSet[];
}

/** A rig whose textures are not painted yet. */
export type UnpaintedHead = Omit<RiggedHead, 'textures'>;

/** A joint of the skeleton. */
export interface RigJoint {
  /** Of the joint, unique in its rig. */
  readonly name: string;
  /** -1 at the root */
  readonly parent: number;
  /** Rest position in head space, mm. */
  readonly position: readonly [number, number, number];
  /** Rest orientation in head space; y runs along the bone. */
  readonly rotation: Quaternion;
  /** How the head is shown turned at it, axis-angle along the axes of head space; not at all where it is left out. */
  readonly turn?: ArrayLike<number>;
}

/** Indexed triangles with a texture: the skin subdivided once, or a part that one joint carries. */
export interface RigPrimitive {
  /** Of the part. */
  readonly name: string;
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 2] */
  readonly uvs: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [V] The first of the vertices that are one point of the surface, which its texture's seams cut apart. */
  readonly welded: Uint32Array;
  /** [V, 3] Unit normals that its normal map is told against; those of the positions where it is left out. */
  readonly normals?: Float32Array;
  /** Which joints move its vertices. */
  readonly weights: LimitedWeights;
  /** Displacements [V, 3] in mm by name; empty for parts that do not morph. */
  readonly morphs: ReadonlyMap<string, Float32Array>;
  /** Name of its texture. */
  readonly texture: string;
  /** What it is beyond the head's parts; a part where it is left out. */
  readonly extra?: HeadExtra | HairExtra;
}

/** What a head wears of hair: its mesh, and cards of strands over it. */
export const HAIR_EXTRAS = ['hair', 'hair_cards'] as const;
export type HairExtra = (typeof HAIR_EXTRAS)[number];

/** All parts as quads with UVs, in groups of one texture each. */
export interface RigSurface {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [U, 2] */
  readonly uvs: Float64Array;
  /** [Q, 4]; a triangle repeats its last corner. */
  readonly quads: Uint32Array;
  /** [Q, 4] over `uvs` */
  readonly uvQuads: Uint32Array;
  /** Runs of quads with one texture each. */
  readonly groups: readonly {
    readonly name: string;
    /** Name of its texture. */
    readonly material: string;
    /** First quad and number of quads. */
    readonly start: number;
    readonly count: number;
  }[];
}

/** A picture of a texture. */
export interface RigPicture {
  /** Where the picture lies beside the head's files, with forward slashes. */
  readonly file: string;
  /** The encoded picture. */
  readonly bytes: Uint8Array;
}

/** Base colour as PNG or JPEG, and the maps that go with it. */
export interface RigTexture extends RigPicture {
  /** `image/png` or `image/jpeg`. */
  readonly mime: string;
  /** Of the whole surface, 0 (a mirror) to 1; 1 where a map holds it. */
  readonly roughness: number;
  /**
   * How its picture's alpha counts: as what is cut out, seen from both sides; as cover; as cover at the edge of what is opaque, seen from
   * both sides; as cover that both sides show; not at all where it is left out.
   */
  readonly alpha?: 'mask' | 'blend' | 'soft-edge' | 'strands';
  /** Tangent-space normals (PNG); none where it is left out. */
  readonly normalMap?: RigPicture;
  /** Ambient occlusion in red (1 where all light comes in), roughness in green, no metal in blue (PNG, linear); none where it is left out. */
  readonly occlusionRoughness?: RigPicture;
}

/** Key frames of a rig: all tracks share their times and run linearly between them. */
export interface RigAnimation {
  /** Of the animation. */
  readonly name: string;
  /** Seconds [F] */
  readonly times: Float32Array;
  /** Turns of joints away from rest, along the axes of head space: unit quaternions [F, 4] (x, y, z, w) by joint. */
  readonly rotations: ReadonlyMap<string, Float32Array>;
  /** Shifts of joints away from rest, along the axes of head space [F, 3] mm by joint; none where it is left out. */
  readonly translations?: ReadonlyMap<string, Float32Array>;
  /** Weights [F] by morph target; 0 where one is left out. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}
