import { BACKGROUND, CLOTHES, HAIR, isSkin, OTHER } from '../../../capture/segmentation/classes.ts';
import { cameraCentre } from '../../../geometry/camera.ts';
import { indexCopy, type Kernels } from '../../../kernels/kernel.ts';
import { coveredPixels } from '../../../render/mesh/covered-pixels.ts';
import { bySide } from '../cover/ear-rays.ts';
import type { HairCover } from '../cover/hair-cover.ts';
import { type HairView, pixelAt } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { shellPoints } from '../shell-points.ts';
import { type ShellSphere, towardsEye } from '../shell-sphere.ts';
import type { ShellState, ThicknessRow } from './outline-rows.ts';
import { rayInView } from './ray-in-view.ts';

/** A row that counts for a share of others. */
export interface BesideRow extends ThicknessRow {
  /** 0..1 */
  readonly share: number;
  /** Whether the hair hangs there, or is tucked behind an ear; else it lies around the head. */
  readonly hangs: boolean;
}

/** So far along a ray hair's end is looked for, in such steps, mm. */
const REACH_MM = 120;
const STEP_MM = 1;
/** A shorter run of hair that the shell leaves out is a wisp, mm. */
const LEAST_MM = 8;
/** Background for so long ends hair, mm: strands have gaps. */
const END_MM = 4;
/**
 * The cosine with which a ray leads to the eye or away from it from which on it tells nothing of what lies beside the head: where hair hangs, or is tucked behind an ear,
 * and above, where it lies around the head, which is no box.
 */
const HANGING_ACROSS = 0.7;
const LYING_ACROSS = 0.35;

/** What is known of a head and its hair: whether ears are bare. */
interface HeadInViews {
  readonly head: HeadRadius;
  readonly views: readonly HairView[];
  readonly cover: Pick<HairCover, 'bare'>;
}

/**
 * Hair beside the head that the shell's outline leaves out: behind bare ears and below them the shell ends in skin, and has no outline from which
 * the hair's could be looked for. Along each ray that a view looks across hair goes on to its end at the background, where 8 mm of it at least lie beyond both
 * shell and skin; a ray that would pass before skin that is seen is none of these. A ray counts for 1 - |cos|/c of the angle between it and the eye, seen from above,
 * c 0.7 below bare ears' tops and where hair hangs, 0.35 elsewhere.
 */
export function besideRows(kernels: Kernels, state: ShellState, { head, views, cover }: HeadInViews): BesideRow[] {
  const { triangles } = state.sphere;
  const isHair = (t: number): boolean => [0, 1, 2].every((c) => state.covered[triangles[3 * t + c]] === 1);
  const hanging = hangingLevels(state.sphere, head, cover.bare);
  const { memory } = kernels;
  const mark = memory.mark();
  const shell = {
    positions: state.points,
    triangles: indexCopy(
      memory,
      triangles.filter((_, i) => isHair(Math.floor(i / 3))),
    ),
  };
  const out = views.flatMap((view) => {
    const shown = coveredPixels(kernels, shell, view.camera);
    const missed = view.labels.map((label, k) =>
      label === HAIR && shown[k] === 0 && view.depth[k] === Number.POSITIVE_INFINITY ? 1 : 0,
    );
    return rowsOf(state, view, missed, hanging);
  });
  memory.release(mark);
  return out;
}

/** Below which height hair hangs on the head's right and on its left, mm: the top of an ear that is bare, the lower end of one under hair. */
function hangingLevels(sphere: ShellSphere, head: HeadRadius, bare: ReadonlySet<number>): readonly number[] {
  const skull = shellPoints(sphere, head, new Float64Array(head.skull.length));
  return bySide(sphere, head.ears.through).map((ear) => {
    const heights = ear.map((i) => skull[3 * i + 1]);
    return ear.some((i) => bare.has(i)) ? Math.max(...heights) : Math.min(...heights);
  });
}

/** @param missed pixels of hair beyond shell and skin [h, w] @param hanging levels, right and left */
function rowsOf(state: ShellState, view: HairView, missed: Uint8Array, hanging: readonly number[]): BesideRow[] {
  const out: BesideRow[] = [];
  const { sphere, points, thickness } = state;
  const eye = cameraCentre(view.camera);
  state.covered.forEach((covered, i) => {
    if (covered === 0) return;
    const ray = sphere.directions.subarray(3 * i, 3 * i + 3);
    const away = towardsEye(ray, points.subarray(3 * i, 3 * i + 3), eye);
    const hangs = points[3 * i + 1] < hanging[ray[0] < 0 ? 0 : 1];
    const most = hangs ? HANGING_ACROSS : LYING_ACROSS;
    if (!(away < most)) return;
    const gap = hairBeyond(view, state, i, missed);
    if (gap > 0) out.push({ points: [i], factors: [1], value: thickness[i] + gap, gap, share: 1 - away / most, hangs });
  });
  return out;
}

/** How far beyond a point of the shell hair ends on its ray, mm; 0 where nothing tells. */
function hairBeyond(view: HairView, state: ShellState, i: number, missed: Uint8Array): number {
  const { camera, labels, depth } = view;
  const ray = rayInView(view, state, i);
  let [left, open] = [0, 0];
  for (let gap = 0; gap <= REACH_MM; gap += STEP_MM) {
    const [x, y, z] = ray.at(state.thickness[i] + gap);
    const k = pixelAt(camera, x, y);
    const label = k < 0 ? OTHER : labels[k];
    if (label === CLOTHES || label === OTHER || (isSkin(label) && z < depth[k])) return 0;
    left += missed[k] * STEP_MM;
    open = label === BACKGROUND ? open + STEP_MM : 0;
    if (open >= END_MM) return left >= LEAST_MM ? gap + STEP_MM - open : 0;
  }
  return 0;
}
