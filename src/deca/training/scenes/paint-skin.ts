import type { Random } from '../../../geometry/random.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { albedoTexture } from '../../../render/mesh/head-mesh.ts';
import { vertexMap } from '../../../render/texture/vertex-map.ts';
import { smoothNoise } from './smooth-noise.ts';

/** What skins are painted with, made once. */
export interface SkinPainter {
  readonly size: number;
  readonly mean: Float32Array;
  /** Albedo modes at full size [K][size, size, 3]. */
  readonly modes: readonly Float32Array[];
  /** Coverage of each kind of paint [size, size] in 0..1. */
  readonly scalp: Float32Array;
  readonly beard: Float32Array;
  readonly lips: Float32Array;
}

export function createSkinPainter(head: HeadModel): SkinPainter {
  const { modeCount, size, mean } = head.albedo;
  const unit = (k: number): Float32Array => {
    const coefficients = new Float64Array(modeCount);
    coefficients[k] = 1;
    // albedoTexture clamps; small enough a share of a mode never meets the clamp.
    const share = 0.02;
    coefficients[k] = share;
    return albedoTexture(head, coefficients).data.map((x, i) => (x - mean[i]) / share);
  };
  const { regions, template } = head;
  const height = (v: number): number => template[3 * v + 1];
  return {
    size,
    mean,
    modes: Array.from({ length: modeCount }, (_, k) => unit(k)),
    scalp: vertexMap(head, size, (v) => regions.scalp[v]),
    beard: vertexMap(head, size, (v) =>
      regions.lips[v] || template[3 * v + 2] < -60
        ? 0
        : smoothStep(height(v), [-45, -58]) * smoothStep(height(v), [-135, -120]),
    ),
    lips: vertexMap(head, size, (v) => regions.lips[v]),
  };
}

/** How a skin is painted; also says what of it the albedo code holds. */
export interface PaintedSkin {
  readonly texture: LinearImage;
  /** [K] */
  readonly albedo: Float64Array;
}

const HAIR_CHANCE = 0.85;
const BEARD_CHANCE = 0.25;
const LIPSTICK_CHANCE = 0.2;

/** A skin of the albedo model, uneven as skins are, with hair on the scalp, stubble, painted lips. */
export function paintSkin(painter: SkinPainter, random: Random): PaintedSkin {
  const { size, mean, modes, scalp, beard, lips } = painter;
  const albedo = Float64Array.from(modes, () => 0.8 * random.normal());
  const data = mean.slice();
  modes.forEach((mode, k) => {
    for (let i = 0; i < data.length; i++) data[i] += albedo[k] * mode[i];
  });
  const uneven = smoothNoise(random, size, [
    { cells: 12, amplitude: 0.06 },
    { cells: 48, amplitude: 0.05 },
    { cells: 200, amplitude: 0.03 },
  ]);
  const strands = smoothNoise(random, size, [
    { cells: 160, amplitude: 0.35 },
    { cells: 30, amplitude: 0.25 },
  ]);
  const hair = random.uniform() < HAIR_CHANCE ? hairColor(random) : null;
  const stubble = random.uniform() < BEARD_CHANCE ? 0.2 + 0.75 * random.uniform() : 0;
  const beardColor = hairColor(random);
  const lipstick =
    random.uniform() < LIPSTICK_CHANCE ? [0.25 + 0.4 * random.uniform(), 0.03 + 0.1 * random.uniform(), 0.08] : null;
  for (let i = 0; i < size * size; i++) {
    const tone = Math.exp(uneven[i]);
    const strand = Math.exp(strands[i]);
    const beardHere = stubble * beard[i] * Math.min(1, strand);
    for (let c = 0; c < 3; c++) {
      let x = data[3 * i + c] * (c === 0 ? 1 + 0.6 * (tone - 1) : tone);
      if (lipstick !== null) x += 0.6 * lips[i] * (lipstick[c] - x);
      x += beardHere * (beardColor[c] * strand - x);
      if (hair !== null) x += scalp[i] * (hair[c] * strand - x);
      data[3 * i + c] = Math.min(0.98, Math.max(0.004, x));
    }
  }
  return { texture: { width: size, height: size, channels: 3, data }, albedo };
}

/** From black over brown and red to blond and grey, linear light. */
function hairColor(random: Random): number[] {
  const depth = random.uniform() ** 2;
  const grey = random.uniform() < 0.2 ? random.uniform() : 0;
  const warm = [0.02 + 0.45 * depth, 0.015 + 0.3 * depth, 0.012 + 0.15 * depth * random.uniform()];
  return warm.map((x) => x + grey * (0.3 - x));
}
