import type { HeadModel } from '../../head/head-model.ts';
import { BONES, HEAD_BONE, ROOT_BONE } from '../bones.ts';

/**
 * One skeleton for every rig: the joints of the head model, then the 84 bones as `asm_<name>`, each below the joint that it
 * moves with. A bone's parent is its parent in the skinning model where both move with one joint, else that joint.
 */
export interface Skeleton {
  /** [N], N = J + B */
  readonly names: readonly string[];
  /** [N] parents before their children, -1 at the root. */
  readonly parents: Int32Array;
  /** J: joints of the head model, which come first. */
  readonly jointCount: number;
  /** [N] the head model's joint that each moves with; a joint's is its own. */
  readonly carriers: Uint32Array;
}

/** @throws {Error} a head without the joints of the bones */
export function createSkeleton(head: HeadModel): Skeleton {
  const jointCount = head.joints.length;
  const names = head.joints.map(({ name }): string => name);
  const own = BONES.map(({ joint }) => {
    const index = names.indexOf(joint);
    if (index < 0) throw new Error(`head ${head.name}: must have the joint ${joint}`);
    return index;
  });
  const parents = BONES.map(({ parent }, j) => {
    const above = BONES.findIndex(({ name }) => name === parent);
    return above >= 0 && own[above] === own[j] ? jointCount + above : own[j];
  });
  return {
    names: [...names, ...BONES.map(({ name }) => `asm_${name}`)],
    parents: Int32Array.from([...head.joints.map(({ parent }) => parent), ...parents]),
    jointCount,
    carriers: Uint32Array.from([...names.keys(), ...own]),
  };
}

/**
 * The frame of the skinning model. Both have no mixture and are its gauge: what its background claims is the head's joint's
 * own, and a vertex has an influence to spare.
 */
export const FRAME_BONES: readonly number[] = [ROOT_BONE, HEAD_BONE];
