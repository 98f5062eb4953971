import { Matrix } from 'ml-matrix';
import type { Capture, View } from '../../capture/load-capture.ts';
import { type Camera, cameraCentre } from '../../geometry/camera.ts';
import { multiply3, rotationDistance, transpose3 } from '../../geometry/rotation.ts';
import { applySimilarity, nearestRotation, type Similarity } from '../../geometry/similarity.ts';

/** Cameras that one head lies before agree on where it is by less: the fit leaves hardly anything. */
const MAX_TURN = 0.02;
/** mm */
const MAX_SHIFT = 5;

/**
 * Where the given cameras' frame has the head: x = s R X + t takes head space (mm) to the unit of capture.json. R is the rotation
 * nearest to all R_given^T R_fitted, s what takes the fitted centres' distances to the given ones (1, or 0.001 in m, where the
 * unit is known), t the mean of what is left between the centres.
 * @param cameras fitted, in head space, of the views
 * @returns null where cameras were solved, or where the head moved between the views
 */
export function captureFrame(
  { unit }: Pick<Capture, 'unit'>,
  views: readonly Pick<View, 'camera'>[],
  cameras: readonly Camera[],
): Similarity | null {
  const given = views.map(({ camera }) => camera).filter((camera) => camera !== null);
  if (given.length === 0 || given.length < cameras.length) return null;
  const turns = cameras.map(({ rotation }, v) => multiply3(transpose3(given[v].rotation), rotation));
  const sum = Matrix.zeros(3, 3);
  for (const turn of turns) sum.add(Matrix.from1DArray(3, 3, turn));
  const { rotation } = nearestRotation(sum);
  const from = cameras.map(cameraCentre);
  const to = given.map(cameraCentre);
  const scale = unit === 'mm' || unit === 'm' ? 1 : spread(to) / spread(from) || 1;
  const turned = from.map((c) => applySimilarity({ scale, rotation, translation: new Float64Array(3) }, c));
  const left = to.map((c, v) => c.map((x, k) => x - turned[v][k]));
  const translation = mean(left);
  const apart = Math.max(...left.map((x) => Math.hypot(...x.map((value, k) => value - translation[k]))));
  const bent = Math.max(...turns.map((turn) => rotationDistance(turn, rotation)));
  if (!(bent <= MAX_TURN && apart <= scale * MAX_SHIFT)) return null;
  // Given cameras are in mm where their unit is metres.
  const perMm = unit === 'm' ? 1e-3 : 1;
  return { scale: scale * perMm, rotation, translation: Float64Array.from(translation, (x) => perMm * x) };
}

function mean(points: readonly (readonly number[])[]): number[] {
  return [0, 1, 2].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
}

/** Root of the summed squared distances from their middle. */
function spread(points: readonly (readonly number[])[]): number {
  const middle = mean(points);
  return Math.sqrt(points.reduce((sum, point) => sum + point.reduce((s, x, k) => s + (x - middle[k]) ** 2, 0), 0));
}
