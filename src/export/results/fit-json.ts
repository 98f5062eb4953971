import { BONES } from '../../asm/bones.ts';
import { EXPRESSIVE_BONES } from '../../asm/expression-bones.ts';
import { ASM_GROUPS, groupOf } from '../../asm/parameters.ts';
import type { Capture } from '../../capture/load-capture.ts';
import { captureFrame } from '../../fitting/finish/capture-frame.ts';
import { type CaptureView, captureViews } from '../../fitting/finish/capture-views.ts';
import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import type { FitOptions } from '../../fitting/options/fit-options.ts';
import { presetRecord } from '../../fitting/options/preset-record.ts';
import type { StageTime } from '../../fitting/progress/stage-clock.ts';
import { eyeballs } from '../../head/anatomy/eyes/eyeballs.ts';
import { embeddedPoints } from '../../head/head-model.ts';
import type { InfluenceLoss } from '../rig/weights/solve-weights.ts';
import type { DetailFiles } from './detail-files.ts';
import { eyesJson, gazeJson } from './eyes-json.ts';
import { frameJson } from './head-frames.ts';
import { photographName } from './photograph-files.ts';
import { FIT_VERSION } from './read/fit-document.ts';

/** What `fit.json` says beside the fit itself: by what, of what, how, and in what time. */
export interface FitCircumstances {
  readonly tool: { readonly name: string; readonly version: string };
  readonly capture: Capture;
  readonly options: FitOptions;
  readonly influenceLoss: InfluenceLoss;
  readonly detail: DetailFiles | null;
  readonly stages: readonly StageTime[];
}

/** The document of `fit.json` (docs/output-format.md). */
export function fitJson(described: DescribedFit, circumstances: FitCircumstances): Record<string, unknown> {
  const { fitted, texture, skin, hair } = described;
  const { head, initial, positions } = fitted;
  const { tool, capture, options, influenceLoss, detail, stages } = circumstances;
  const { layout } = fitted.asm.model;
  const frame = captureFrame(
    capture,
    fitted.observed.used.map(({ view }) => view),
    fitted.cameras,
  );
  return {
    version: FIT_VERSION,
    tool,
    head: head.name,
    seed: options.seed,
    options,
    settings: presetRecord(fitted.preset),
    kernels: described.kernels,
    networks: described.networks,
    capture: {
      unit: capture.unit,
      film: capture.film,
      views: capture.views.map((view) => ({ image: view.name, width: view.image.width, height: view.image.height })),
    },
    methods: {
      deca: {
        mesh: 'deca.obj',
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, initial.positions), 3),
        parameters: { method: initial.method, coefficients: rounded(initial.coefficients) },
      },
      asm: {
        mesh: 'captured.obj',
        rest: options.keepExpression
          ? { mesh: 'head.obj', expression: 'captured' }
          : { mesh: 'head.obj', expression: 'neutral', lids: keptLids(fitted) },
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, positions), 3),
        hairVertices: hair === null ? null : { first: positions.length / 3, count: hair.mesh.positions.length / 3 },
        parameterCount: layout.parameterCount,
        parameters: {
          size: fitted.size,
          coefficients: rounded(fitted.coefficients),
          bones: BONES.map((bone) => bone.name),
          ...Object.fromEntries(
            ASM_GROUPS.map((name) => [name, rounded(groupOf(layout, fitted.asm.result.parameters, name))]),
          ),
        },
        influenceLoss,
        ...(detail === null ? {} : { detail }),
        views: captureViews(capture.views, described).map((view) => viewJson(view, head.expressions.names)),
      },
    },
    frames: { capture: frame === null ? null : frameJson(frame) },
    texture: { size: skin.width, coverage: texture.coverage },
    hair:
      hair === null
        ? null
        : {
            thicknessMeanMm: Number(hair.meanThicknessMm.toFixed(2)),
            coverage: Number(hair.seenShare.toFixed(4)),
            viewsWithOutline: hair.outlined.filter((seen) => seen).length,
          },
    eyes: eyesJson({
      ...described.eyes.look,
      irisRadius: fitted.irisRadius,
      eyeballRadiusMm: eyeballs(head, positions)[0].radius,
    }),
    losses: fitted.losses,
    timing: {
      totalSeconds: stages.reduce((sum, stage) => sum + stage.seconds, 0),
      stages,
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    },
    warnings: described.warnings,
  };
}

/** What of the views' expressions the neutral face keeps, by name. */
function keptLids({ head, neutral }: FittedHead): Record<string, number> {
  const { names } = head.expressions;
  const kept = [...neutral.lids.expression].flatMap((a, k) => (a === 0 ? [] : [[names[k], Number(a.toFixed(4))]]));
  return Object.fromEntries(kept);
}

function viewJson(
  { view, used, landmarks, detectorConfidence }: CaptureView,
  expressionNames: readonly string[],
): Record<string, unknown> {
  const measures = {
    detectorConfidence,
    landmarkRmsPx: landmarks?.rmsPx ?? null,
    landmarkRmsPercentIod: landmarks?.rmsPercentIod ?? null,
  };
  if (used === null) return { image: view.name, used: false, ...measures, photometricPsnrDb: null };
  const { camera, description } = used;
  const { expression, expressionBones, jaw, gaze, psnrDb } = description;
  return {
    image: view.name,
    photo: photographName(view),
    K: [
      [camera.fx, 0, camera.cx],
      [0, camera.fy, camera.cy],
      [0, 0, 1],
    ],
    R: rows(camera.rotation, 3),
    t: Array.from(camera.translation),
    used: true,
    expression: Object.fromEntries(expressionNames.map((label, k) => [label, Number(expression[k].toFixed(4))])),
    expressionBones: Object.fromEntries(
      EXPRESSIVE_BONES.map((bone, x) => [
        BONES[bone].name,
        Array.from(expressionBones.subarray(3 * x, 3 * x + 3), (t) => Number(t.toFixed(3))),
      ]),
    ),
    jaw: {
      rotationDegrees: Array.from(jaw.subarray(0, 3), (r) => Number(((180 / Math.PI) * r).toFixed(3))),
      translationMm: Array.from(jaw.subarray(3), (t) => Number(t.toFixed(3))),
    },
    gaze: gazeJson(gaze),
    ...measures,
    photometricPsnrDb: psnrDb,
  };
}

function rows(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (_, k) => values[width * i + k]),
  );
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => Number(x.toFixed(6)));
}
