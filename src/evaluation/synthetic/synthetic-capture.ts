import type { Camera } from '../../geometry/camera.ts';
import { createRandom, type Random } from '../../geometry/random.ts';
import { multiply3, rotationFromEuler } from '../../geometry/rotation.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../image/image.ts';
import { blurred } from '../../kernels/jobs/pixels/gaussian-blur.ts';
import { directionalLight } from '../../render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, type PartImages } from '../../render/mesh/head-mesh.ts';
import { composite, renderMesh } from '../../render/mesh/render-mesh.ts';
import type { TexturedMesh } from '../../render/mesh/textured-mesh.ts';
import { drawEyes, type EyeChoices, lookingMesh, PLAIN_EYES, type SyntheticEyes } from './synthetic-eyes.ts';

export interface SyntheticOptions {
  readonly views: number;
  /** Width and height in pixels. */
  readonly size: number;
  readonly seed: number;
  /** As they ship, and looking ahead, where it is left out. */
  readonly eyes?: EyeChoices;
}

/** What makes photographs harder than they need be. */
export interface PhotoConditions {
  /** Direction, colour and ambient of the light; null: drawn. */
  readonly light: readonly [direction: Triple, color: Triple, ambient: Triple] | null;
  /** Times the sensor's noise. */
  readonly noise: number;
  /** Focal length in image sides; null: drawn in 1.7..2.2. */
  readonly focal: number | null;
  /** A dark bar before a part of the face in every second view. */
  readonly occluded: boolean;
  /** How far the outermost views stand to the sides, degrees. */
  readonly yaw: number;
}
type Triple = readonly [number, number, number];

export const PLAIN_CONDITIONS: PhotoConditions = { light: null, noise: 1, focal: null, occluded: false, yaw: 42 };

/** Someone to be photographed. */
export interface SyntheticPerson {
  readonly mesh: TexturedMesh;
  /** [V, 3] mm, all parts, the face along +z */
  readonly positions: Float64Array;
  /** [68, 3] mm */
  readonly landmarks68: Float64Array;
  /** Mean linear luminance of the skin. */
  readonly luminance: number;
  readonly identity: Float64Array;
  readonly expression: Float64Array;
}

/** A capture whose every unknown is known. Head space is the world. */
export interface SyntheticCapture {
  readonly cameras: readonly Camera[];
  readonly images: readonly LinearImage[];
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [68, 3] mm */
  readonly landmarks68: Float64Array;
  /** SH lighting [9, 3], fixed to the head. */
  readonly light: Float64Array;
  readonly identity: Float64Array;
  readonly expression: Float64Array;
}

/** A capture of a head whose eyes are known too. */
export interface SyntheticHeadCapture extends SyntheticCapture {
  readonly eyes: SyntheticEyes;
}

const TEXTURE_SIZE = 1024;
/** Sensor noise in linear light: variance = READ^2 + SHOT * value. */
const READ_NOISE = 0.001;
const SHOT_NOISE = 2e-5;
/** Photographers expose for the face: mean linear luminance of the skin. */
const SKIN_EXPOSURE = 0.25;

/** Renders the bundled head with random identity, expression, skin, eyes, light, cameras, background and noise. */
export function synthesizeCapture(head: HeadModel, parts: PartImages, options: SyntheticOptions): SyntheticHeadCapture {
  const random = createRandom(options.seed);
  const { eyes, picture } = drawEyes(head, parts.eye, options, options.eyes ?? PLAIN_EYES);
  const person = drawPerson(head, { ...parts, eye: picture }, random, 1);
  const { mesh, luminance, positions, landmarks68, identity, expression } = person;
  const moments = eyes.gazes.map((gaze) => lookingMesh(head, mesh, gaze));
  const taken = photographMoments({ moments, luminance }, random, options.size, PLAIN_CONDITIONS);
  return { ...taken, positions, landmarks68, identity, expression, eyes };
}

/** @param expressiveness times the expressions that are drawn */
export function drawPerson(
  head: HeadModel,
  parts: PartImages,
  random: Random,
  expressiveness: number,
): SyntheticPerson {
  const identity = drawIdentity(head, random);
  const expression = new Float64Array(head.expressions.names.length);
  for (let i = 0; i < 4; i++)
    expression[Math.floor(random.uniform() * expression.length)] = 0.35 * random.uniform() * expressiveness;
  const positions = head.template.slice();
  addModes(positions, head.identity.deltas, identity);
  addModes(positions, head.expressions.deltas, expression);
  const skin = skinTexture(head, random);
  return {
    mesh: headRenderMesh(head, positions, skin, parts),
    positions,
    landmarks68: embeddedPoints(head.embeddings.ibug68, positions),
    luminance: meanLuminance(skin),
    identity,
    expression,
  };
}

/** Coefficients of the identity modes within two standard deviations. */
export function drawIdentity(head: HeadModel, random: Random): Float64Array {
  return Float64Array.from({ length: head.identity.names.length }, () => Math.max(-2, Math.min(2, random.normal())));
}

/** Photographs of someone under drawn light, from drawn places, before drawn backgrounds. */
export function photograph(
  person: SyntheticPerson,
  random: Random,
  { views, size }: Pick<SyntheticOptions, 'views' | 'size'>,
  conditions: PhotoConditions,
): SyntheticCapture {
  const { mesh, luminance, positions, landmarks68, identity, expression } = person;
  const moments = Array.from({ length: views }, () => mesh);
  const taken = photographMoments({ moments, luminance }, random, size, conditions);
  return { ...taken, positions, landmarks68, identity, expression };
}

/** Someone whose face moves from photograph to photograph. */
export interface SyntheticMoments {
  /** Of each view. */
  readonly moments: readonly TexturedMesh[];
  /** Mean linear luminance of the skin. */
  readonly luminance: number;
}

/** As {@link photograph}, one photograph of each moment. @param size pixels */
export function photographMoments(
  { moments, luminance }: SyntheticMoments,
  random: Random,
  size: number,
  conditions: PhotoConditions,
): Pick<SyntheticCapture, 'cameras' | 'images' | 'light'> {
  const exposure = SKIN_EXPOSURE / luminance;
  const drawn: readonly [Triple, Triple, Triple] = [
    [1.2 * random.normal(), 0.6 + 0.5 * random.normal(), 1.6],
    [0.75, 0.72, 0.68],
    [0.4, 0.42, 0.46],
  ];
  const light = directionalLight(...(conditions.light ?? drawn)).map((x) => x * exposure);
  const cameras = sampleCameras(random, { views: moments.length, size }, conditions);
  const images = cameras.map((camera, v) => {
    const image = composite(renderMesh(moments[v], camera, light, 2).image, background(random, size));
    if (conditions.occluded && v % 2 === 1) occlude(image, random);
    for (let i = 0; i < image.data.length; i++) {
      const value = image.data[i];
      const sigma = conditions.noise * Math.sqrt(READ_NOISE ** 2 + SHOT_NOISE * value);
      image.data[i] = Math.max(0, value + sigma * random.normal());
    }
    return image;
  });
  return { cameras, images, light };
}

/** A bar across the picture, a tenth of it wide, somewhere over the middle half. */
function occlude({ width, height, data }: LinearImage, random: Random): void {
  const angle = Math.PI * random.uniform();
  const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
  const offset = 0.2 * (random.uniform() - 0.5) * width;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.abs((x - width / 2) * nx + (y - height / 2) * ny - offset) < 0.05 * width)
        data.fill(0.04, 3 * (y * width + x), 3 * (y * width + x) + 3);
}

/** Over the middle of the chart, where the face lies. */
export function meanLuminance(skin: LinearImage): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(0.25 * skin.height); y < 0.55 * skin.height; y += 4)
    for (let x = Math.floor(0.3 * skin.width); x < 0.7 * skin.width; x += 4) {
      const k = 3 * (y * skin.width + x);
      sum += 0.2126 * skin.data[k] + 0.7152 * skin.data[k + 1] + 0.0722 * skin.data[k + 2];
      count++;
    }
  return sum / count;
}

export function addModes(positions: Float64Array, deltas: Float32Array, coefficients: Float64Array): void {
  coefficients.forEach((a, k) => {
    for (let i = 0; i < positions.length; i++) positions[i] += a * deltas[k * positions.length + i];
  });
}

/** Views fan out from the front: 0, then left and right in turn, with some pitch and roll. */
function sampleCameras(
  random: Random,
  { views, size }: Pick<SyntheticOptions, 'views' | 'size'>,
  conditions: Pick<PhotoConditions, 'focal' | 'yaw'>,
): Camera[] {
  const drawn = 1.7 + 0.5 * random.uniform();
  const focal = size * (conditions.focal ?? drawn);
  const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
  const pairs = Math.max(1, Math.floor(views / 2));
  return Array.from({ length: views }, (_, v) => {
    const rank = Math.ceil(v / 2);
    const side = v % 2 === 1 ? 1 : -1;
    const yaw = side * (rank / pairs) * conditions.yaw + 3 * random.normal();
    const radians = Math.PI / 180;
    const rotation = multiply3(
      rotationFromEuler(0, 0, 4 * random.normal() * radians),
      multiply3(flip, rotationFromEuler(6 * random.normal() * radians, yaw * radians, 0)),
    );
    // The head fills about two thirds of the height.
    const depth = (focal / size) * 330 * (0.95 + 0.1 * random.uniform());
    return {
      width: size,
      height: size,
      fx: focal,
      fy: focal,
      cx: size / 2,
      cy: size / 2,
      rotation,
      translation: Float64Array.of(8 * random.normal(), -15 + 8 * random.normal(), depth),
    };
  });
}

/** The albedo model's skin with blemishes and pores, without which a skin is too smooth to be true. */
export function skinTexture(head: HeadModel, random: Random): LinearImage {
  const base = albedoTexture(head, [0.6 * random.normal(), 0.6 * random.normal(), 0.5 * random.normal()]);
  const size = TEXTURE_SIZE;
  const out = createLinearImage(size, size, 3);
  const noise = (sigma: number): Float32Array => {
    const white = Float32Array.from({ length: size * size }, () => random.normal());
    const field = Float32Array.from(blurred(white, size, size, sigma));
    const rms = Math.sqrt(field.reduce((sum, x) => sum + x * x, 0) / field.length);
    return field.map((x) => x / rms);
  };
  const pores = noise(1.5);
  const mottling = noise(9);
  const patches = noise(28);
  const moles = noise(4);
  const factor = base.width / size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const k = 3 * (Math.floor((y + 0.5) * factor) * base.width + Math.floor((x + 0.5) * factor));
      const mole = Math.max(0, moles[i] - 2.4);
      for (let c = 0; c < 3; c++) {
        const tint = c === 0 ? 0.6 : 1;
        const tone = Math.exp(
          0.015 * pores[i] + 0.035 * tint * mottling[i] + 0.06 * tint * patches[i] - 0.7 * tint * mole,
        );
        out.data[3 * i + c] = Math.min(1, base.data[k + c] * tone);
      }
    }
  return out;
}

function background(random: Random, size: number): LinearImage {
  const out = createLinearImage(size, size, 3);
  const corner = Array.from({ length: 12 }, () => 0.05 + 0.35 * random.uniform());
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (let c = 0; c < 3; c++) {
        const u = x / size;
        const v = y / size;
        out.data[3 * (y * size + x) + c] =
          (corner[c] * (1 - u) + corner[3 + c] * u) * (1 - v) + (corner[6 + c] * (1 - u) + corner[9 + c] * u) * v;
      }
  return out;
}
