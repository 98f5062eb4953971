import type { Camera } from '../../geometry/camera.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { OutlineRound } from '../options/stages.ts';
import { createNormalEquations, type NormalEquations, solveStep } from '../solvers/normal-equations.ts';
import { moveRig } from '../unknowns/rig.ts';
import { modelContours, type OutlinedSkin } from './edges/model-contour.ts';
import { pairOutline } from './edges/outline-pairs.ts';
import type { OutlineSamples } from './edges/outline-samples.ts';
import type { HeldFace } from './held-face.ts';
import { addCameraPriors, type CorrectedCameras, cameraColumns } from './outline-cameras.ts';
import { outlineRows } from './outline-rows.ts';
import { addOutlineEquations } from './outline-term.ts';
import { displacementOf, type SkinModes } from './skin-modes.ts';

/** A view, the head as it shows it, its outline and the face in it. */
export interface OutlinedView {
  readonly camera: Camera;
  /** [>= V, 3] mm */
  readonly positions: ArrayLike<number>;
  readonly samples: OutlineSamples;
  readonly face: HeldFace;
}

/** What all rounds work on. */
export interface SharedOutline {
  readonly kernels: Kernels;
  readonly views: readonly OutlinedView[];
  readonly freedom: Float64Array;
  readonly scalp: Uint8Array;
  readonly skin: OutlinedSkin;
  /** Null where cameras stand. */
  readonly corrected: CorrectedCameras | null;
  onStep(step: number, loss: number): void | Promise<void>;
}

/** Where a round begins and ends. */
export interface OutlineState {
  /** [V, 3] mm */
  readonly displacement: Float64Array;
  readonly cameras: readonly Camera[];
}

/** The modes of a round and what is expected of them. */
export interface OpenRound {
  readonly modes: SkinModes;
  readonly prior: NormalEquations;
}

/** Reweighted least squares, contours and pairs found anew before each step, the robust scale falling. */
export async function runRound(
  shared: SharedOutline,
  round: OutlineRound,
  { modes, prior }: OpenRound,
  start: OutlineState,
): Promise<OutlineState> {
  const { views, corrected } = shared;
  const n = modes.count;
  const size = n + (corrected?.rig.parameterCount ?? 0);
  const columns = cameraColumns(corrected, views.length, n);
  const [solved, faces] = [views.map(({ camera }) => camera), views.map(({ face }) => face)];
  const coefficients = new Float64Array(n);
  let state = start;
  for (const [step, scaleMm] of round.scalesMm.entries()) {
    const equations = createNormalEquations(size);
    const rows = rowsAt(shared, round, state);
    const loss = addOutlineEquations(rows, { modes, cameras: columns }, { scaleMm, points: round.points }, equations);
    await shared.onStep(step, loss);
    addPrior(prior, coefficients, equations);
    if (corrected !== null) addCameraPriors(corrected, { ...state, solved, faces }, columns, equations);
    const delta = solveStep(shared.kernels, equations, 0, { frozen: new Uint8Array(size), bounds: null });
    if (delta === null) break;
    for (let k = 0; k < n; k++) coefficients[k] += delta[k];
    state = {
      displacement: displacementOf(modes, coefficients).map((d, i) => d + start.displacement[i]),
      cameras: corrected === null ? state.cameras : moveRig(corrected.rig, state.cameras, delta.subarray(n)),
    };
  }
  return state;
}

function rowsAt(
  { kernels, views, freedom, scalp, skin }: SharedOutline,
  { reachMm, hairWeight }: OutlineRound,
  { displacement, cameras }: OutlineState,
): ReturnType<typeof outlineRows> {
  const shown = views.map(({ positions }, v) => ({
    camera: cameras[v],
    positions: displacement.map((d, i) => positions[i] + d),
  }));
  const contours = modelContours(kernels, skin, shown);
  return outlineRows(
    views.map(({ samples }, v) => {
      const [camera, contour] = [cameras[v], contours[v]];
      return { camera, samples, contour, pairs: pairOutline(samples, contour, camera, reachMm) };
    }),
    { freedom, scalp, hairWeight },
  );
}

/** Adds a quadratic around 0 at coefficients, the first unknowns: H, and H x to the gradient. */
function addPrior(prior: NormalEquations, at: Float64Array, { hessian, gradient }: NormalEquations): void {
  const n = at.length;
  const stride = gradient.length;
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      const x = prior.hessian[a * n + b];
      if (x === 0) continue;
      hessian[a * stride + b] += x;
      gradient[a] += x * at[b];
      if (a !== b) gradient[b] += x * at[a];
    }
}
