import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadFitInput } from '../../src/api/road/load-fit-input.ts';
import { describeFit } from '../../src/fitting/finish/describe-fit.ts';
import { fitCapture } from '../../src/fitting/fit-capture.ts';
import { FIT_DEFAULTS } from '../../src/fitting/options/fit-options.ts';
import { randomStream } from '../../src/geometry/random.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { DARKEST } from '../../src/render/texture/albedo-prior.ts';
import { loadSkins, logSkin, SKIN_SIZE } from '../../src/render/texture/skins.ts';
import { augmentSkin } from '../../src/texture-gan/data/augment-skin.ts';
import { type ChartKit, chartKit, chartOf, type TrainingChart } from '../../src/texture-gan/data/training-chart.ts';
import { sampleVisibilities, VISIBILITY_SIZE, type Visibility } from '../../src/texture-gan/data/visibility.ts';
import { HELD_OUT_SKINS } from '../../src/texture-gan/training/gan-options.ts';

/** A texture of which a part is hidden, and what is hidden is known. */
export interface TextureCase {
  readonly name: string;
  readonly kind: 'skin' | 'capture';
  readonly chart: TrainingChart;
}

/** Streams that training does not use: other masks, other marks. */
const MASK_STREAM = 71;
const SKIN_STREAM = 72;
const NOISE_SEED = 1;

/** Held-out skins as they are and with marks drawn in, each under `masks` maps of what views see. */
export async function skinCases(kernels: Kernels, folder: string, masks: number): Promise<TextureCase[]> {
  const head = loadBundledHead();
  const kit = chartKit(head, SKIN_SIZE);
  const maps = sampleVisibilities(kernels, head, randomStream(1, MASK_STREAM), masks * HELD_OUT_SKINS.length);
  const apart = (await loadSkins(folder)).filter(({ name }) => HELD_OUT_SKINS.some((held) => held === name));
  return apart.flatMap((skin, s) =>
    Array.from({ length: masks }, (_, m) => {
      const marked = m % 2 === 1;
      const truth = marked
        ? augmentSkin([skin], kit.regions, randomStream(1, SKIN_STREAM, s, m))
        : logSkin(skin, SKIN_SIZE);
      const chart = chartOf(kit, truth, maps[s * masks + m], NOISE_SEED);
      return { name: `${skin.name}${marked ? ', marked' : ''}`, kind: 'skin' as const, chart };
    }),
  );
}

/**
 * Captures fitted and painted; then a part of what their photographs show is hidden as fewer photographs would leave it.
 * Only what was seen and is hidden counts.
 */
export async function captureCases(kernels: Kernels, folders: readonly string[]): Promise<TextureCase[]> {
  const head = loadBundledHead();
  const kit = chartKit(head, SKIN_SIZE);
  const maps = sampleVisibilities(kernels, head, randomStream(1, MASK_STREAM, 1), folders.length);
  const cases: TextureCase[] = [];
  for (const [k, folder] of folders.entries()) {
    const files = { views: null, ignoreCameras: false, head: 'bundled', signal: null };
    const input = await loadFitInput(kernels, folder, files);
    const options = { ...FIT_DEFAULTS, preset: 'fast' as const };
    const progress = { stage: () => {}, step: () => {}, done: () => {} };
    const fitted = await fitCapture(kernels, input.capture, input.head, { options, progress });
    const preset = { ...fitted.preset, textureSize: SKIN_SIZE };
    const { texture } = await describeFit(
      kernels,
      { ...fitted, preset },
      { textureSize: null, complete: 'albedo', hair: 'none', keepExpression: true, detail: false },
    );
    cases.push({ name: basename(folder), kind: 'capture', chart: hiddenChart(kit, texture, maps[k]) });
  }
  return cases;
}

function hiddenChart(
  kit: ChartKit,
  { albedo, share }: { readonly albedo: { readonly data: Float32Array }; readonly share: Float32Array },
  map: Visibility,
): TrainingChart {
  const truth = [0, 1, 2].map((c) => share.map((_, i) => Math.log(Math.max(DARKEST, albedo.data[3 * i + c]))));
  const step = SKIN_SIZE / VISIBILITY_SIZE;
  const seen = map.map((weight, i) => {
    const [x, y] = [step * (i % VISIBILITY_SIZE), step * Math.floor(i / VISIBILITY_SIZE)];
    return share[y * SKIN_SIZE + x] >= 1 ? weight : 0;
  });
  const chart = chartOf(kit, truth, seen, NOISE_SEED);
  return { ...chart, missing: chart.missing.map((weight, i) => (share[i] >= 1 ? weight : 0)) };
}

/** Captures of a folder: its folders, links to some included. */
export function captureFolders(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
}
