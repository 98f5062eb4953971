import { smoothNoise } from '../../deca/training/scenes/smooth-noise.ts';
import type { Random } from '../../geometry/random.ts';
import type { SkinRegions } from './skin-regions.ts';

/** How much of a freckle each channel shows. */
const MELANIN = [0.5, 1, 1.4] as const;
/** How much of a pore: a hollow in skin, reddish where it is dark. */
const PORE = [0.7, 1, 1.1] as const;
const MOST_FRECKLES = 1500;
const MOST_MOLES = 8;
const MOST_HAIRS = 40_000;

/** A soft round spot on all channels. */
interface Spot {
  readonly x: number;
  readonly y: number;
  /** Standard deviation, texels. */
  readonly radius: number;
  /** Change of the logarithm at its middle. */
  readonly depth: number;
}

/** Freckles where the sun falls, a few moles anywhere. Sizes are in shares of the texture's side. */
export function drawFreckles(planes: readonly Float32Array[], { size, scalp }: SkinRegions, random: Random): void {
  const freckles = random.uniform() < 0.5 ? Math.floor(MOST_FRECKLES * random.uniform() ** 2) : 0;
  const depth = 0.1 + 0.35 * random.uniform();
  for (let k = 0; k < freckles; k++) {
    const x = size * (0.5 + 0.2 * random.normal());
    const y = size * (0.42 + 0.16 * random.normal());
    drawSpot(planes, size, {
      x,
      y,
      radius: (size / 1024) * (1 + 1.5 * random.uniform()),
      depth: -depth * (0.3 + random.uniform()) * (1 - (scalp[Math.floor(y) * size + Math.floor(x)] ?? 1)),
    });
  }
  const moles = Math.floor(MOST_MOLES * random.uniform());
  for (let k = 0; k < moles; k++)
    drawSpot(planes, size, {
      x: size * random.uniform(),
      y: size * random.uniform(),
      radius: (size / 1024) * (2 + 3 * random.uniform()),
      depth: -0.4 - 0.5 * random.uniform(),
    });
}

/** Pores, denser and deeper here than there, none on lips, few under hair: one to a cell of a jittered grid. */
export function drawPores(planes: readonly Float32Array[], { size, lips, scalp }: SkinRegions, random: Random): void {
  const depth = 0.16 * random.uniform();
  const cell = (size / 1024) * (3.5 + 3.5 * random.uniform());
  const radius = (size / 1024) * (0.55 + 0.5 * random.uniform());
  const where = smoothNoise(random, size, [{ cells: 9, amplitude: 0.7 }]);
  for (let top = 0; top + cell < size; top += cell)
    for (let left = 0; left + cell < size; left += cell) {
      const [x, y] = [left + cell * random.uniform(), top + cell * random.uniform()];
      const own = depth * (0.3 + 0.7 * random.uniform());
      const texel = Math.floor(y) * size + Math.floor(x);
      const share = Math.min(1, 0.6 * Math.exp(where[texel])) * (1 - lips[texel]) * (1 - 0.7 * scalp[texel]);
      if (random.uniform() < share)
        drawSpot(planes, size, { x, y, radius, depth: -own * Math.min(1.5, share + 0.5) }, PORE);
    }
}

function drawSpot(
  planes: readonly Float32Array[],
  size: number,
  { x, y, radius, depth }: Spot,
  channels: readonly number[] = MELANIN,
): void {
  const reach = Math.ceil(3 * radius);
  for (let j = Math.max(0, Math.floor(y) - reach); j <= Math.min(size - 1, Math.floor(y) + reach); j++)
    for (let i = Math.max(0, Math.floor(x) - reach); i <= Math.min(size - 1, Math.floor(x) + reach); i++) {
      const square = ((i + 0.5 - x) ** 2 + (j + 0.5 - y) ** 2) / (2 * radius * radius);
      const fall = depth * Math.exp(-square);
      planes.forEach((plane, c) => {
        plane[j * size + i] += channels[c] * fall;
      });
    }
}

/** A beard from shadow to stubble, and cropped hair on the scalp: short dark or light strokes, mostly downwards. */
export function drawStubble(planes: readonly Float32Array[], regions: SkinRegions, random: Random): void {
  if (random.uniform() < 0.5) drawHairs(planes, regions.size, regions.beard, random);
  if (random.uniform() < 0.7) drawHairs(planes, regions.size, regions.scalp, random);
}

function drawHairs(planes: readonly Float32Array[], size: number, where: Float32Array, random: Random): void {
  const count = Math.floor(MOST_HAIRS * random.uniform() * (size / 1024));
  const length = (size / 1024) * (3 + 9 * random.uniform());
  const depth = (random.uniform() < 0.8 ? -1 : 0.6) * (0.1 + 0.5 * random.uniform());
  const shadow = 0.5 * random.uniform() * depth;
  const thick = smoothNoise(random, size, [{ cells: 12, amplitude: 0.4 }]);
  const lean = smoothNoise(random, size, [{ cells: 6, amplitude: 0.6 }]);
  for (const plane of planes)
    for (let i = 0; i < plane.length; i++) plane[i] += shadow * where[i] * Math.min(1.5, Math.exp(thick[i]));
  for (let k = 0; k < count; k++) {
    const [x, y] = [size * random.uniform(), size * random.uniform()];
    const root = Math.floor(y) * size + Math.floor(x);
    if (random.uniform() > where[root] * Math.exp(thick[root])) continue;
    const angle = lean[root] + 0.35 * random.normal();
    const own = depth * (0.5 + random.uniform());
    for (let t = 0; t < length; t++) {
      const [i, j] = [Math.floor(x + t * Math.sin(angle)), Math.floor(y + t * Math.cos(angle))];
      if (i < 0 || j < 0 || i >= size || j >= size) break;
      for (const plane of planes) plane[j * size + i] += own * (1 - t / length);
    }
  }
}
