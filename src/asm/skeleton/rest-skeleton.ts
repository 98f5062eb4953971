import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { Quaternion } from '../../geometry/quaternion.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { BONES } from '../bones.ts';
import { axesAlongBone, axesAlongNormal } from './rest-axes.ts';
import { FRAME_BONES, type Skeleton } from './skeleton.ts';

/** A skeleton at rest, in head space. */
export interface RestSkeleton {
  /** p [N, 3] mm */
  readonly positions: Float64Array;
  /** Orientation of each [N]; y runs along its bone. */
  readonly rotations: readonly Quaternion[];
}

/** Where the joints and the bones of a person lie. */
export interface SkeletonPlaces {
  /** [J, 3] mm */
  readonly joints: Float64Array;
  /** Pivots of the bones [B, 3] mm. */
  readonly bones: Float64Array;
  /** Outward normals of the skin at the bones [B, 3], of any length. */
  readonly normals: Float64Array;
}

/**
 * Positions and axes of a person's skeleton. The axes of the head's joints are those of the mean head, so that a turn means
 * the same on every head: along the bone to its tail, of eyes ahead. Bones stand along the skin's normal, the frame of the
 * skinning model as the joints that it lies on.
 */
export function restSkeleton(head: HeadModel, skeleton: Skeleton, places: SkeletonPlaces): RestSkeleton {
  const { jointPositions, jointTails } = head;
  const joints = head.joints.map(({ name }, j) =>
    name.startsWith('eye_')
      ? axesAlongNormal([0, 0, 1])
      : axesAlongBone([0, 1, 2].map((k) => jointTails[3 * j + k] - jointPositions[3 * j + k])),
  );
  const bones = BONES.map((_, j) =>
    FRAME_BONES.includes(j)
      ? joints[skeleton.carriers[skeleton.jointCount + j]]
      : axesAlongNormal(places.normals.subarray(3 * j, 3 * j + 3)),
  );
  return {
    positions: Float64Array.of(...places.joints, ...places.bones),
    rotations: [...joints, ...bones],
  };
}

/** The skin around a bone that its normal is the mean of, mm. */
const AROUND_MM = 12;

/**
 * Outward normals of the skin around points, the mean over its outside within {@link AROUND_MM}: a point between lips or
 * lids lies on skin that looks inwards. The nearest vertex's where the outside has none so near.
 * @param template [V, 3] of the skin @param points [B, 3] @returns [B, 3]
 */
export function skinNormalsAround(head: HeadModel, template: Float64Array, points: Float64Array): Float64Array {
  const { normals } = vertexNormals(template, skinTriangles(head));
  const { mouth, sockets } = head.regions;
  const out = new Float64Array(points.length);
  for (let j = 0; j < points.length; j += 3) {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let v = 0; v < mouth.length; v++) {
      if (mouth[v] === 1 || sockets[v] === 1) continue;
      const distance = Math.hypot(
        template[3 * v] - points[j],
        template[3 * v + 1] - points[j + 1],
        template[3 * v + 2] - points[j + 2],
      );
      if (distance < least) {
        least = distance;
        nearest = v;
      }
      if (distance < AROUND_MM) for (let k = 0; k < 3; k++) out[j + k] += normals[3 * v + k];
    }
    if (Math.hypot(out[j], out[j + 1], out[j + 2]) === 0) out.set(normals.subarray(3 * nearest, 3 * nearest + 3), j);
  }
  return out;
}
