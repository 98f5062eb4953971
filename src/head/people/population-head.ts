import { nearestSkin } from '../anatomy/nearest-skin.ts';
import { skinAround } from '../anatomy/rigid-parts.ts';
import type { HeadModel } from '../head-model.ts';
import type { SkinPopulation } from './skin-population.ts';

/** Skin vertices that a joint goes with. */
const JOINT_VERTICES = 100;

/**
 * A head whose people are others: the population's mean and modes on the head's mesh, and with them eyes, teeth, tongue and
 * joints; expressions, albedo, regions, charts and landmarks stay the head's own.
 */
export function populationHead(base: HeadModel, { name, mean, modes }: SkinPopulation): HeadModel {
  const follow = followers(base);
  const shift = follow(mean.map((x, i) => x - base.template[i]));
  const stride = 3 * base.vertexCount;
  const deltas = new Float32Array(modes.length * stride);
  const jointIdentity = new Float32Array(modes.length * shift.joints.length);
  modes.forEach((mode, k) => {
    const moved = follow(mode);
    deltas.set(moved.vertices, k * stride);
    jointIdentity.set(moved.joints, k * moved.joints.length);
  });
  return {
    ...base,
    name,
    template: base.template.map((x, i) => x + shift.vertices[i]),
    identity: { names: modes.map((_, k) => `${name}_${k}`), deltas },
    jointPositions: base.jointPositions.map((x, i) => x + shift.joints[i]),
    jointTails: base.jointTails.map((x, i) => x + shift.joints[i]),
    jointIdentity,
  };
}

/** What a displacement of the skin does to all vertices [V, 3] and to the joints [J, 3]. */
type Followers = (skin: ArrayLike<number>) => { readonly vertices: Float64Array; readonly joints: Float64Array };

/** Parts go with the skin that carries them; eyes' joints with the eyes, others with the skin nearest to them. */
function followers(head: HeadModel): Followers {
  const parts = head.parts.slice(1).map((part) => ({ part, ring: skinAround(head, part) }));
  const members = head.joints.map(({ name }, j) => {
    const eye = parts.find(({ part }) => part.name === name);
    return eye?.ring ?? nearestSkin(head, head.jointPositions.subarray(3 * j, 3 * j + 3), JOINT_VERTICES);
  });
  const meanOf = (skin: ArrayLike<number>, ring: readonly number[], k: number): number => {
    let sum = 0;
    for (const v of ring) sum += skin[3 * v + k];
    return sum / ring.length;
  };
  return (skin) => {
    const vertices = new Float64Array(3 * head.vertexCount);
    vertices.set(skin);
    for (const { part, ring } of parts)
      for (let k = 0; k < 3; k++) {
        const mean = meanOf(skin, ring, k);
        for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) vertices[3 * v + k] = mean;
      }
    const joints = Float64Array.from({ length: 3 * members.length }, (_, i) =>
      meanOf(skin, members[Math.floor(i / 3)], i % 3),
    );
    return { vertices, joints };
  };
}
