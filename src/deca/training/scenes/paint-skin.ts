import { solveCholesky } from '../../../geometry/cholesky.ts';
import type { Random } from '../../../geometry/random.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { albedoTexture } from '../../../render/mesh/head-mesh.ts';
import { logSkin } from '../../../render/texture/skins.ts';
import { vertexMap } from '../../../render/texture/vertex-map.ts';
import { hairColor, paintHair } from './paint-hair.ts';
import { smoothNoise } from './smooth-noise.ts';
import type { Wardrobe } from './wardrobe.ts';

/** What skins are painted with, made once. */
export interface SkinPainter {
  readonly size: number;
  readonly mean: Float32Array;
  /** Albedo modes at full size [K][size, size, 3]. */
  readonly modes: readonly Float32Array[];
  /** Logarithms of the given skins' linear colour [size, size, 3]. */
  readonly skins: readonly Float32Array[];
  /** Coverage of each kind of paint [size, size] in 0..1. */
  readonly scalp: Float32Array;
  readonly beard: Float32Array;
  readonly lips: Float32Array;
  /** Height of what a texel shows on the mean head [size, size] mm. */
  readonly height: Float32Array;
  readonly occlusion: Float32Array;
  /** Texels by which a skin is told in albedo codes, and the modes' normal matrix over them [K, K]. */
  readonly texels: readonly number[];
  readonly normal: Float64Array;
}

/** Every so many texels of the face tell a skin's albedo code. */
const TEXEL_STEP = 37;

export function createSkinPainter(
  head: HeadModel,
  { skins, occlusion }: Pick<Wardrobe, 'skins' | 'occlusion'>,
): SkinPainter {
  const { modeCount, size, mean } = head.albedo;
  const unit = (k: number): Float32Array => {
    const coefficients = new Float64Array(modeCount);
    // albedoTexture clamps; small enough a share of a mode never meets the clamp.
    const share = 0.02;
    coefficients[k] = share;
    return albedoTexture(head, coefficients).data.map((x, i) => (x - mean[i]) / share);
  };
  const { regions, template } = head;
  const heightOf = (v: number): number => template[3 * v + 1];
  const modes = Array.from({ length: modeCount }, (_, k) => unit(k));
  const face = vertexMap(head, size, (v) => regions.face[v]);
  const texels = Array.from(face.keys()).filter((i) => face[i] > 0.5 && i % TEXEL_STEP === 0);
  const normal = new Float64Array(modeCount * modeCount);
  for (const i of texels)
    for (let c = 0; c < 3; c++)
      for (let a = 0; a < modeCount; a++)
        for (let b = 0; b < modeCount; b++) normal[a * modeCount + b] += modes[a][3 * i + c] * modes[b][3 * i + c];
  return {
    size,
    mean,
    modes,
    skins: skins.map((skin) => {
      const planes = logSkin(skin, size);
      return Float32Array.from({ length: 3 * size * size }, (_, i) => planes[i % 3][Math.floor(i / 3)]);
    }),
    scalp: vertexMap(head, size, (v) => regions.scalp[v]),
    beard: vertexMap(head, size, (v) =>
      regions.lips[v] || template[3 * v + 2] < -60
        ? 0
        : smoothStep(heightOf(v), [-45, -58]) * smoothStep(heightOf(v), [-135, -120]),
    ),
    lips: vertexMap(head, size, (v) => regions.lips[v]),
    height: vertexMap(head, size, heightOf),
    occlusion,
    texels,
    normal,
  };
}

/** How a skin is painted; also says what of it the albedo code holds. */
export interface PaintedSkin {
  readonly texture: LinearImage;
  /** [K] */
  readonly albedo: Float64Array;
  /** Mean luminance of the face. */
  readonly luminance: number;
}

const SKIN_CHANCE = 0.8;
const HAIR_CHANCE = 0.85;
const BEARD_CHANCE = 0.25;
const LIPSTICK_CHANCE = 0.2;
const CLOTHES_CHANCE = 0.6;

/** A given skin or one of the albedo model, uneven as skins are, with hair on the scalp, stubble, painted lips, a collar. */
export function paintSkin(painter: SkinPainter, random: Random): PaintedSkin {
  const { size, scalp, beard, lips } = painter;
  const given = random.uniform() < SKIN_CHANCE && painter.skins.length > 0;
  const data = given ? blendOfSkins(painter, random) : modelSkin(painter, random);
  const { albedo, luminance } = albedoOf(painter, data);
  const uneven = smoothNoise(random, size, [
    { cells: 12, amplitude: 0.06 },
    { cells: 48, amplitude: 0.05 },
    { cells: 200, amplitude: 0.03 },
  ]);
  const strands = smoothNoise(random, size, [
    { cells: 160, amplitude: 0.35 },
    { cells: 30, amplitude: 0.25 },
  ]);
  const hair = random.uniform() < HAIR_CHANCE ? hairColor(random, luminance) : null;
  const stubble = random.uniform() < BEARD_CHANCE ? 0.2 + 0.75 * random.uniform() : 0;
  const beardColor = hairColor(random, luminance);
  const lipstick =
    random.uniform() < LIPSTICK_CHANCE ? [0.25 + 0.4 * random.uniform(), 0.03 + 0.1 * random.uniform(), 0.08] : null;
  for (let i = 0; i < size * size; i++) {
    const tone = Math.exp(uneven[i]);
    for (let c = 0; c < 3; c++) data[3 * i + c] *= c === 0 ? 1 + 0.6 * (tone - 1) : tone;
    if (lipstick !== null)
      for (let c = 0; c < 3; c++) data[3 * i + c] += 0.6 * lips[i] * (lipstick[c] - data[3 * i + c]);
  }
  if (stubble > 0) paintHair(data, beardColor, strands, (i, strand) => stubble * beard[i] * Math.min(1, strand));
  if (hair !== null) paintHair(data, hair, strands, (i) => scalp[i]);
  if (random.uniform() < CLOTHES_CHANCE) paintClothes(painter, data, random);
  occlude(painter, data, random.uniform());
  for (let i = 0; i < data.length; i++) data[i] = Math.min(0.98, Math.max(0.004, data[i]));
  return { texture: { width: size, height: size, channels: 3, data }, albedo, luminance };
}

/** One of the given skins or a blend of two, in another tone: between the darkest and the lightest there are all. */
function blendOfSkins({ skins }: SkinPainter, random: Random): Float32Array {
  const pick = (): Float32Array => skins[Math.floor(random.uniform() * skins.length)];
  const [one, other] = [pick(), pick()];
  const share = random.uniform() < 0.5 ? 0.5 * random.uniform() : 0;
  const exposure = 0.2 * random.normal();
  const tint = [0, 1, 2].map(() => exposure + 0.05 * random.normal());
  return one.map((x, i) => Math.exp(x + share * (other[i] - x) + tint[i % 3]));
}

/**
 * mean exp(sum_k a_k mode_k / mean): to first order the albedo model's skin, but a sum of modes would end below 0 where
 * they all darken.
 */
function modelSkin({ mean, modes }: SkinPainter, random: Random): Float32Array {
  const coefficients = modes.map(() => 0.8 * random.normal());
  return mean.map((m, i) => {
    let sum = 0;
    for (let k = 0; k < modes.length; k++) sum += coefficients[k] * modes[k][i];
    return m * Math.exp(Math.max(-1.6, Math.min(0.7, sum / Math.max(0.02, m))));
  });
}

/** Ridge of the albedo code: a skin that the modes cannot say has no large code. */
const ALBEDO_RIDGE = 0.02;

/** The albedo code nearest to a skin, and the skin's mean luminance. */
function albedoOf(
  { texels, mean, modes, normal }: SkinPainter,
  data: Float32Array,
): { albedo: Float64Array; luminance: number } {
  const count = modes.length;
  const moments = new Float64Array(count);
  let luminance = 0;
  for (const i of texels) {
    luminance += (0.2126 * data[3 * i] + 0.7152 * data[3 * i + 1] + 0.0722 * data[3 * i + 2]) / texels.length;
    for (let c = 0; c < 3; c++)
      for (let k = 0; k < count; k++) moments[k] += modes[k][3 * i + c] * (data[3 * i + c] - mean[3 * i + c]);
  }
  const system = normal.slice();
  for (let k = 0; k < count; k++) system[k * count + k] *= 1 + ALBEDO_RIDGE;
  const albedo = solveCholesky(system, moments);
  if (albedo === null) throw new Error('albedo modes must be independent');
  return { albedo, luminance };
}

/** Cloth of one colour up to a collar. */
function paintClothes({ height, size }: SkinPainter, data: Float32Array, random: Random): void {
  const collar = -165 + 15 * random.normal();
  const bright = random.uniform() ** 1.5;
  const color = [0, 1, 2].map(() => 0.02 + 0.8 * bright * (0.4 + 0.6 * random.uniform()));
  const weave = smoothNoise(random, size, [{ cells: 60, amplitude: 0.15 }]);
  for (let i = 0; i < height.length; i++)
    if (height[i] < collar) for (let c = 0; c < 3; c++) data[3 * i + c] = color[c] * Math.exp(weave[i]);
}

/** Darkens sockets, nostrils, the corners of the nose and what lies below the chin, as light from all around does. */
function occlude({ occlusion }: SkinPainter, data: Float32Array, strength: number): void {
  for (let i = 0; i < data.length; i++) data[i] *= 1 - strength * (1 - occlusion[Math.floor(i / 3)]);
}
