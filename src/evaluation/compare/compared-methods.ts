import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type AsmVariant, ablationVariants, freeParameterCount, variantName, WHOLE_MODEL } from '../../asm/variant.ts';
import type { Capture, View } from '../../capture/load-capture.ts';
import { dataFolder } from '../../files/package-files.ts';
import type { DetailStage } from '../../fitting/detail/detail-stage.ts';
import { type FitInput, observeCapture, withoutViews } from '../../fitting/evidence/observe-capture.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import type { PreparedFit } from '../../fitting/finish/prepared-fit.ts';
import { FIRST_MESHES } from '../../fitting/first-mesh/first-head.ts';
import type { InitialHead } from '../../fitting/first-mesh/initial-head.ts';
import { type FitRun, prepareFit } from '../../fitting/fit-capture.ts';
import type { InitName } from '../../fitting/options/fit-options.ts';
import { presetFor } from '../../fitting/options/presets.ts';
import { DETAIL } from '../../fitting/options/stage-defaults.ts';
import { completeFit, type FittedModel, fitModel } from '../../fitting/refine-fit.ts';
import { posedShape, sharedJaw } from '../../fitting/unknowns/jaw-pose.ts';
import { createJawRig } from '../../head/anatomy/jaw.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type PosedHead, posedFirst, posedFit } from './posed-head.ts';

/** What a method is: the reports' rows, in this order. */
export interface ComparedMethod {
  readonly key: string;
  readonly name: string;
  readonly posed: PosedHead;
  /** Numbers that the method fits for one person and one expression. */
  readonly parameterCount: number;
  /** Files that the method brings, bytes. */
  readonly modelBytes: number;
  /** Without finding landmarks, which all need. */
  readonly seconds: number;
  /** Whether it is one of the main ones, with pictures. */
  readonly shown: boolean;
}

/** A method's mesh from one view alone. */
export interface SingleViewMesh {
  readonly view: string;
  readonly positions: Float64Array;
}

export interface ComparedFits {
  readonly input: FitInput;
  readonly methods: readonly ComparedMethod[];
  readonly decaAlone: readonly SingleViewMesh[];
  readonly asm: FittedHead;
}

/** The whole model's fit, whose descent the residuals go on from. */
interface WholeFit {
  readonly model: FittedModel;
  /** Of the descent. */
  readonly seconds: number;
  readonly fitted: FittedHead;
}

const MODEL_FILES = {
  head: ['head/head.bin', 'head/people.bin'],
  deca: ['head/head.bin', 'deca/encoder.onnx'],
} as const;

/** How all methods run, and who hears that one is done. */
export interface ComparisonRun extends FitRun {
  onMethod(name: string): void;
}

/** All methods on all views of a capture. */
export async function compareFits(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  run: ComparisonRun,
): Promise<ComparedFits> {
  const input = await observeCapture(kernels, capture, head, { ...run.options, progress: run.progress });
  return methodsOf(kernels, input, ablationVariants(WHOLE_MODEL.mixtures), run);
}

/** The main methods without one view. */
export async function compareWithout(
  kernels: Kernels,
  input: FitInput,
  left: View,
  run: FitRun,
): Promise<readonly ComparedMethod[]> {
  const fits = await methodsOf(kernels, withoutViews(input, [left]), [WHOLE_MODEL], { ...run, onMethod: () => {} });
  return fits.methods.filter(({ shown }) => shown);
}

/** @param variants of the skinning model */
async function methodsOf(
  kernels: Kernels,
  input: FitInput,
  variants: readonly AsmVariant[],
  { options, progress, onMethod }: ComparisonRun,
): Promise<ComparedFits> {
  const { views, space } = input;
  const headBytes = sizeOf(MODEL_FILES.head);
  const shapeCount = space.identityCount + space.smoothCount + space.expressionCount;
  const methods: ComparedMethod[] = [];
  const add = (method: ComparedMethod): void => {
    onMethod(method.name);
    methods.push(method);
  };
  const firstOf = async (init: InitName): Promise<{ first: InitialHead; seconds: number }> => {
    const started = performance.now();
    const first = await firstOn(kernels, input, init);
    return { first, seconds: since(started) };
  };
  const template = await firstOf('template');
  add({
    key: 'template',
    name: 'mean head',
    posed: posedFirst(template.first, views, template.first.own),
    parameterCount: 0,
    modelBytes: headBytes,
    seconds: template.seconds,
    shown: true,
  });
  const prepared = withDetail(
    await prepareFit(kernels, input, { options: { ...options, init: 'deca' }, progress }),
    null,
  );
  const took = (names: readonly string[]): number =>
    prepared.record.stages.reduce((sum, { name, seconds }) => sum + (names.includes(name) ? seconds : 0), 0);
  const decaSeconds = took(['initialise']);
  add({
    key: 'deca',
    name: 'DECA, fused over the views',
    posed: posedFirst(prepared.first, views, prepared.first.own),
    parameterCount: shapeCount,
    modelBytes: sizeOf(MODEL_FILES.deca),
    seconds: decaSeconds,
    shown: true,
  });
  const landmarks = await firstOf('landmarks');
  add({
    key: 'landmarks',
    name: 'landmarks alone',
    posed: posedFirst(landmarks.first, views, landmarks.first),
    parameterCount: shapeCount,
    modelBytes: headBytes,
    seconds: landmarks.seconds,
    shown: true,
  });
  const pixelSeconds = decaSeconds + took(['crop', 'photometric']);
  let whole: WholeFit | null = null;
  for (const variant of variants) {
    const started = performance.now();
    const model = await fitModel(kernels, prepared, variant, progress);
    const seconds = since(started);
    const fitted = await completeFit(kernels, prepared, model, progress);
    const isWhole = variant.mixtures === WHOLE_MODEL.mixtures && variant.freeze.length === 0;
    if (variants.length > 1 && variant === variants[0]) add(morphableMethod(fitted, pixelSeconds));
    if (isWhole) whole = { model, seconds, fitted };
    add({
      key: keyOf(variant),
      name: variantName(variant),
      posed: posedFit(fitted),
      parameterCount: freeParameterCount(fitted.asm.model, variant.freeze),
      modelBytes: headBytes,
      seconds: pixelSeconds + since(started),
      shown: isWhole,
    });
  }
  const { model, seconds, fitted: asm } = whole as WholeFit;
  if (views.length > 1) {
    const started = performance.now();
    const fitted = await completeFit(kernels, withDetail(prepared, DETAIL), model, progress);
    add({
      key: 'asm-detail',
      name: `${variantName(WHOLE_MODEL)}, + residuals`,
      posed: posedFit(fitted),
      parameterCount: freeParameterCount(fitted.asm.model, []) + (fitted.detail?.length ?? 0),
      modelBytes: headBytes,
      seconds: pixelSeconds + seconds + since(started),
      shown: true,
    });
  }
  const decaAlone: SingleViewMesh[] = [];
  if (variants.length > 1 && views.length > 1)
    for (const view of views) {
      const alone = withoutViews(
        input,
        views.filter((other) => other !== view),
      );
      if (alone.observed.used.every(({ observation }) => observation === null)) continue;
      const first = await firstOn(kernels, alone, 'deca');
      decaAlone.push({ view: view.name, positions: posedFirst(first, alone.views, first.own).positions });
    }
  return { input, methods, decaAlone, asm };

  /** The morphable head after the pixels: what the skinning model starts from. */
  function morphableMethod(fitted: FittedHead, seconds: number): ComparedMethod {
    const { coefficients, jaws } = prepared.state;
    const shape = posedShape(fitted.space, createJawRig(fitted.head), coefficients, sharedJaw(jaws));
    const captured = shape.map((x) => x * fitted.size);
    return {
      key: 'morphable',
      name: 'morphable head, pixels',
      posed: { positions: captured, meshes: views.map(() => captured), cameras: fitted.cameras },
      parameterCount: shapeCount,
      modelBytes: headBytes,
      seconds,
      shown: false,
    };
  }
}

/** A first mesh that nobody watches. */
function firstOn(kernels: Kernels, input: FitInput, init: InitName): Promise<InitialHead> {
  return FIRST_MESHES[init](kernels, input, {
    preset: presetFor({ preset: 'balanced', detail: false }, input.views.length),
    onStep: () => {},
  });
}

/** A fit with these residuals, or with none. */
function withDetail(prepared: PreparedFit, detail: DetailStage | null): PreparedFit {
  return { ...prepared, preset: { ...prepared.preset, detail } };
}

function keyOf({ mixtures, freeze }: AsmVariant): string {
  if (freeze.includes('binding') && freeze.includes('weights')) return 'asm-bones';
  if (freeze.includes('weights')) return 'asm-binding';
  if (freeze.includes('binding')) return 'asm-gmm';
  return mixtures === WHOLE_MODEL.mixtures ? 'asm' : `asm-k${mixtures}`;
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(dataFolder(), file)).size, 0);
}

function since(started: number): number {
  return (performance.now() - started) / 1000;
}
