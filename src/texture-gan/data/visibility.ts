import { smoothNoise } from '../../deca/training/scenes/smooth-noise.ts';
import { orbitCamera } from '../../geometry/orbit-camera.ts';
import type { Random } from '../../geometry/random.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { createLinearImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { SURE_WEIGHT, type Texels, texelGeometry } from '../../render/texture/texels.ts';
import { observeTexels, textureViews } from '../../render/texture/texture-views.ts';

/** Side of a visibility map, texels. */
export const VISIBILITY_SIZE = 512;
const MOST_VIEWS = 5;
const PIXELS = 640;
const HEIGHT_MM = 340;
const DISTANCE_MM = 800;
/** Chance that hair, a hand or a collar hides part of what the views would show. */
const OCCLUDER_CHANCE = 0.6;

/** Weights of the skin's texels as photographs would leave them: 0 not seen, 1 seen for certain [512, 512]. */
export type Visibility = Float32Array;

/** Maps of one to five cameras about the mean head, as a bake makes them of photographs. */
export function sampleVisibilities(kernels: Kernels, head: HeadModel, random: Random, count: number): Visibility[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const texels = texelGeometry(memory, { head, positions: head.template }, VISIBILITY_SIZE);
  const maps = Array.from({ length: count }, (_, i) => {
    const viewMark = memory.mark();
    const views = 1 + (i % MOST_VIEWS);
    const map = seenBy(kernels, head, texels, sampleCameras(random, views));
    memory.release(viewMark);
    if (random.uniform() < OCCLUDER_CHANCE) hide(map, random);
    return map;
  });
  memory.release(mark);
  return maps;
}

/** Spread over the front, at most 80 degrees to a side; now and then all from one side. */
function sampleCameras(random: Random, count: number): ReturnType<typeof orbitCamera>[] {
  const oneSided = random.uniform() < 0.25;
  return Array.from({ length: count }, (_, k) => {
    const spread = count === 1 ? 0 : -1 + (2 * k) / (count - 1);
    const yaw = (oneSided ? 40 * (1 + spread) : 65 * spread) + 12 * random.normal();
    return orbitCamera({
      yaw: Math.max(-85, Math.min(85, yaw)),
      pitch: 8 * random.normal(),
      distanceMm: DISTANCE_MM,
      heightMm: HEIGHT_MM * (0.9 + 0.3 * random.uniform()),
      pixels: PIXELS,
    });
  });
}

function seenBy(
  kernels: Kernels,
  head: HeadModel,
  texels: Texels,
  cameras: readonly ReturnType<typeof orbitCamera>[],
): Visibility {
  const image = createLinearImage(PIXELS, PIXELS, 3);
  const mask = new Uint8Array(PIXELS * PIXELS).fill(1);
  const views = textureViews(
    kernels,
    head.template,
    skinTriangles(head),
    cameras.map((camera) => ({ image, mask, labels: null, camera })),
  );
  const map = new Float32Array(VISIBILITY_SIZE * VISIBILITY_SIZE);
  const lanes = kernels.memory.real(4 * texels.index.length);
  for (const view of views) {
    observeTexels(kernels, view, texels, lanes);
    for (let i = 0; i < texels.index.length; i++) map[texels.index[i]] += lanes[4 * i + 3];
  }
  return map.map((weight) => Math.min(1, weight / SURE_WEIGHT));
}

/** Holes with soft edges, a tenth to a third of the texture. */
function hide(map: Visibility, random: Random): void {
  const noise = smoothNoise(random, VISIBILITY_SIZE, [
    { cells: 5 + Math.floor(6 * random.uniform()), amplitude: 1 },
    { cells: 40, amplitude: 0.15 },
  ]);
  const from = 0.35 + 0.6 * random.uniform();
  for (let i = 0; i < map.length; i++) map[i] *= Math.min(1, Math.max(0, 1 - (noise[i] - from) / 0.04));
}
