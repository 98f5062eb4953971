import { readFileSync } from 'node:fs';
import { BONES } from '../../asm/bones.ts';
import { EXPRESSIVE_BONES } from '../../asm/expression-bones.ts';
import { ASM_GROUPS, groupOf } from '../../asm/parameters.ts';
import type { Capture } from '../../capture/load-capture.ts';
import { toWorkingCamera } from '../../capture/working-view.ts';
import { expressionCoefficients, type FittedHead } from '../../fitting/finish/fitted-head.ts';
import { setAsideError } from '../../fitting/finish/set-aside-error.ts';
import type { FitOptions } from '../../fitting/options/fit-options.ts';
import { PRESETS } from '../../fitting/options/presets.ts';
import { stageTime } from '../../fitting/progress/stage-clock.ts';
import { foldedTriangles } from '../../fitting/terms/fold-guard.ts';

import { deviationOf } from '../../fitting/unknowns/view-expressions.ts';
import { boneTranslationsOf } from '../../fitting/unknowns/view-mesh.ts';
import { embeddedPoints, skinTriangles } from '../../head/head-model.ts';
import { byteImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { networkRuntime, runtimeWarning } from '../../onnx/onnx-runtime.ts';
import { type BakedTexture, bakeTexture } from '../../render/texture/bake-texture.ts';
import { glbBytes } from '../formats/glb.ts';
import { headObj } from '../formats/head-obj.ts';
import { mtlText } from '../formats/obj.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { reportHtml } from '../report/fit-report.ts';
import { type ViewResult, writeViewSheets } from '../report/view-sheets.ts';
import { buildRiggedHead } from '../rig/rigged-head.ts';
import { writeDetailMaps } from './detail-maps.ts';

const FIT_VERSION = 1;
/** Views of one person end within 3 dB of their median, one mirrored among five 6 dB below. */
const ODD_VIEW_DB = 5;
const MIN_COMPARED = 3;

export interface FitSummary {
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** Writes everything a fit leaves behind (docs/output-format.md) and returns what to print. */
export async function writeFitResults(
  capture: Capture,
  fitted: FittedHead,
  options: FitOptions,
  kernels: Kernels,
  tool: { readonly name: string; readonly version: string },
  folder: OutputFolder,
  onStage: (name: string) => void,
): Promise<FitSummary> {
  const started = performance.now();
  const { head, positions } = fitted;
  const preset = PRESETS[options.preset];
  onStage('texture');
  const workingCameras = fitted.cameras.map((camera, v) => toWorkingCamera(camera, fitted.working[v]));
  const baked = bakeTexture(
    kernels,
    head,
    positions,
    fitted.working.map((view, v) => ({ image: view.image, mask: view.mask, camera: workingCameras[v] })),
    preset.textureSize,
  );
  onStage('export');
  const encoding = encodePng(byteImage(baked.albedo));
  const parts = { eye: head.partTextures.eye, teeth: head.partTextures.teeth, tongue: head.partTextures.tongue };
  for (const [name, path] of Object.entries(parts)) folder.write(`textures/${name}.png`, readFileSync(path));
  const { head: rig, influenceLoss } = buildRiggedHead(
    fitted.asm.model,
    fitted.asm.result.forward,
    positions,
    fitted.size,
  );
  const skinPng = await encoding;
  folder.write('textures/skin.png', skinPng);
  const png = (bytes: Uint8Array) => ({ bytes, mime: 'image/png' });
  const textures = {
    skin: png(skinPng),
    eye: png(readFileSync(parts.eye)),
    teeth: png(readFileSync(parts.teeth)),
    tongue: png(readFileSync(parts.tongue)),
  };
  folder.write('head.glb', await glbBytes({ ...rig, textures }));
  folder.write('head.obj', headObj(head, positions, 'head.mtl'));
  folder.write(
    'head.mtl',
    mtlText(Object.fromEntries(['skin', 'eye', 'teeth', 'tongue'].map((name) => [name, `textures/${name}.png`]))),
  );
  const detail =
    fitted.detail === null
      ? null
      : await writeDetailMaps(kernels, head, fitted.detail, positions, preset.textureSize, folder);
  folder.write('deca.obj', headObj(head, fitted.initial.positions, 'head.mtl'));
  const views = await writeViewSheets(kernels, fitted, workingCameras, baked, preset.sheetHalvings, folder);
  const stages = [...fitted.stages, stageTime('texture and export', started)];
  const totalSeconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const warnings = [...fitted.warnings];
  warnings.push(...pixelWarnings(views));
  const { fallback } = kernels.backend;
  if (fallback !== null) warnings.push(`slower than it could be: ${fallback}`);
  const networks = await networkRuntime();
  const slow = runtimeWarning(networks);
  if (slow !== null) warnings.push(slow);
  const folded = foldedTriangles(skinTriangles(head), positions, scaled(fitted.asm.model.template, fitted.size));
  if (folded > 0) warnings.push(`${folded} of ${skinTriangles(head).length / 3} skin triangles are folded`);
  const json = {
    version: FIT_VERSION,
    tool,
    head: head.name,
    seed: options.seed,
    options,
    kernels: kernels.backend,
    networks,
    capture: {
      unit: capture.unit,
      views: capture.views.map((view) => ({ image: view.name, width: view.image.width, height: view.image.height })),
    },
    methods: {
      deca: {
        mesh: 'deca.obj',
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, fitted.initial.positions), 3),
        parameters: { method: fitted.initial.method, coefficients: rounded(fitted.initial.coefficients) },
      },
      asm: {
        mesh: 'head.obj',
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, positions), 3),
        parameterCount: fitted.asm.model.layout.parameterCount,
        parameters: {
          size: fitted.size,
          coefficients: rounded(fitted.coefficients),
          bones: BONES.map((bone) => bone.name),
          ...Object.fromEntries(
            ASM_GROUPS.map((name) => [
              name,
              rounded(groupOf(fitted.asm.model.layout, fitted.asm.result.parameters, name)),
            ]),
          ),
        },
        influenceLoss,
        ...(detail === null ? {} : { detail }),
        views: describeViews(capture, fitted, views),
      },
    },
    texture: { size: preset.textureSize, coverage: baked.coverage },
    losses: fitted.losses,
    timing: { totalSeconds, stages, peakMemoryMb: process.resourceUsage().maxRSS / 1024 },
    warnings,
  };
  folder.write('fit.json', `${JSON.stringify(json, null, 1)}\n`);
  const facts = summaryFacts(fitted, views, baked, influenceLoss, totalSeconds);
  folder.write(
    'report.html',
    reportHtml({
      title: `asm-fit: ${capture.folder.split(/[\\/]/).filter(Boolean).pop() ?? 'capture'}`,
      facts,
      views: views.map((view) => ({ name: view.name, caption: view.caption, picture: view.picture })),
      stages,
      warnings,
    }),
  );
  return { json, text: facts.map(([label, value]) => `${label}: ${value}`).join('\n') };
}

/** Views whose pixels the head does not explain, against the others. */
export function pixelWarnings(views: readonly Pick<ViewResult, 'name' | 'psnrDb'>[]): string[] {
  const known = views.flatMap(({ psnrDb }) => (psnrDb === null ? [] : [psnrDb])).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)];
  return views.flatMap(({ name, psnrDb }) => {
    if (psnrDb === null) return [`${name}: the head covers no pixel of this view: its camera does not look at it`];
    if (known.length < MIN_COMPARED || psnrDb > median - ODD_VIEW_DB) return [];
    return [
      `${name}: the head looks unlike this view, ${(median - psnrDb).toFixed(0)} dB worse than in the others: a mirrored picture, another person, something before the face, or other light?`,
    ];
  });
}

function describeViews(
  capture: Capture,
  fitted: FittedHead,
  results: readonly ViewResult[],
): Record<string, unknown>[] {
  const shared = expressionCoefficients(fitted.space, fitted.coefficients);
  const expressionOf = (v: number): Record<string, number> => {
    const deviation = deviationOf(fitted.expressions, fitted.deviations, v);
    const names = fitted.head.expressions.names;
    return Object.fromEntries(names.map((name, k) => [name, Number((shared[k] + deviation[k]).toFixed(4))]));
  };
  return capture.views.map((view) => {
    const v = fitted.observed.used.findIndex((entry) => entry.view === view);
    if (v < 0) {
      const left = fitted.observed.unused.find((entry) => entry.view === view);
      const error = left === undefined ? null : setAsideError(fitted, left);
      return {
        image: view.name,
        used: false,
        landmarkRmsPx: error?.rmsPx ?? null,
        landmarkRmsPercentIod: error?.rmsPercentIod ?? null,
        photometricPsnrDb: null,
      };
    }
    const camera = fitted.cameras[v];
    return {
      image: view.name,
      K: [
        [camera.fx, 0, camera.cx],
        [0, camera.fy, camera.cy],
        [0, 0, 1],
      ],
      R: rows(camera.rotation, 3),
      t: Array.from(camera.translation),
      used: true,
      expression: expressionOf(v),
      expressionBones: expressionBones(fitted, v),
      landmarkRmsPx: results[v].rmsPx,
      landmarkRmsPercentIod: results[v].rmsPercentIod,
      photometricPsnrDb: results[v].psnrDb,
    };
  });
}

/** Translations of the expressive bones in a view, mm. */
function expressionBones(fitted: FittedHead, view: number): Record<string, number[]> {
  const translations = boneTranslationsOf(fitted, view);
  return Object.fromEntries(
    EXPRESSIVE_BONES.map((bone, x) => [
      BONES[bone].name,
      Array.from(translations.subarray(3 * x, 3 * x + 3), (t) => Number((t * fitted.size).toFixed(3))),
    ]),
  );
}

function summaryFacts(
  fitted: FittedHead,
  views: readonly ViewResult[],
  baked: BakedTexture,
  influenceLoss: { rmsMm: number; maxMm: number },
  totalSeconds: number,
): [string, string][] {
  const mean = (values: readonly (number | null)[]): number => {
    const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return [
    ['views used', `${views.length} of ${views.length + fitted.observed.unused.length}`],
    [
      'landmarks, mean rms',
      `${mean(views.map((view) => view.rmsPercentIod)).toFixed(2)} % of the inter-ocular distance`,
    ],
    ['re-rendering, mean', `${mean(views.map((view) => view.psnrDb)).toFixed(1)} dB`],
    ['texture seen by a view', `${(100 * baked.coverage).toFixed(0)} %`],
    ['parameters', `${fitted.asm.model.layout.parameterCount}`],
    ['loss by 4 influences', `${influenceLoss.rmsMm.toFixed(3)} mm rms, ${influenceLoss.maxMm.toFixed(2)} mm at most`],
    ['time', `${totalSeconds.toFixed(1)} s`],
  ];
}

function rows(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (_, k) => values[width * i + k]),
  );
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => Number(x.toFixed(6)));
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((x) => x * factor);
}
