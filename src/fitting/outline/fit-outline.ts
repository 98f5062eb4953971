import type { Camera } from '../../geometry/camera.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { indexCopy, type Kernels } from '../../kernels/kernel.ts';
import type { OutlineRound, OutlineStage } from '../options/stages.ts';
import { createNormalEquations, type NormalEquations, solveStep } from '../solvers/normal-equations.ts';
import { faceRamp } from './face-ramp.ts';
import { longerNeck } from './longer-neck.ts';
import { modelContours } from './model-contour.ts';
import { openNeck } from './open-neck.ts';
import { pairOutline } from './outline-pairs.ts';
import { outlineRows } from './outline-rows.ts';
import { type LabelledView, type OutlineSamples, outlineSamples } from './outline-samples.ts';
import { addOutlineEquations } from './outline-term.ts';
import { displacementOf, identityModes, restrained, type SkinModes } from './skin-modes.ts';
import { smoothModes } from './smooth-modes.ts';
import { unfold } from './unfold.ts';

/** A head whose face is fitted, and the views around it. */
export interface OutlineProblem {
  readonly head: HeadModel;
  /** Its skin under the shared expression [>= V, 3] mm. */
  readonly skin: ArrayLike<number>;
  readonly views: readonly OutlineView[];
}

/** A view and the head as it shows it. */
export interface OutlineView {
  readonly camera: Camera;
  /** [>= V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** The class of each of its pixels; null where nobody knows: the view says nothing. */
  readonly labels: Uint8Array | null;
}

/** How a stage is told of. */
export interface OutlineRun {
  readonly stage: OutlineStage;
  onStep(step: number, loss: number): void | Promise<void>;
}

/**
 * Moves what surrounds a fitted face, cameras and face held, so that the head's outline lies on the photographs': first by the head's
 * identity modes and as a whole, the face standing where it is and its surroundings going over into the new head, then by smooth
 * displacements where there are views enough.
 * @returns the skin [V, 3] mm
 */
export async function fitOutline(
  kernels: Kernels,
  { head, skin, views }: OutlineProblem,
  { stage, onStep }: OutlineRun,
): Promise<Float64Array> {
  const { memory } = kernels;
  const outlined = views.flatMap(({ camera, positions, labels }): OutlinedView[] => {
    if (labels === null) return [];
    const view: LabelledView = { width: camera.width, height: camera.height, labels };
    const spacing = Math.max(1, (stage.spacingMm * camera.fx) / camera.translation[2]);
    return [{ camera, positions, labels, samples: outlineSamples(view, spacing) }];
  });
  const mark = memory.mark();
  const freedom = faceRamp(head, skin);
  const neck = openNeck(head);
  const shared = {
    kernels,
    views: outlined,
    freedom,
    scalp: head.regions.scalp,
    skin: { neck, triangles: indexCopy(memory, skinTriangles(head)) },
    onStep,
  };
  const many = outlined.length >= stage.smooth.leastViews;
  const start = Float64Array.from({ length: 3 * freedom.length }, (_, i) => skin[i]);
  let displacement: Float64Array = many
    ? longerNeck(neck, start, outlined).map((d, i) => d * freedom[Math.floor(i / 3)])
    : new Float64Array(start.length);
  const whole = identityModes(
    head,
    displacement.map((d, i) => d + start[i]),
  );
  const held = holdFace(whole, freedom, stage.faceMm);
  displacement = await runRound(shared, stage.identity, {
    modes: restrained(whole, freedom),
    prior: held,
    displacement,
  });
  if (many) {
    const modes = smoothModes({ positions: displacement.map((d, i) => d + start[i]), freedom }, stage.smooth.prior);
    displacement = await runRound(shared, stage.smooth, { modes, prior: priorEquations(modes), displacement });
  }
  memory.release(mark);
  const smooth = unfold(skinTriangles(head), { skin: start, displacement }, freedom);
  return smooth.map((d, i) => skin[i] + d);
}

/** Steps of a stage with such views. */
export function outlineSteps(
  { identity, smooth }: OutlineStage,
  views: readonly Pick<OutlineView, 'labels'>[],
): number {
  const count = views.filter(({ labels }) => labels !== null).length;
  if (count === 0) return 0;
  return identity.scalesMm.length + (count < smooth.leastViews ? 0 : smooth.scalesMm.length);
}

interface OutlinedView {
  readonly camera: Camera;
  readonly positions: ArrayLike<number>;
  readonly labels: Uint8Array;
  readonly samples: OutlineSamples;
}

interface SharedOutline {
  readonly kernels: Kernels;
  readonly views: readonly OutlinedView[];
  readonly freedom: Float64Array;
  readonly scalp: Uint8Array;
  readonly skin: Parameters<typeof modelContours>[1];
  onStep(step: number, loss: number): void | Promise<void>;
}

/** The modes of a round, what is expected of them, and what earlier rounds displaced. */
interface OpenRound {
  readonly modes: SkinModes;
  readonly prior: NormalEquations;
  readonly displacement: Float64Array;
}

/** Reweighted least squares, contours and pairs found anew before each step, the robust scale falling. */
async function runRound(
  { kernels, views, freedom, scalp, skin, onStep }: SharedOutline,
  { scalesMm, reachMm, points, hairWeight }: OutlineRound,
  { modes, prior, displacement }: OpenRound,
): Promise<Float64Array> {
  const n = modes.count;
  const coefficients = new Float64Array(n);
  let moved = displacement;
  for (const [step, scaleMm] of scalesMm.entries()) {
    const shown = views.map(({ camera, positions }) => ({ camera, positions: moved.map((d, i) => positions[i] + d) }));
    const contours = modelContours(kernels, skin, shown);
    const rows = outlineRows(
      views.map(({ camera, samples }, v) => ({
        camera,
        samples,
        contour: contours[v],
        pairs: pairOutline(samples, contours[v], camera, reachMm),
      })),
      { freedom, scalp, hairWeight },
    );
    const equations = createNormalEquations(n);
    const loss = addOutlineEquations(rows, modes, { scaleMm, points }, equations);
    await onStep(step, loss);
    addPrior(prior, coefficients, equations);
    const delta = solveStep(kernels, equations, 0, { frozen: new Uint8Array(n), bounds: null });
    if (delta === null) break;
    delta.forEach((x, k) => {
      coefficients[k] += x;
    });
    moved = displacementOf(modes, coefficients).map((d, i) => d + displacement[i]);
  }
  return moved;
}

/** The prior's own equations, quadratic around 0: its Hessian and no gradient. */
function priorEquations({ count, precision }: SkinModes): NormalEquations {
  const out = createNormalEquations(count);
  for (let k = 0; k < count; k++) out.hessian[k * count + k] = precision[k];
  return out;
}

/** What all of the held face counts as. */
const FACE_POINTS = 100;

/** Modes that may not move the face: |m(v)|^2/(2 sigma^2) on its vertices, beside their prior. */
function holdFace(modes: SkinModes, freedom: Float64Array, sigmaMm: number): NormalEquations {
  const { count, rows } = modes;
  const out = priorEquations(modes);
  const face = Array.from(freedom.keys()).filter((v) => freedom[v] === 0);
  const stride = Math.ceil(face.length / 300);
  const kept = face.filter((_, i) => i % stride === 0);
  const weight = FACE_POINTS / (kept.length * sigmaMm ** 2);
  for (const v of kept)
    for (let i = 3 * v; i < 3 * v + 3; i++)
      for (let a = 0; a < count; a++) {
        const x = weight * rows[i * count + a];
        for (let b = 0; b <= a; b++) out.hessian[a * count + b] += x * rows[i * count + b];
      }
  return out;
}

/** Adds a quadratic around 0 at coefficients: H, and H x to the gradient. */
function addPrior(prior: NormalEquations, at: Float64Array, { hessian, gradient }: NormalEquations): void {
  const n = at.length;
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      const x = prior.hessian[a * n + b];
      if (x === 0) continue;
      hessian[a * n + b] += x;
      gradient[a] += x * at[b];
      if (a !== b) gradient[b] += x * at[a];
    }
}
