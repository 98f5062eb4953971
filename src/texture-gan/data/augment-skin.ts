import { smoothNoise } from '../../deca/training/scenes/smooth-noise.ts';
import type { Random } from '../../geometry/random.ts';
import { blurPlane } from '../../image/blur-plane.ts';
import { CHART_END } from '../../render/texture/completion/completion-planes.ts';
import { logSkin, type Skin } from '../../render/texture/skins.ts';
import { drawFreckles, drawPores, drawStubble } from './skin-marks.ts';
import type { SkinRegions } from './skin-regions.ts';

/** How much of the finest grain each channel shows: blood and melanin show least in red. */
const GRAIN_OF_CHANNEL = [0.7, 1, 1.1] as const;

/**
 * A skin that may be: one of the given or a blend of two, mirrored or not, in another tone, under uneven light, with its own
 * detail stronger or weaker, and with pores, freckles, moles, stubble and hair drawn in.
 * @returns log of linear colour, planes [3][size, size]
 */
export function augmentSkin(skins: readonly Skin[], regions: SkinRegions, random: Random): Float32Array[] {
  const { size } = regions;
  const pick = (): Float32Array[] => logSkin(skins[Math.floor(random.uniform() * skins.length)], size);
  const planes = pick();
  if (random.uniform() < 0.5) blend(planes, pick(), 0.6 * random.uniform());
  if (random.uniform() < 0.5) for (const plane of planes) mirror(plane, size);
  sharpen(planes, size, 0.7 + 1.3 * random.uniform());
  tint(planes, size, random);
  addGrain(planes, regions, random);
  drawPores(planes, regions, random);
  drawFreckles(planes, regions, random);
  drawStubble(planes, regions, random);
  for (const plane of planes) for (let i = 0; i < plane.length; i++) plane[i] = Math.min(-0.02, plane[i]);
  return planes;
}

function blend(planes: readonly Float32Array[], others: readonly Float32Array[], share: number): void {
  planes.forEach((plane, c) => {
    for (let i = 0; i < plane.length; i++) plane[i] += share * (others[c][i] - plane[i]);
  });
}

/** The islands below the face's chart lie in their places. */
function mirror(plane: Float32Array, size: number): void {
  for (let y = 0; y < Math.floor(CHART_END * size); y++) plane.subarray(y * size, (y + 1) * size).reverse();
}

/** Detail times a factor. */
function sharpen(planes: readonly Float32Array[], size: number, factor: number): void {
  for (const plane of planes) {
    const low = blurPlane(plane, size, Math.round(size / 128));
    for (let i = 0; i < plane.length; i++) plane[i] = low[i] + factor * (plane[i] - low[i]);
  }
}

/** Another tone, and what is left of the light: smooth, mostly grey. */
function tint(planes: readonly Float32Array[], size: number, random: Random): void {
  const octaves = [
    { cells: 3, amplitude: 0.15 * random.uniform() },
    { cells: 9, amplitude: 0.08 * random.uniform() },
  ];
  const light = smoothNoise(random, size, octaves);
  const exposure = 0.25 * random.normal();
  for (const plane of planes) {
    const tone = exposure + 0.1 * random.normal();
    const own = smoothNoise(random, size, [{ cells: 5, amplitude: 0.04 * random.uniform() }]);
    for (let i = 0; i < plane.length; i++) plane[i] += tone + light[i] + own[i];
  }
}

/** Blotches: noise of 2 to 12 texels, stronger here and weaker there, none on lips. */
function addGrain(planes: readonly Float32Array[], { size, lips }: SkinRegions, random: Random): void {
  const strength = random.uniform() ** 1.5;
  const grain = smoothNoise(random, size, [
    { cells: size / 2, amplitude: 0.05 * strength * random.uniform() },
    { cells: size / 4, amplitude: 0.08 * strength * random.uniform() },
    { cells: Math.round(size / 12), amplitude: 0.08 * strength * random.uniform() },
  ]);
  const where = smoothNoise(random, size, [{ cells: 7, amplitude: 0.5 }]);
  planes.forEach((plane, c) => {
    for (let i = 0; i < plane.length; i++)
      plane[i] += GRAIN_OF_CHANNEL[c] * Math.min(2, Math.exp(where[i])) * (1 - 0.8 * lips[i]) * grain[i];
  });
}
