import { type Camera, sidesApart } from '../../geometry/camera.ts';
import { trianglesWhere } from '../../geometry/mesh/mesh.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { indexCopy, type Kernels } from '../../kernels/kernel.ts';
import type { OutlineStage } from '../options/stages.ts';
import { createNormalEquations, type NormalEquations } from '../solvers/normal-equations.ts';
import { withoutDeepBackground } from './edges/deep-background.ts';
import { NO_OUTLINE, type OutlineSamples, outlineSamples, skinShare } from './edges/outline-samples.ts';
import { faceRamp } from './face-ramp.ts';
import { heldFace } from './held-face.ts';
import { longerNeck } from './longer-neck.ts';
import { openNeck } from './open-neck.ts';
import type { CorrectedCameras } from './outline-cameras.ts';
import { type OutlineState, runRound } from './outline-round.ts';
import { identityModes, restrained, type SkinModes } from './skin-modes.ts';
import { smoothModes } from './smooth-modes.ts';
import { unfold } from './unfold.ts';

/** With a smaller share of skin in it, an outline is the hair's: no head's own. */
const LEAST_SKIN = 0.8;

/** A head whose face is fitted, and the views around it. */
export interface OutlineProblem {
  readonly head: HeadModel;
  /** Its skin under the shared expression [>= V, 3] mm. */
  readonly skin: ArrayLike<number>;
  readonly views: readonly OutlineView[];
  /** How their cameras may be corrected; null where they are given. */
  readonly corrected: CorrectedCameras | null;
}

/** A head on its outline. */
export interface OutlinedHead {
  /** [V, 3] mm */
  readonly skin: Float64Array;
  /** Of the views. */
  readonly cameras: readonly Camera[];
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
 * Moves what surrounds a fitted face, the face held, so that the head's outline lies on the photographs': first by the head's
 * identity modes and as a whole, the face standing where it is and its surroundings going over into the new head, then by smooth
 * displacements where there are views enough. There, where the outline is skin's, cameras that were solved for are corrected with it, as
 * far as they go on showing the face where they did; what hair ends at is not the head: it moves cameras astray, foreheads that
 * the views see between their hair, and, where views do not show it from several sides, ears, necks and skulls.
 */
export async function fitOutline(
  kernels: Kernels,
  { head, skin, views, corrected }: OutlineProblem,
  { stage, onStep }: OutlineRun,
): Promise<OutlinedHead> {
  const { memory } = kernels;
  const mark = memory.mark();
  const triangles = skinTriangles(head);
  const skull = indexCopy(
    memory,
    trianglesWhere(triangles, (v) => head.regions.neck[v] === 0),
  );
  const samples = views.map(({ camera, positions, labels }) => {
    if (labels === null) return NO_OUTLINE;
    const believed = withoutDeepBackground(kernels, { positions, triangles: skull }, { camera, labels });
    return samplesOf(camera, believed, stage.spacingMm);
  });
  const isOwn = skinShare(samples) >= LEAST_SKIN;
  const freedom = faceRamp(head, skin, isOwn ? 'outline' : 'pixels');
  const neck = openNeck(head);
  const labelled = views.flatMap(({ camera, labels }) => (labels === null ? [] : { camera, labels }));
  const many = labelled.length >= stage.smooth.leastViews;
  const allRound = many && (isOwn || farthestApart(labelled) >= stage.smooth.hairyApart);
  const shared = {
    kernels,
    views: views.map((view, v) => ({
      ...view,
      samples: samples[v],
      face: heldFace({ ...view, freedom, triangles }),
    })),
    freedom,
    scalp: head.regions.scalp,
    skin: { neck, triangles: indexCopy(memory, triangles) },
    corrected: many && isOwn ? corrected : null,
    onStep,
  };
  const start = Float64Array.from({ length: 3 * freedom.length }, (_, i) => skin[i]);
  const moved = ({ displacement }: Pick<OutlineState, 'displacement'>): Float64Array =>
    displacement.map((d, i) => d + start[i]);
  let state: OutlineState = {
    displacement: many
      ? longerNeck(neck, start, labelled).map((d, i) => d * freedom[Math.floor(i / 3)])
      : new Float64Array(start.length),
    cameras: views.map(({ camera }) => camera),
  };
  const whole = identityModes(head, moved(state));
  const identity = { modes: restrained(whole, freedom), prior: holdFace(whole, freedom, stage.faceMm) };
  state = await runRound(shared, stage.identity, identity, state);
  if (allRound) {
    const modes = smoothModes({ positions: moved(state), freedom }, stage.smooth.prior);
    state = await runRound(shared, stage.smooth, { modes, prior: priorEquations(modes) }, state);
  }
  memory.release(mark);
  const smooth = unfold(triangles, { skin: start, displacement: state.displacement }, freedom);
  return { skin: smooth.map((d, i) => skin[i] + d), cameras: state.cameras };
}

/** Largest angle between sides from which views show a head, degrees. */
function farthestApart(views: readonly { readonly camera: Camera }[]): number {
  const angles = views.flatMap((a) => views.map((b) => sidesApart(a.camera.rotation, b.camera.rotation)));
  return (Math.max(...angles) * 180) / Math.PI;
}

function samplesOf({ width, height, fx, translation }: Camera, labels: Uint8Array, spacingMm: number): OutlineSamples {
  return outlineSamples({ width, height, labels }, Math.max(1, (spacingMm * fx) / translation[2]));
}

/** Steps of a stage with such views, at most. */
export function outlineSteps(
  { identity, smooth }: OutlineStage,
  views: readonly Pick<OutlineView, 'labels'>[],
): number {
  const count = views.filter(({ labels }) => labels !== null).length;
  if (count === 0) return 0;
  return identity.scalesMm.length + (count < smooth.leastViews ? 0 : smooth.scalesMm.length);
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
