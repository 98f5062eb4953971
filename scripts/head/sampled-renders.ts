import type { Camera } from '../../src/geometry/camera.ts';
import type { Random } from '../../src/geometry/random.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import type { HeadModel } from '../../src/head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../src/image/image.ts';
import { directionalLight } from '../../src/render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, type TexturedHead } from '../../src/render/mesh/head-mesh.ts';
import { composite, renderMesh } from '../../src/render/mesh/render-mesh.ts';

/** Side of the renders on which the detector is measured. */
export const RENDER_SIZE = 640;

/** Normally distributed identity coefficients. */
export function sampleIdentity({ identity }: HeadModel, random: Random): Float64Array {
  return Float64Array.from(identity.names, () => random.normal());
}

/** The neutral head of an identity. @returns [V, 3] */
export function identityHead(model: HeadModel, identity: Float64Array): Float64Array {
  const positions = model.template.slice();
  identity.forEach((a, k) => {
    for (let i = 0; i < positions.length; i++) positions[i] += a * model.identity.deltas[k * positions.length + i];
  });
  return positions;
}

/** A head with a sampled identity. @returns [V, 3] */
export function sampleHead(model: HeadModel, random: Random): Float64Array {
  return identityHead(model, sampleIdentity(model, random));
}

/** A camera that sees the head under a pose in degrees. */
export function viewCamera([yaw, pitch]: readonly [number, number]): Camera {
  const turn = rotationFromEuler((pitch * Math.PI) / 180, (yaw * Math.PI) / 180, 0);
  return {
    width: RENDER_SIZE,
    height: RENDER_SIZE,
    fx: 1.9 * RENDER_SIZE,
    fy: 1.9 * RENDER_SIZE,
    cx: RENDER_SIZE / 2,
    cy: RENDER_SIZE / 2,
    rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], turn),
    translation: Float64Array.of(0, -25, 650),
  };
}

/** Skin and light of a sampled head. */
export interface Looks {
  readonly skin: LinearImage;
  readonly light: Float64Array;
}

export function sampleLooks(head: HeadModel, random: Random): Looks {
  return {
    skin: albedoTexture(head, [random.normal(), random.normal(), random.normal()]),
    light: directionalLight([random.normal(), random.normal(), 2], [0.7, 0.7, 0.7], [0.5, 0.5, 0.5]),
  };
}

export function renderOnGrey(
  { head, parts }: TexturedHead,
  positions: Float64Array,
  { skin, light }: Looks,
  camera: Camera,
): LinearImage {
  const background = createLinearImage(RENDER_SIZE, RENDER_SIZE, 3);
  background.data.fill(0.25);
  return composite(renderMesh(headRenderMesh(head, positions, skin, parts), camera, light).image, background);
}
