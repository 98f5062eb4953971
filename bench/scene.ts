import { type AdaptiveSkinningModel, asmPairs } from '../src/asm/adaptive-skinning-model.ts';
import type { SkinningPairs } from '../src/asm/mixture-weights.ts';
import { type Camera, packCamera } from '../src/geometry/camera.ts';
import { createRandom } from '../src/geometry/random.ts';
import { multiply3, rotationFromEuler } from '../src/geometry/rotation.ts';
import { skinTriangles } from '../src/head/head-model.ts';
import { CAMERA_NUMBERS } from '../src/kernels/jobs/points/projection.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../src/kernels/kernel.ts';
import { uvTriangles } from '../src/render/mesh/head-mesh.ts';

/** A head seen by cameras on an arc, with everything that an inner iteration reads, in one back end's memory. */
export interface Scene {
  readonly kernels: Kernels;
  readonly model: AdaptiveSkinningModel;
  readonly parameters: Float64Array;
  readonly pairs: SkinningPairs;
  readonly triangles: Uint32Array;
  readonly uvs: RealArray;
  readonly uvTriangles: Uint32Array;
  readonly cameras: readonly Float64Array[];
  readonly imageSize: number;
  readonly textureSize: number;
  readonly texture: RealArray;
  /** gamma of each view [9, 4] */
  readonly lights: readonly RealArray[];
  /** Colour and mask [h, w, 4] of each view. */
  readonly targets: readonly RealArray[];
  /** Z-buffers of the views. */
  readonly depths: readonly RealArray[];
  readonly ids: readonly Uint32Array[];
}

/** The head is this far from the cameras, mm, and fills about a third of the picture. */
const DISTANCE = 700;
const FOCAL = 2.1;

/** How many views, and pixels and texels along a side. */
export interface SceneSize {
  readonly viewCount: number;
  readonly imageSize: number;
  readonly textureSize: number;
}

export function createScene(
  kernels: Kernels,
  model: AdaptiveSkinningModel,
  { viewCount, imageSize, textureSize }: SceneSize,
): Scene {
  const { memory } = kernels;
  const { head } = model;
  const random = createRandom(7);
  const parameters = model.rest.map((x) => x + 0.002 * random.normal());
  const skin = skinTriangles(head);
  const texture = memory.real(4 * textureSize * textureSize);
  for (let i = 0; i < texture.length; i++) texture[i] = i % 4 === 3 ? 0 : 0.4 + 0.1 * Math.sin(0.01 * i);
  return {
    kernels,
    model,
    parameters,
    pairs: asmPairs(memory, model, parameters),
    triangles: indexCopy(memory, skin),
    uvs: realCopy(memory, head.uvs),
    uvTriangles: indexCopy(memory, uvTriangles(head).subarray(0, skin.length)),
    cameras: Array.from({ length: viewCount }, (_, v) =>
      packCamera(camera(v, viewCount, imageSize), memory.double(CAMERA_NUMBERS)),
    ),
    imageSize,
    textureSize,
    texture,
    lights: Array.from({ length: viewCount }, (_, v) => light(memory.real(36), v)),
    targets: Array.from({ length: viewCount }, (_, v) => target(memory.real(4 * imageSize * imageSize), imageSize, v)),
    depths: Array.from({ length: viewCount }, () => memory.real(imageSize * imageSize)),
    ids: Array.from({ length: viewCount }, () => memory.index(imageSize * imageSize)),
  };
}

function camera(v: number, viewCount: number, size: number): Camera {
  const yaw = viewCount === 1 ? 0 : -0.7 + (1.4 * v) / (viewCount - 1);
  return {
    width: size,
    height: size,
    fx: FOCAL * size,
    fy: FOCAL * size,
    cx: size / 2,
    cy: size / 2,
    rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], rotationFromEuler(0, yaw, 0)),
    translation: Float64Array.of(0, -20, DISTANCE),
  };
}

function light(out: RealArray, v: number): RealArray {
  for (let b = 0; b < 9; b++)
    for (let c = 0; c < 3; c++) out[4 * b + c] = b === 0 ? 3 : 0.2 * Math.sin(1 + b + 3 * c + v);
  return out;
}

function target(out: RealArray, size: number, v: number): RealArray {
  for (let i = 0; i < size * size; i++) {
    const value =
      0.35 + 0.1 * Math.sin((9 * (i % size)) / size + v) + 0.1 * Math.cos((7 * Math.floor(i / size)) / size);
    out.fill(value, 4 * i, 4 * i + 3);
    out[4 * i + 3] = 1;
  }
  return out;
}
