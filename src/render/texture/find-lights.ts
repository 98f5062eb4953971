import { median } from '../../geometry/median.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { findLamp } from '../light/find-lamp.ts';
import { fitLight } from '../light/fit-light.ts';
import { skinTone, whiteOf } from '../light/skin-tone.ts';
import type { ShapedHead } from '../mesh/head-mesh.ts';
import { albedoTexture } from '../mesh/head-mesh.ts';
import { DARKEST } from './albedo-prior.ts';
import { type CastLight, castLight } from './shading/cast-light.ts';
import { colorsAt, someTexels, type Texels } from './texels.ts';
import { addUnlit, observeSkin, type TextureView } from './texture-views.ts';
import { type ShownTexels, withoutBeard } from './without-beard.ts';

const ALTERNATIONS = 3;
/** Texels that light is found from. */
const LIGHT_TEXELS = 6000;
/** Texels of these between those that a skin's tone is found from. */
const TONE_STRIDE = 5;

/** Lights of views. */
export interface FoundLights {
  /** SH light of each [9, 3]. */
  readonly lights: readonly Float64Array[];
  /** What a lamp and its shadows add to each. */
  readonly cast: readonly CastLight[];
}

/**
 * The light of each view, with the albedo of some of the texels in turns, from the albedo model's in the tone that the photographs tell of. A lamp is told from
 * the model alone: what the views agree on holds its shadows.
 */
export function findLights(
  kernels: Kernels,
  shaped: ShapedHead,
  views: readonly TextureView[],
  texels: Texels,
): FoundLights {
  const { head, positions } = shaped;
  const { memory } = kernels;
  const mark = memory.mark();
  const some = someTexels(memory, texels, Math.max(1, Math.floor(texels.index.length / LIGHT_TEXELS)));
  const count = some.index.length;
  const observed = views.map((view) => {
    const out = memory.real(4 * count);
    observeSkin(kernels, view, some, out);
    return out;
  });
  const samples = observed.map((lanes) => ({
    observed: Float64Array.from({ length: 3 * count }, (_, k) => lanes[4 * Math.floor(k / 3) + (k % 3)]),
    weights: Float64Array.from({ length: count }, (_, i) => Math.sqrt(lanes[4 * i + 3])),
  }));
  const normals = Float64Array.from(some.normals);
  const model = tonedAlbedo(head, some, views, samples);
  const told = withoutBeard(head, some, { normals, albedo: model }, samples);
  const onModel = told.map((sample) => ({ normals, albedo: model, ...sample }));
  let lights = onModel.map(fitLight);
  const lamps = findLamp(
    { positions: some.positions, normals, mesh: { positions, triangles: skinTriangles(head) } },
    onModel.map((sample, v) => ({ samples: sample, light: lights[v], rotation: views[v].camera.rotation })),
  );
  const albedo = model.slice();
  const sum = memory.real(4 * count);
  for (let turn = 1; turn < ALTERNATIONS; turn++) {
    sum.fill(0);
    observed.forEach((lanes, v) => {
      addUnlit(kernels, some, lights[v], { observed: lanes, sum });
    });
    for (let i = 0; i < count; i++)
      if (sum[4 * i + 3] > 0) for (let c = 0; c < 3; c++) albedo[3 * i + c] = sum[4 * i + c] / sum[4 * i + 3];
    // At last a beard tells of the light too: by then its colour is known.
    const shown = turn < ALTERNATIONS - 1 ? told : samples;
    lights = shown.map((sample) => fitLight({ normals, albedo, ...sample }));
  }
  const cast = lamps.map((lamp, v) =>
    lamp === null ? null : castLight(shaped, lamp, lights[v], { ...onModel[v], positions: some.positions }),
  );
  memory.release(mark);
  return { lights, cast };
}

/** The albedo model at texels, as light as {@link skinTone} has it [N, 3]. */
function tonedAlbedo(
  head: HeadModel,
  some: Texels,
  views: readonly TextureView[],
  samples: readonly ShownTexels[],
): Float64Array {
  const mean = colorsAt(some, albedoTexture(head));
  const lighter = colorsAt(some, albedoTexture(head, [1]));
  const toned = (x: number): Float64Array => mean.map((m, k) => Math.max(DARKEST, m + x * (lighter[k] - m)));
  const shown: number[][] = [];
  const seen = new Set<number>();
  samples.forEach(({ observed, weights }, v) => {
    const own = Array.from({ length: Math.floor(weights.length / TONE_STRIDE) }, (_, k) => TONE_STRIDE * k);
    const texels = own.filter((i) => weights[i] > 0);
    if (texels.length === 0) return;
    for (const i of texels) seen.add(i);
    const white = whiteOf(views[v].image);
    shown.push(medianLogs(observed, texels).map((log, c) => log - white[c]));
  });
  if (shown.length === 0) return mean;
  const [r, g, b] = [0, 1, 2].map((c) => shown.reduce((sum, logs) => sum + logs[c], 0) / shown.length);
  const texels = [...seen];
  return toned(skinTone([r, g, b], (x) => medianLogs(toned(x), texels)));
}

/** Medians of log colours over some texels. @param colors [N, 3] */
function medianLogs(colors: Float64Array, texels: readonly number[]): [number, number, number] {
  const middle = (c: number): number => Math.log(Math.max(DARKEST, median(texels.map((i) => colors[3 * i + c]))));
  return [middle(0), middle(1), middle(2)];
}
