import type { FaceBox } from '../../../capture/detection/crop.ts';
import { boxOfLandmarks } from '../../../capture/detection/locate-face.ts';
import { type Camera, project, scaleCamera } from '../../../geometry/camera.ts';
import { vertexNeighbours, vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { createRandom, type Random } from '../../../geometry/random.ts';
import { axisAngleFromRotation, multiply3, rotationFromAxisAngle } from '../../../geometry/rotation.ts';
import { turnEyeballs } from '../../../head/anatomy/eyes/eyeballs.ts';
import { embeddedPoints } from '../../../head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { drawCards } from '../../../render/mesh/draw-cards.ts';
import { headRenderMesh } from '../../../render/mesh/head-mesh.ts';
import { wornLashes } from '../../../render/mesh/lashes.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from '../../../render/mesh/loaded-mesh.ts';
import { decodeNeutral, type MorphableDecoder, moveFace } from '../../decode/morphable-decoder.ts';
import { ENCODER_INPUT } from '../../network/feature-graph.ts';
import type { Alignment } from '../augmentation/augmentation-names.ts';
import type { FacePicture } from '../augmentation/face-picture.ts';
import { createSkinPainter, paintSkin } from './paint-skin.ts';
import { sampleBackground } from './sample-background.ts';
import { sampleExpression } from './sample-expression.ts';
import { lowerLids, sampleEyes, sampleGaze } from './sample-eyes.ts';
import { hairOffsets, sampleLight, samplePose } from './sample-face.ts';
import { sampleShape } from './sample-person.ts';
import type { Wardrobe } from './wardrobe.ts';

const SAMPLES = 2;
/** A virtual photograph, px; crops are cut out of it. */
const PHOTO_FOCAL = 1000;
/** Which person, how often, and how crops are cut. */
export interface FaceRequest {
  readonly seed: number;
  readonly crops: number;
  readonly alignment: Alignment;
}

/** Times the cover of the lashes' picture: from fair ones to painted ones. */
const LASH_DENSITIES = [0.3, 2.5] as const;
/** Photographers expose for the face: so much of what a skin is darker than usual the exposure makes up for. */
const EXPOSED_SHARE = 0.6;
const USUAL_LUMINANCE = 0.25;

/** Renders people, a few crops of each, all from one seed, as a faultless camera would see them. */
export function createFaceSampler(
  kernels: Kernels,
  decoder: MorphableDecoder,
  wardrobe: Wardrobe,
): (request: FaceRequest) => FacePicture[] {
  const { head } = decoder;
  const painter = createSkinPainter(head, wardrobe);
  const softScalp = softened(
    head.regions.scalp,
    vertexNeighbours(head.parts[0].vertexCount, head.quads.subarray(0, 4 * head.parts[0].quadCount), 4),
  );
  return ({ seed, crops, alignment }) => {
    const random = createRandom(seed);
    const shape = sampleShape(decoder, random);
    const neutral = decodeNeutral(decoder, shape);
    const skin = paintSkin(painter, random);
    const exposure = (USUAL_LUMINANCE / skin.luminance) ** EXPOSED_SHARE;
    const mark = kernels.memory.mark();
    const parts = { ...wardrobe.parts, eye: sampleEyes(head, wardrobe.parts.eye, random) };
    const lashDensity = LASH_DENSITIES[0] + (LASH_DENSITIES[1] - LASH_DENSITIES[0]) * random.uniform();
    const mesh = loadMesh(kernels.memory, headRenderMesh(head, head.template, skin.texture, parts));
    const faces = Array.from({ length: crops }, (): FacePicture => {
      const { expression, jawPose } = sampleExpression(decoder, random);
      const gaze = sampleGaze(random);
      lowerLids(head, gaze, expression);
      const positions = moveFace(decoder, neutral, { shape, expression, jawPose });
      turnEyeballs(head, gaze, positions);
      const points = Float64Array.of(
        ...embeddedPoints(head.embeddings.mediapipe468, positions),
        ...embeddedPoints(head.embeddings.ibug68, positions),
      );
      const light = sampleLight(random).map((x) => x * exposure);
      const { camera, headPose, orthographic } = sampleCrop(points, alignment, random);
      const { normals } = vertexNormals(positions, head.triangles);
      const offsets = hairOffsets(head, softScalp, normals, random);
      const drawn = positions.map((x, i) => x + offsets[i]);
      const scratch = kernels.memory.mark();
      const fine = scaleCamera(camera, SAMPLES, SAMPLES * camera.width, SAMPLES * camera.height);
      const view = viewLoadedMesh(kernels, mesh, drawn, fine);
      const colors = shadeLoadedMesh(kernels, mesh, view, light);
      for (const lashes of wornLashes(wardrobe.lashes, positions, lashDensity))
        drawCards({ ...fine, depth: view.depth, colors }, lashes, fine, light);
      const image = overBackground(colors, sampleBackground(random, ENCODER_INPUT));
      kernels.memory.release(scratch);
      const pixels = project(camera, points);
      const landmarks = new Float64Array((2 * pixels.length) / 3);
      for (let l = 0; l < pixels.length / 3; l++) landmarks.set(pixels.subarray(3 * l, 3 * l + 2), 2 * l);
      return {
        image,
        landmarks,
        codes: { shape, albedo: skin.albedo, expression, headPose, jawPose, camera: orthographic, light },
      };
    });
    kernels.memory.release(mark);
    return faces;
  };
}

/** A camera that sees the face as the encoder's crop would show it, with its pose and scaled orthography. */
function sampleCrop(
  points: Float64Array,
  alignment: Alignment,
  random: Random,
): { camera: Camera; headPose: Float64Array; orthographic: Float64Array } {
  const pose = samplePose(random);
  const upright = multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], pose);
  const depth = 350 * Math.exp(1.7 * random.uniform());
  const off = [0.15 * random.normal() * depth, 0.15 * random.normal() * depth];
  const photo: Camera = {
    width: PHOTO_FOCAL,
    height: PHOTO_FOCAL,
    fx: PHOTO_FOCAL,
    fy: PHOTO_FOCAL,
    cx: 0,
    cy: 0,
    rotation: upright,
    translation: Float64Array.of(off[0], off[1], depth),
  };
  const exact = boxOfLandmarks(project(photo, points.subarray(0, 3 * 468)));
  const box = {
    x: exact.x + 0.03 * exact.size * random.normal(),
    y: exact.y + 0.03 * exact.size * random.normal(),
    size: exact.size * Math.exp(0.07 * random.normal()),
    roll: (alignment === 'landmarks' ? exact.roll : 0) + 0.07 * random.normal(),
  };
  const camera = cropCamera(photo, box, ENCODER_INPUT);
  return { camera, ...orthographicCodes(camera, points) };
}

/** The camera of a crop: its turn goes into the rotation, its place and size into the intrinsics. */
function cropCamera(photo: Camera, box: FaceBox, size: number): Camera {
  const scale = size / box.size;
  const turn = rotationFromAxisAngle(0, 0, -box.roll);
  const translation = new Float64Array(3);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) translation[i] += turn[3 * i + j] * photo.translation[j];
  const [dx, dy] = [photo.cx - box.x, photo.cy - box.y];
  return {
    width: size,
    height: size,
    fx: scale * photo.fx,
    fy: scale * photo.fy,
    cx: size / 2 + scale * (turn[0] * dx + turn[1] * dy),
    cy: size / 2 + scale * (turn[3] * dx + turn[4] * dy),
    rotation: multiply3(turn, photo.rotation),
    translation,
  };
}

/** Pose and scaled orthography that come closest to a perspective camera about the points' middle. */
function orthographicCodes(
  camera: Camera,
  points: Float64Array,
): { headPose: Float64Array; orthographic: Float64Array } {
  const rotation = multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], camera.rotation);
  const count = points.length / 3;
  const mean = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let l = 0; l < count; l++) sum += points[3 * l + k] / count;
    return sum;
  });
  const [x, y, z] = project(camera, mean);
  const scale = (2 * camera.fx) / (z * camera.width);
  const turned = [0, 1].map(
    (i) => rotation[3 * i] * mean[0] + rotation[3 * i + 1] * mean[1] + rotation[3 * i + 2] * mean[2],
  );
  return {
    headPose: Float64Array.from(axisAngleFromRotation(rotation)),
    orthographic: Float64Array.of(
      scale,
      ((2 * x) / camera.width - 1) / scale - turned[0],
      (1 - (2 * y) / camera.height) / scale - turned[1],
    ),
  };
}

/** Averages the fine rendering down over the background. */
function overBackground(colors: ArrayLike<number>, background: LinearImage): LinearImage {
  const { width, height } = background;
  const out = createLinearImage(width, height, 3);
  const weight = 1 / (SAMPLES * SAMPLES);
  const pixel = new Float64Array(4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      pixel.fill(0);
      for (let sy = 0; sy < SAMPLES; sy++)
        for (let sx = 0; sx < SAMPLES; sx++) {
          const from = 4 * ((SAMPLES * y + sy) * SAMPLES * width + SAMPLES * x + sx);
          for (let c = 0; c < 4; c++) pixel[c] += weight * colors[from + c];
        }
      const k = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) out.data[k + c] = pixel[c] + (1 - pixel[3]) * background.data[k + c];
    }
  return out;
}

const SOFTENING_STEPS = 8;

/** A vertex mask with a soft rim inside its old one. */
function softened(mask: Uint8Array, neighbours: readonly Uint32Array[]): Float64Array {
  let soft = Float64Array.from(mask);
  for (let step = 0; step < SOFTENING_STEPS; step++)
    soft = soft.map((x, v) => {
      let sum = x;
      for (const n of neighbours[v]) sum += soft[n];
      return mask[v] * (sum / (1 + neighbours[v].length));
    });
  return soft;
}
