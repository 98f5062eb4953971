import type { View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { OutlineCameras } from '../options/stages.ts';
import { addSparseRow, type NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import { freeRig, MAX_RIG_COLUMNS, type RigLayout, rigColumns } from '../unknowns/rig.ts';
import { addHeldFace, type HeldFace } from './held-face.ts';

/** How an outline may correct cameras that were solved for. */
export interface CorrectedCameras {
  readonly rig: RigLayout;
  /** Width s of the Cauchy prior on each focal group's log f about what was solved. */
  readonly zoomSigmas: readonly number[];
  readonly held: OutlineCameras;
}

/**
 * Pictures of one size are supposed to be of one lens where nothing says so, which a face alone can hardly contradict; here each of
 * them has a focal length of its own. Views of a lens that is known go on sharing it.
 */
export function correctedCameras(
  views: readonly Pick<View, 'cameraKey' | 'lensKnown' | 'focalPrior'>[],
  held: OutlineCameras,
): CorrectedCameras {
  const lenses = views.map(({ cameraKey, lensKnown }, v) => (lensKnown ? cameraKey : v));
  const groups = [...new Set(lenses)];
  return {
    rig: freeRig(Int32Array.from(lenses, (lens) => groups.indexOf(lens))),
    zoomSigmas: groups.map((lens) => Math.min(held.zoomSigma, views[lenses.indexOf(lens)].focalPrior.sigmaLog)),
    held,
  };
}

/** Of a camera that stands. */
const HELD = new Int32Array(MAX_RIG_COLUMNS).fill(-1);

/** Where each view's turn, shift and log f are among the unknowns, -1 where they are none. @param first unknown of the cameras */
export function cameraColumns(corrected: CorrectedCameras | null, viewCount: number, first: number): Int32Array[] {
  return Array.from({ length: viewCount }, (_, v) =>
    corrected === null ? HELD : rigColumns(corrected.rig, v).map((column) => (column < 0 ? -1 : first + column)),
  );
}

/** Cameras as they are now and as they were solved, the face in each. */
export interface MovedCameras {
  readonly cameras: readonly Camera[];
  readonly solved: readonly Camera[];
  readonly faces: readonly HeldFace[];
}

/**
 * What holds corrected cameras: the face in each, and for each lens log(1 + x^2/s^2)/2, x = log f/f_solved: focal
 * lengths stand apart only where the outline insists.
 * @param columns of the cameras
 * @param equations added to
 */
export function addCameraPriors(
  { rig, zoomSigmas, held }: CorrectedCameras,
  { cameras, solved, faces }: MovedCameras,
  columns: readonly Int32Array[],
  equations: NormalEquations,
): void {
  faces.forEach((face, v) => {
    addHeldFace(face, { camera: cameras[v], columns: columns[v] }, held, equations);
  });
  zoomSigmas.forEach((sigma, group) => {
    const view = rig.focalGroup.indexOf(group);
    const zoom = { columns: columns[view].subarray(MAX_RIG_COLUMNS - 1), values: [1] };
    const off = Math.log(cameras[view].fx / solved[view].fx);
    addSparseRow(equations, zoom, off, CAUCHY.weight((off / sigma) ** 2) / sigma ** 2);
  });
}
