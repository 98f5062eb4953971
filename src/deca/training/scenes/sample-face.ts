import type { Random } from '../../../geometry/random.ts';
import { multiply3, rotationFromAxisAngle, rotationFromEuler } from '../../../geometry/rotation.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { directionalLight } from '../../../render/light/sh-lighting.ts';

const DEGREE = Math.PI / 180;

/** Normally distributed about 0; what lies beyond the limit lies at it. */
export function limitedNormal(random: Random, sigma: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, sigma * random.normal()));
}

/** Head pose in the crop's frame (x right, y up, z to the viewer): a long-tailed yaw, less pitch, little roll. */
export function samplePose(random: Random): Float64Array {
  const yaw = limitedNormal(random, 32, 75) * DEGREE;
  const pitch = limitedNormal(random, 12, 35) * DEGREE;
  const roll = limitedNormal(random, 6, 20) * DEGREE;
  return multiply3(
    rotationFromEuler(0, 0, roll),
    multiply3(rotationFromEuler(pitch, 0, 0), rotationFromEuler(0, yaw, 0)),
  );
}

/** One to three lamps of any colour over an ambient glow, on the whole as bright as photographs are. @returns [9, 3] */
export function sampleLight(random: Random): Float64Array {
  const tint = (): [number, number, number] => [
    Math.exp(0.15 * random.normal()),
    Math.exp(0.08 * random.normal()),
    Math.exp(0.15 * random.normal()),
  ];
  const ambient = 0.15 + 0.6 * random.uniform();
  const glow = tint().map((x) => x * ambient) as [number, number, number];
  const lamps = 1 + Math.floor(3 * random.uniform());
  const light = new Float64Array(27);
  for (let l = 0; l < lamps; l++) {
    const strength = (1.1 - ambient) * (l === 0 ? 1 : 0.5 * random.uniform());
    const color = tint().map((x) => x * strength) as [number, number, number];
    const from: [number, number, number] = [1.3 * random.normal(), 0.5 + 0.8 * random.normal(), 1.3 + random.normal()];
    directionalLight(from, color, l === 0 ? glow : [0, 0, 0]).forEach((x, i) => {
      light[i] += x;
    });
  }
  const exposure = Math.exp(0.35 * random.normal());
  return light.map((x) => x * exposure);
}

/** How far hair stands off the scalp, mm; drawn but no part of the head's truth. @param softScalp [skin vertices] in 0..1 */
export function hairOffsets(
  head: HeadModel,
  softScalp: Float64Array,
  normals: ArrayLike<number>,
  random: Random,
): Float64Array {
  const out = new Float64Array(3 * head.vertexCount);
  if (random.uniform() < 0.25) return out;
  const thickness = 3 + 40 * random.uniform() ** 2;
  const lift = rotationFromAxisAngle(0.3 * random.normal(), 0.3 * random.normal(), 0);
  for (let v = 0; v < softScalp.length; v++) {
    const y = lift[3] * normals[3 * v] + lift[4] * normals[3 * v + 1] + lift[5] * normals[3 * v + 2];
    const here = thickness * softScalp[v] * (0.6 + 0.4 * y);
    for (let k = 0; k < 3; k++) out[3 * v + k] = here * normals[3 * v + k];
  }
  return out;
}
