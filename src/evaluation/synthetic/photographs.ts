import type { Camera } from '../../geometry/camera.ts';
import type { Random } from '../../geometry/random.ts';
import type { LinearImage } from '../../image/image.ts';
import { directionalLight } from '../../render/light/sh-lighting.ts';
import { composite, createRenderer, type WornPose } from '../../render/mesh/render-mesh.ts';
import type { MeshLook } from '../../render/mesh/textured-mesh.ts';
import type { ZBuffer } from '../../render/raster/rasterize.ts';
import { type Lamp, lampLight, type Shine } from './light/lamp.ts';
import { drawLamps, type LightingKind } from './light/lighting.ts';
import { type BackgroundKind, DRAW_BACKGROUND } from './scene/backgrounds.ts';
import { type CameraConditions, sampleCameras } from './scene/sample-cameras.ts';
import { PLAIN_PORTRAIT } from './synthetic-choices.ts';

/** What makes photographs harder than they need be. */
export interface PhotoConditions extends CameraConditions {
  /** Direction, colour and ambient of the light; null: drawn. */
  readonly light: readonly [direction: Triple, color: Triple, ambient: Triple] | null;
  /** Times the sensor's noise. */
  readonly noise: number;
  /** A dark bar before a part of the face in every second view. */
  readonly occluded: boolean;
  readonly background: BackgroundKind;
  /** What lights the scene beside the soft light. */
  readonly lighting: LightingKind;
}
type Triple = readonly [number, number, number];

export const PLAIN_CONDITIONS: PhotoConditions = {
  light: null,
  noise: 1,
  focal: null,
  focalSpread: 0,
  occluded: false,
  yaw: PLAIN_PORTRAIT.maxYaw,
  pitchSpread: PLAIN_PORTRAIT.pitchSpread,
  rollSpread: PLAIN_PORTRAIT.rollSpread,
  aim: [0, 0, 0],
  distance: 1,
  background: 'plain',
  lighting: 'soft',
};

/** Sensor noise in linear light: variance = READ^2 + SHOT * value. */
const READ_NOISE = 0.001;
const SHOT_NOISE = 2e-5;
/** Photographers expose for the face: mean linear luminance of the skin. */
const SKIN_EXPOSURE = 0.25;
/** Lamps shine on what lies around here, mm. */
const LIT_MIDDLE = [0, -20, -50] as const;

/** Someone whose face moves from photograph to photograph. */
export interface SyntheticMoments {
  /** In all views. */
  readonly look: MeshLook;
  /** Of each view. */
  readonly moments: readonly WornPose[];
  /** What is exposed for: the skin's mean luminance, linear. */
  readonly luminance: number;
  /** What shines of the look's triangles under a lamp: skin as the light has it, or as it is given; none where it is left out. */
  readonly shine?: Shine;
}

/** Photographs, their cameras and their light. */
export interface Photographs {
  readonly cameras: readonly Camera[];
  readonly images: readonly LinearImage[];
  /** SH lighting [9, 3], fixed to the head, beside lamps. */
  readonly light: Float64Array;
  /** Of each view; null for none. */
  readonly lamps: readonly (Lamp | null)[];
}

/** Of photographs along a pixel's side. */
export const PHOTO_SAMPLES = 2;

/** A photograph, and the triangles that its samples see. */
export interface Shot {
  readonly image: LinearImage;
  /** {@link PHOTO_SAMPLES} times as fine. */
  readonly zBuffer: ZBuffer;
}

/** Cameras and light that are set up before someone. */
export interface PhotoSession extends Pick<Photographs, 'cameras' | 'light' | 'lamps'> {
  /** Takes a view's photograph. What it shows beside the person is drawn as it is taken: in the order of the views. */
  take(view: number): Shot;
}

/** Sets up drawn light and cameras at drawn places, for one photograph of each moment before drawn backgrounds. @param size pixels */
export function openSession(
  { look, moments, luminance, shine = () => null }: SyntheticMoments,
  random: Random,
  size: number,
  conditions: PhotoConditions,
): PhotoSession {
  const exposure = SKIN_EXPOSURE / luminance;
  const drawn: readonly [Triple, Triple, Triple] = [
    [1.2 * random.normal(), 0.6 + 0.5 * random.normal(), 1.6],
    [0.75, 0.72, 0.68],
    [0.4, 0.42, 0.46],
  ];
  const soft = directionalLight(...(conditions.light ?? drawn)).map((x) => x * exposure);
  const cameras = sampleCameras(random, { views: moments.length, size }, conditions);
  const { fill, gloss, lampOf } = drawLamps(conditions.lighting, random, { exposure, middle: LIT_MIDDLE });
  const light = soft.map((x) => fill * x);
  const lamps = cameras.map(lampOf);
  const lit = { triangles: look.triangles, middle: LIT_MIDDLE, glossOf: (t: number) => shine(t, gloss) };
  const render = createRenderer(look, PHOTO_SAMPLES);
  const take = (v: number): Shot => {
    const lamp = lamps[v];
    const more = lamp === null ? undefined : lampLight(lamp, lit);
    const { image: rendered, zBuffer } = render(moments[v], cameras[v], light, more);
    const image = composite(rendered, DRAW_BACKGROUND[conditions.background](random, size));
    if (conditions.occluded && v % 2 === 1) occlude(image, random);
    addNoise(image, random, conditions.noise);
    return { image, zBuffer };
  };
  return { cameras, light, lamps, take };
}

/** One photograph of each moment, as {@link openSession} takes them. @param size pixels */
export function photographMoments(
  subject: SyntheticMoments,
  random: Random,
  size: number,
  conditions: PhotoConditions,
): Photographs {
  const { cameras, light, lamps, take } = openSession(subject, random, size, conditions);
  return { cameras, images: cameras.map((_, v) => take(v).image), light, lamps };
}

/** In place. @param factor times the sensor's noise */
function addNoise({ data }: LinearImage, random: Random, factor: number): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    const sigma = factor * Math.sqrt(READ_NOISE ** 2 + SHOT_NOISE * value);
    data[i] = Math.max(0, value + sigma * random.normal());
  }
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
