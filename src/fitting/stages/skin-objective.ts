import type { SkinningPairs } from '../../asm/mixture-weights.ts';
import { type Camera, packCamera } from '../../geometry/camera.ts';
import { type HungSkin, JAW_POSE, turnJaw, turnJawBackward } from '../../head/anatomy/jaw.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../kernels/jobs/points/projection.ts';
import { indexCopy, type KernelMemory, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { LandmarkNoise } from '../evidence/landmarks/landmark-noise.ts';
import { sampleVisibility } from '../evidence/pixels/visibility.ts';
import { POINT_SETS, type PointSetName } from '../evidence/point-sets.ts';
import type { WeightedTerm } from '../options/stages.ts';
import { addRowGradient, createResidualRows } from '../terms/residual-rows.ts';
import {
  evaluateTerm,
  type HeldTerm,
  type OpenTerm,
  type SeenGradient,
  type SeenPoints,
  type TermDefinition,
} from '../terms/term.ts';
import { sharedJaw } from '../unknowns/jaw-pose.ts';
import { addRigGradient } from '../unknowns/rig-gradient.ts';
import {
  type BoneReach,
  boneReach,
  NO_REACH,
  type PointsOnSkin,
  pointsOnSkin,
  type SeenOnSkin,
  type Skin,
  type SkinGradient,
  seeOnSkin,
  seeOnSkinBackward,
} from './seen-skin.ts';

/** What a stage that moves the skin looks at. */
export interface SkinEvidence {
  readonly evidence: Evidence;
  readonly noise: LandmarkNoise;
  readonly minCosine: number;
  /** Expression deviations of the views [G, E], held as the morphable stages found them. */
  readonly deviations: Float64Array;
  /** What of the skin hangs on the jaw, its joint where the morphable stages found it. */
  readonly jaw: HungSkin;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** Which terms, on which pictures. */
export interface SkinTerms {
  readonly terms: readonly WeightedTerm[];
  readonly blurMm: number | null;
}

/** Cameras, what views' expressions move bones by: tau [G, X, 3], mm, and jaws [max(1, G), JAW_POSE]. */
export interface ViewState {
  readonly cameras: readonly Camera[];
  readonly boneTranslations: Float64Array;
  readonly jaws: Float64Array;
}

/** The photographs' part of an objective on the skin, opened for a stage. */
export interface OpenObjective {
  readonly kernels: Kernels;
  readonly problem: SkinEvidence;
  /** In kernel memory */
  readonly triangles: Uint32Array;
  readonly sets: Readonly<Record<PointSetName, PointsOnSkin>>;
  readonly terms: readonly { readonly definition: TermDefinition; readonly open: OpenTerm }[];
  readonly seesPixels: boolean;
}

/** What is held between refreshes. */
export interface HeldObjective {
  readonly reach: Readonly<Record<PointSetName, BoneReach>>;
  /** Of the terms, null for those that see nothing. */
  readonly terms: readonly (HeldTerm | null)[];
}

export function openObjective(
  kernels: Kernels,
  problem: SkinEvidence,
  { terms, blurMm }: SkinTerms,
  cameras: readonly Camera[],
): OpenObjective {
  const { evidence, noise, deviations, jaw } = problem;
  const { workingLandmarks: landmarks, bias, points, views, greys, visibility, expressions } = evidence;
  const set = (name: PointSetName): PointsOnSkin => pointsOnSkin(points[name], expressions, deviations, jaw.pivot);
  const pixels = blurMm === null ? null : { views, greys, visibility, samples: points.samples, blurMm, cameras };
  return {
    kernels,
    problem,
    triangles: indexCopy(kernels.memory, problem.triangles),
    sets: { landmarks: set('landmarks'), samples: set('samples'), gaps: set('gaps') },
    terms: terms.map(({ term, weight }) => ({
      definition: term,
      open: term.open({ kernels, landmarks, bias, noise, pixels }, weight),
    })),
    seesPixels: pixels !== null,
  };
}

/** Finds at a state what then holds still. @param before what was held until now */
export function holdObjective(
  objective: OpenObjective,
  { skin, pairs }: { readonly skin: Skin; readonly pairs: SkinningPairs },
  state: ViewState,
  before: HeldObjective | null,
): HeldObjective {
  const { kernels, problem, triangles, sets, terms, seesPixels } = objective;
  const { evidence, minCosine } = problem;
  const posed = posedSkin(objective, skin, state);
  if (seesPixels)
    sampleVisibility(kernels, { cameras: state.cameras, positions: posed, triangles }, evidence.points.samples, {
      minCosine,
      out: evidence.visibility,
    });
  const reachOf = (name: PointSetName): BoneReach =>
    evidence.expressions.groupCount > 0 ? boneReach(sets[name], pairs) : NO_REACH;
  const reach = { landmarks: reachOf('landmarks'), samples: reachOf('samples'), gaps: reachOf('gaps') };
  const see = (name: PointSetName): SeenPoints => {
    const shown = seeOnSkin(kernels.memory, sets[name], skin, { ...state, reach: reach[name] });
    return seenPoints(objective, posed, state, shown.points);
  };
  const looked = new Set(terms.map(({ definition }) => definition.on));
  const seen = new Map(Array.from(looked, (name) => [name, see(name)] as const));
  const held = terms.map(({ definition, open }, t) =>
    open.hold(seen.get(definition.on) as SeenPoints, before?.terms[t] ?? null),
  );
  return { reach, terms: held };
}

/** What the photographs say of a moved skin. */
export interface EvidenceLoss {
  readonly landmark: number;
  readonly photometric: number;
  readonly gradRig: Float64Array;
}

/**
 * The terms of all views at a moved skin.
 * @param out accumulated into
 */
export function evidenceLoss(
  objective: OpenObjective,
  held: HeldObjective,
  { skin, state }: { readonly skin: Skin; readonly state: ViewState },
  out: SkinGradient,
): EvidenceLoss {
  const { kernels, problem, sets, terms } = objective;
  const { memory } = kernels;
  const { rig } = problem.evidence;
  const losses = { landmark: 0, photometric: 0 };
  const gradRig = new Float64Array(rig.parameterCount);
  const posed = posedSkin(objective, skin, state);
  const gradPosed = memory.real(posed.length);
  for (const name of POINT_SETS) {
    const own = terms.flatMap(({ definition }, t) => {
      const term = held.terms[t];
      return term !== null && definition.on === name ? [{ definition, term }] : [];
    });
    if (own.length === 0) continue;
    const motion = { ...state, reach: held.reach[name] };
    const shown = seeOnSkin(memory, sets[name], skin, motion);
    const seen = seenPoints(objective, posed, state, shown.points);
    const count = sets[name].points.count;
    const gradient: SeenGradient = {
      points: shown.points.map((points) => memory.real(points.length)),
      rig: gradRig,
      pixels: memory.real(2 * state.cameras.length * count),
      positions: gradPosed,
    };
    let inPixels = false;
    for (const { definition, term } of own) {
      inPixels ||= term.fused !== undefined;
      losses[definition.reported] += term.fused?.(seen, gradient) ?? rowLoss(memory, term, seen, gradient);
    }
    if (inPixels) projectBack(kernels, seen, gradient);
    seeOnSkinBackward(sets[name], { ...motion, ...shown }, gradient.points, out);
  }
  posedSkinBackward(objective, { skin, state, gradPosed }, out);
  return { ...losses, gradRig };
}

/** The skin with the jaw that all views share [V, 3]: what hides what, and what faces where. */
function posedSkin({ kernels, problem }: OpenObjective, { positions }: Skin, { jaws }: ViewState): RealArray {
  const out = realCopy(kernels.memory, positions);
  turnJaw(problem.jaw, sharedJaw(jaws), out);
  return out;
}

/** Backward of {@link posedSkin}. @param out accumulated into */
function posedSkinBackward(
  { problem }: OpenObjective,
  {
    skin,
    state: { jaws },
    gradPosed,
  }: { readonly skin: Skin; readonly state: ViewState; readonly gradPosed: RealArray },
  out: SkinGradient,
): void {
  const pose = new Float64Array(JAW_POSE);
  const turned = { positions: skin.positions, gradTurned: gradPosed };
  turnJawBackward(problem.jaw, sharedJaw(jaws), turned, { positions: out.positions, pose });
  const count = jaws.length / JAW_POSE;
  for (let i = 0; i < jaws.length; i++) out.jaws[i] += pose[i % JAW_POSE] / count;
}

function seenPoints(
  { problem, triangles }: OpenObjective,
  positions: RealArray,
  { cameras }: ViewState,
  points: SeenOnSkin['points'],
): SeenPoints {
  return { rig: problem.evidence.rig, cameras, points, skin: { positions, triangles } };
}

/** A term's loss and gradient from its rows. */
function rowLoss(memory: KernelMemory, term: HeldTerm, seen: SeenPoints, out: SeenGradient): number {
  const form = term.rows(seen);
  const rows = createResidualRows(memory, seen.points[0].length / 3, seen.cameras.length, form.rowsPerView);
  const loss = evaluateTerm(form, seen, rows);
  addRowGradient(seen.rig, rows, out);
  return loss;
}

/** Takes gradients on pixels to points and rig. */
function projectBack(kernels: Kernels, { rig, cameras, points }: SeenPoints, gradient: SeenGradient): void {
  const { memory } = kernels;
  const count = points[0].length / 3;
  // No term looks at depth.
  const noDepths = memory.real(count);
  const own = points.map((ofView) => memory.real(ofView.length));
  const gradCameras = cameras.map(() => memory.double(CAMERA_GRADIENT));
  kernels.run(
    PROJECT_BACKWARD,
    cameras.map((camera, v) => ({
      camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
      points: points[v],
      count,
      gradPixels: gradient.pixels.subarray(2 * v * count, 2 * (v + 1) * count),
      gradDepths: noDepths,
      gradPoints: own[v],
      gradCamera: gradCameras[v],
    })),
  );
  own.forEach((ofView, v) => {
    const depth = cameras[v].translation[2];
    addRigGradient(rig, v, gradCameras[v], { points: points[v], gradient: ofView, depth, out: gradient.rig });
    for (let i = 0; i < ofView.length; i++) gradient.points[v][i] += ofView[i];
  });
}
