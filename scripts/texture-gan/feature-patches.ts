import { createSkinPainter, paintSkin } from '../../src/deca/training/scenes/paint-skin.ts';
import type { Random } from '../../src/geometry/random.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { srgbFromLinear } from '../../src/image/color.ts';
import type { LinearImage } from '../../src/image/image.ts';

/** Side of a patch, pixels. */
export const PATCH = 28;
/** Skins, of which each gives patches of each kind. */
const PATCHES_OF_SKIN = 12;
/** Middle and side of features in shares of the texture. */
const FEATURES = [
  { x: 0.37, y: 0.295, side: 0.16 },
  { x: 0.63, y: 0.295, side: 0.16 },
  { x: 0.5, y: 0.43, side: 0.19 },
  { x: 0.5, y: 0.57, side: 0.2 },
] as const;

/** Grey pictures of eyes, noses and mouths off painted skins, each a little elsewhere and in its own contrast; -1..1. */
export function featurePatches(random: Random, count: number): Float32Array[] {
  const head = loadBundledHead();
  const painter = createSkinPainter(head, { skins: [], occlusion: new Float32Array(head.albedo.size ** 2).fill(1) });
  const out: Float32Array[] = [];
  while (out.length < count) {
    const { texture } = paintSkin(painter, random);
    for (let k = 0; k < PATCHES_OF_SKIN && out.length < count; k++) {
      const { x, y, side } = FEATURES[k % FEATURES.length];
      const shift = (): number => 0.008 * random.normal();
      out.push(patchOf(texture, { x: x + shift(), y: y + shift(), side: side * (1 + 0.06 * random.normal()) }));
    }
  }
  return out;
}

function patchOf(
  { width, data }: LinearImage,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
): Float32Array {
  const grey = new Float32Array(PATCH * PATCH);
  const step = (side * width) / PATCH;
  const samples = Math.ceil(step);
  for (let i = 0; i < grey.length; i++) {
    let sum = 0;
    for (let k = 0; k < samples * samples; k++) {
      const u = x * width + ((i % PATCH) - PATCH / 2 + ((k % samples) + 0.5) / samples) * step;
      const v = y * width + (Math.floor(i / PATCH) - PATCH / 2 + (Math.floor(k / samples) + 0.5) / samples) * step;
      const texel = 3 * (Math.floor(v) * width + Math.floor(u));
      sum += srgbFromLinear(0.3 * data[texel] + 0.6 * data[texel + 1] + 0.1 * data[texel + 2]);
    }
    grey[i] = sum / samples ** 2;
  }
  const [low, high] = [Math.min(...grey), Math.max(...grey)];
  return grey.map((g) => (2 * (g - low)) / Math.max(0.05, high - low) - 1);
}
