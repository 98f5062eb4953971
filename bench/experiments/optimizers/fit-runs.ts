import { loadFitInput } from '../../../src/api/road/load-fit-input.ts';
import { WHOLE_MODEL } from '../../../src/asm/variant.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import { measureMesh } from '../../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../../src/evaluation/scan-protocols.ts';
import { observeCapture } from '../../../src/fitting/evidence/observe-capture.ts';
import { fittedHead } from '../../../src/fitting/finish/fitted-head.ts';
import { prepareFit } from '../../../src/fitting/fit-capture.ts';
import { FIT_DEFAULTS } from '../../../src/fitting/options/fit-options.ts';
import type { BoneStage } from '../../../src/fitting/options/stages.ts';
import { openBones } from '../../../src/fitting/refine-fit.ts';
import { fitBones } from '../../../src/fitting/stages/bone-stage.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import type { OptimizerName } from '../../../src/optimizers/optimizer.ts';
import { processSeconds } from '../process-seconds.ts';
import type { CaptureWithTruth } from '../true-captures.ts';

/** A descent of the fit's last stage from the morphable head's result. */
export interface FitSetting {
  readonly optimizer: OptimizerName;
  /** Times the stage's learning rates. */
  readonly factor: number;
  /** Whether what is expected of bones and skin is in the loss. */
  readonly regularized: boolean;
  readonly steps: number;
  /** Whether the result is held against the truth. */
  readonly measured: boolean;
}

export interface FitResult extends FitSetting {
  readonly capture: string;
  readonly seed: number;
  /** Of each step; short where it diverged. */
  readonly losses: readonly number[];
  /** Of the process, a step. */
  readonly secondsPerStep: number;
  /** Mean distance by protocol now; null: it diverged, or was not measured. */
  readonly mm: number | null;
}

/** Runs settings, one after the other, from one and the same start. */
export type FitRunner = (setting: FitSetting) => Promise<FitResult>;

const SILENT = { stage: () => {}, step: () => {} };

/**
 * Landmarks, first mesh and morphable stages once; then whatever descents the caller asks for.
 * @param seed of the surface samples
 */
export async function withFitRunner<T>(
  { name, folder, scan }: CaptureWithTruth,
  { views, seed }: { readonly views: readonly number[]; readonly seed: number },
  work: (run: FitRunner) => Promise<T>,
): Promise<T> {
  // One thread: others would spin beside it, and their seconds count.
  const kernels = openKernels(1);
  try {
    const files = { views, ignoreCameras: false, head: 'bundled', signal: null };
    const { capture, head } = await loadFitInput(kernels, folder, files);
    const input = await observeCapture(kernels, capture, head, { ...FIT_DEFAULTS, progress: SILENT });
    const options = { ...FIT_DEFAULTS, seed };
    const prepared = await prepareFit(kernels, input, { options, progress: SILENT });
    const { problem, start, captured } = openBones(prepared, WHOLE_MODEL);
    const last = prepared.preset.bones[prepared.first.method].at(-1) as BoneStage;
    return await work(async (setting) => {
      const losses: number[] = [];
      const began = processSeconds();
      const ran = (): Omit<FitResult, 'mm'> => ({
        ...setting,
        capture: name,
        seed,
        losses,
        secondsPerStep: (processSeconds() - began) / Math.max(1, losses.length),
      });
      try {
        const result = await fitBones(kernels, { ...problem, optimizer: setting.optimizer }, start, {
          stages: [stageOf(last, setting)],
          onStep: (_, __, { total }) => {
            losses.push(total);
          },
        });
        const done = ran();
        if (!setting.measured) return { ...done, mm: null };
        const skin = result.forward.positions;
        const refined = { model: problem.model, result, captured, skin, detail: null, record: prepared.record };
        const { positions } = fittedHead(prepared, refined);
        const mesh = markedHead(head, positions);
        return { ...done, mm: measureMesh(kernels, mesh, scan, SCAN_PROTOCOLS.now).error.meanMm };
      } catch (error) {
        if (!(error instanceof AsmFitError && error.kind === 'diverged')) throw error;
        return { ...ran(), mm: null };
      }
    });
  } finally {
    kernels.close();
  }
}

/** A stage at other rates, for so many steps whatever the loss does, with or without its regularisation. */
export function stageOf(stage: BoneStage, { factor, regularized, steps }: FitSetting): BoneStage {
  const { bones, rig, expression, jaw } = stage.rates;
  const scaled = <Rates extends object>(rates: Rates): Rates =>
    Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, factor * rate])) as Rates;
  const { priors } = stage;
  return {
    ...stage,
    schedule: { ...stage.schedule, steps, patience: steps },
    rates: { bones: scaled(bones), rig: scaled(rig), expression: factor * expression, jaw: scaled(jaw) },
    // The fold guard stays: it keeps a mesh a mesh, and holds nothing to what is expected.
    priors: regularized ? priors : { ...priors, bones: 0, smoothness: 0 },
  };
}
