import { BONES } from '../../asm/bones.ts';
import { EXPRESSIVE_BONES } from '../../asm/expression-bones.ts';
import { ASM_GROUPS, type AsmGroupName, groupOf } from '../../asm/parameters.ts';
import type { Capture } from '../../capture/load-capture.ts';
import type { BuiltRig } from '../../export/rig/build-rig.ts';
import { fitRig, fitTextures } from '../../export/rig/fit-rig.ts';
import type { InfluenceLoss } from '../../export/rig/weights/solve-weights.ts';
import { type CaptureView, captureViews } from '../../fitting/finish/capture-views.ts';
import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import type { DetailMaps } from '../../fitting/finish/detail-maps.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import type { FitOptions } from '../../fitting/options/fit-options.ts';
import type { LossRecord } from '../../fitting/progress/fit-progress.ts';
import { type StageTime, stageTime } from '../../fitting/progress/stage-clock.ts';
import type { KernelBackend } from '../../kernels/kernel.ts';
import type { NetworkRuntime } from '../../onnx/network-runtime.ts';
import { type HeadMesh, headMesh } from './head-mesh.ts';
import type { RiggedResult } from './rigged-result.ts';
import { type SkinTexture, skinTexture } from './skin-texture.ts';
import { type ViewCamera, viewCamera } from './view-camera.ts';

/** A head fitted to photographs: plain data, with nothing of the fit's memory. */
export interface PhotographFit extends HeadMesh, RiggedResult {
  /** Name of the head model. */
  readonly head: string;
  /** The options that shaped it. */
  readonly options: FitOptions;
  /** Every view of the capture in its order, those that were set aside too. */
  readonly views: readonly FittedView[];
  /** The skin as it was painted from the photographs. */
  readonly texture: SkinTexture;
  /** The first mesh, of which the fit started. */
  readonly initial: InitialMesh;
  /** What the fit solved for. */
  readonly parameters: FitParameters;
  /** Residuals of the skin as maps; null where `detail` was not asked for. */
  readonly detail: DetailMaps | null;
  /** How far the skin moves when its weights are cut to as many influences as the rig has. */
  readonly influenceLoss: InfluenceLoss;
  /** Skin triangles that are turned over; 0 in a sound fit. */
  readonly foldedTriangles: number;
  /** Every step of the fit. */
  readonly losses: readonly LossRecord[];
  /** What it took. */
  readonly timing: FitTiming;
  /** What ran the kernels. */
  readonly kernels: KernelBackend;
  /** What ran the networks. */
  readonly networks: NetworkRuntime;
  /** What is doubtful about the photographs or the fit, in words. */
  readonly warnings: readonly string[];
}

/** A photograph, and how the head lies in it. */
export interface FittedView {
  /** Path of the photograph relative to the capture's folder. */
  readonly name: string;
  /** Position in the capture, counted from 0. */
  readonly index: number;
  /** Whether the fit used it. */
  readonly used: boolean;
  /** Null where it was set aside. */
  readonly camera: ViewCamera | null;
  /** How sure the face detector is that the view shows a person's face, 0..1, below 0.73 with a warning; null where it finds none or landmarks were given. */
  readonly detectorConfidence: number | null;
  /** Root mean square of the landmarks' distances, pixels; null where the view shows none. */
  readonly landmarkRmsPx: number | null;
  /** The same in per cent of the distance between the outer eye corners. */
  readonly landmarkRmsPercentIod: number | null;
  /** Of the re-rendering on the face where nothing lies before it, dB; null where it was set aside or the view shows nothing of the face. */
  readonly psnrDb: number | null;
  /** Strengths of the view's expressions by name; empty where it was set aside. */
  readonly expression: Readonly<Record<string, number>>;
  /** What the view's expression moves bones by beside that, [3] mm by bone; empty where it was set aside. */
  readonly boneTranslations: Readonly<Record<string, Float64Array>>;
}

/** The mesh that a fit starts from. */
export interface InitialMesh {
  /** What made it: an option `init`. */
  readonly method: string;
  /** [V, 3] mm */
  readonly vertices: Float64Array;
}

/** Unknowns of a fit. */
export interface FitParameters {
  /** mm per unit of the bones' parameters: 1, but where given cameras say the size. */
  readonly mmPerUnit: number;
  /** Coefficients of the morphable head: identity, smooth modes, expressions. */
  readonly coefficients: Float64Array;
  /** Names of the bones [B], in the order of `asm`. */
  readonly bones: readonly string[];
  /** The adaptive skinning model's numbers by group, bone by bone (docs/model.md). */
  readonly asm: Readonly<Record<AsmGroupName, Float64Array>>;
}

/** What a fit took. */
export interface FitTiming {
  /** Of all stages. */
  readonly totalSeconds: number;
  /** In the order in which they ran. */
  readonly stages: readonly StageTime[];
}

/** A described fit, its rig, and when the description began by performance.now(). */
export interface TimedFit {
  readonly described: DescribedFit;
  readonly rig: BuiltRig;
  readonly started: number;
}

export async function photographFit(
  capture: Capture,
  options: FitOptions,
  { described, rig: built, started }: TimedFit,
): Promise<PhotographFit> {
  const { fitted, texture, skin } = described;
  const { rig, influenceLoss } = fitRig(described, options, built, await fitTextures(described));
  const stages = [...fitted.stages, stageTime('texture', started)];
  return {
    ...headMesh(fitted.head, fitted.positions),
    name: 'head',
    rig,
    head: fitted.head.name,
    options,
    views: captureViews(capture.views, described).map((view) => fittedView(view, fitted.head.expressions.names)),
    texture: skinTexture(skin, texture, rig),
    initial: { method: fitted.initial.method, vertices: fitted.initial.positions },
    parameters: fitParameters(fitted),
    detail: described.detail,
    influenceLoss,
    foldedTriangles: described.foldedTriangles,
    losses: fitted.losses,
    timing: { totalSeconds: stages.reduce((sum, { seconds }) => sum + seconds, 0), stages },
    kernels: described.kernels,
    networks: described.networks,
    warnings: described.warnings,
  };
}

function fittedView(
  { view, used, landmarks, detectorConfidence }: CaptureView,
  expressionNames: readonly string[],
): FittedView {
  const description = used?.description;
  return {
    name: view.name,
    index: view.index,
    used: used !== null,
    camera: used === null ? null : viewCamera(used.camera),
    detectorConfidence,
    landmarkRmsPx: landmarks?.rmsPx ?? null,
    landmarkRmsPercentIod: landmarks?.rmsPercentIod ?? null,
    psnrDb: description?.psnrDb ?? null,
    expression:
      description === undefined
        ? {}
        : Object.fromEntries(expressionNames.map((name, k) => [name, description.expression[k]])),
    boneTranslations:
      description === undefined
        ? {}
        : Object.fromEntries(
            EXPRESSIVE_BONES.map((bone, x) => [BONES[bone].name, description.expressionBones.slice(3 * x, 3 * x + 3)]),
          ),
  };
}

function fitParameters({ asm, coefficients, size }: FittedHead): FitParameters {
  const { layout } = asm.model;
  const group = (name: AsmGroupName): Float64Array => groupOf(layout, asm.result.parameters, name).slice();
  return {
    mmPerUnit: size,
    coefficients,
    bones: BONES.map(({ name }) => name),
    asm: Object.fromEntries(ASM_GROUPS.map((name) => [name, group(name)])) as Record<AsmGroupName, Float64Array>,
  };
}
