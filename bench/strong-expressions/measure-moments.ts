import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { posedVertices, type RigPose } from '../../src/export/rig/posed-vertices.ts';
import type { RigAnimation, RiggedHead } from '../../src/export/rig/rigged-head.ts';
import { applySubdivision } from '../../src/geometry/mesh/catmull-clark.ts';
import { type Quaternion, rotationFromQuaternion } from '../../src/geometry/quaternion.ts';
import { axisAngleFromRotation } from '../../src/geometry/rotation.ts';
import { skinSubdivision } from '../../src/head/anatomy/skin-subdivision.ts';
import { findSlits, SLIT_NAMES, type SlitName, slitOpening } from '../../src/head/anatomy/slits.ts';
import type { HeadModel } from '../../src/head/head-model.ts';
import type { StrongExpression } from './cases.ts';
import type { TrueFace } from './draw.ts';

/** How far slits are open, mm. */
export type Openings = Readonly<Record<SlitName, number>>;

/** What a fit's rig makes of a moment, and what is true of it. */
export interface MomentOpenings {
  readonly fitted: Openings;
  readonly truth: Openings;
}

/** Openings of a rig at rest beside the neutral truth, and in the clip of each photograph beside what that showed. */
export interface FittedMoments {
  readonly neutral: MomentOpenings;
  /** In the order of the views. */
  readonly views: readonly MomentOpenings[];
}

/** A fit's folder, and whose photographs it was made of. */
export interface FittedCase {
  readonly entry: StrongExpression;
  readonly truth: TrueFace;
  readonly folder: string;
}

/**
 * Measures what users get: the rig of a fit's folder, at rest and in its clips `captured <photograph>`. A photograph of a moment that
 * another shows just so has that one's.
 * @throws {Error} a moment has no clip
 */
export async function measureMoments(head: HeadModel, { entry, truth, folder }: FittedCase): Promise<FittedMoments> {
  const atRest = readObjVertices(readFileSync(join(folder, 'head.obj'), 'utf8'));
  const rig = await loadRig(folder);
  const skin = rig.primitives.findIndex(({ name }) => name === 'skin');
  const fine = (positions: Float64Array): Float64Array =>
    applySubdivision(skinSubdivision(head), positions.subarray(0, 3 * head.parts[0].vertexCount), 3);
  const rims = rimPlaces(head, fine(atRest), rig.primitives[skin].positions);
  const opened = (pose: RigPose, weights: ReadonlyMap<string, number>): Openings => {
    const moved = posedVertices(rig, pose, weights)[skin];
    const places = new Float64Array(fine(atRest).length);
    for (const [v, own] of rims) places.set(moved.subarray(3 * own, 3 * own + 3), 3 * v);
    return openings(head, places);
  };
  const named = new Map((rig.animations ?? []).map((clip) => [clip.name, clip]));
  const own = entry.moments.map((_, v) => named.get(`captured ${String(v).padStart(2, '0')}.jpg`));
  const clips = entry.moments.map(({ name }, v) => {
    const clip = own[v] ?? own.find((other, o) => other !== undefined && entry.moments[o].name === name);
    if (clip === undefined) throw new Error(`a clip must show photograph ${v}, ${name}; received ${[...named.keys()]}`);
    return clip;
  });
  return {
    neutral: { fitted: opened(new Map(), new Map()), truth: openings(head, fine(truth.neutral)) },
    views: clips.map((clip, v) => ({
      fitted: opened(poseOf(clip), new Map(Array.from(clip.weights, ([name, own]) => [name, own[0]]))),
      truth: openings(head, fine(truth.moments[v])),
    })),
  };
}

function openings(head: HeadModel, positions: Float64Array): Openings {
  const slits = findSlits(head);
  return Object.fromEntries(SLIT_NAMES.map((name) => [name, slitOpening(slits[name], positions)])) as Record<
    SlitName,
    number
  >;
}

/** The vertex of the rig's skin that lies where each vertex of a slit's rim does. @param fine, rig [., 3] mm */
function rimPlaces(head: HeadModel, fine: Float64Array, rig: RiggedHead['primitives'][number]['positions']) {
  const slits = findSlits(head);
  const rims = SLIT_NAMES.flatMap((name) => [...slits[name].upper, ...slits[name].lower]);
  const squared = (v: number, u: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + (fine[3 * v + k] - rig[3 * u + k]) ** 2, 0);
  return rims.map((v): readonly [number, number] => {
    let nearest = 0;
    for (let u = 1; u < rig.length / 3; u++) if (squared(v, u) < squared(v, nearest)) nearest = u;
    return [v, nearest];
  });
}

/** A clip's first key. */
function poseOf({ rotations, translations }: RigAnimation): RigPose {
  const joints = new Set([...rotations.keys(), ...(translations?.keys() ?? [])]);
  return new Map(
    Array.from(joints, (name) => {
      const turn = rotations.get(name);
      const shift = translations?.get(name);
      const quaternion = (turn === undefined ? [0, 0, 0, 1] : [...turn.subarray(0, 4)]) as unknown as Quaternion;
      return [
        name,
        {
          rotation: axisAngleFromRotation(rotationFromQuaternion(quaternion)),
          translation: shift?.subarray(0, 3) ?? [0, 0, 0],
        },
      ];
    }),
  );
}
