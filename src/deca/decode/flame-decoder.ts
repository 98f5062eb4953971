import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { FlameModel } from '../import/read-flame.ts';
import { CONTOUR_ROWS, type FlameLandmarks, type TrianglePoints } from '../import/read-landmark-embedding.ts';

/** Codes as FLAME takes them: its first shape and expression components, and the axis-angle of every joint. */
export interface FlameCodes {
  readonly shape: ArrayLike<number>;
  readonly expression: ArrayLike<number>;
  /** [J, 3]; FLAME's joints are global, neck, jaw, left eye, right eye. */
  readonly pose: ArrayLike<number>;
}

/** Where the expression directions begin among the shape directions. */
export const FLAME_EXPRESSION_START = 300;

/**
 * FLAME's vertices [Li 2017, equations 1 to 5]: blend shapes, joints of the shaped mesh, pose correctives
 * P (R_j - I), linear blend skinning.
 * @returns [V, 3] metres
 */
export function decodeFlame(model: FlameModel, { shape, expression, pose }: FlameCodes): Float64Array {
  const { vertexCount, jointCount, shapeCount, shapeDirections, poseDirections, jointRegressor, parents, weights } =
    model;
  const size = 3 * vertexCount;
  const shaped = model.template.slice();
  for (let i = 0; i < size; i++) {
    const row = i * shapeCount;
    for (let k = 0; k < shape.length; k++) shaped[i] += shape[k] * shapeDirections[row + k];
    for (let k = 0; k < expression.length; k++)
      shaped[i] += expression[k] * shapeDirections[row + FLAME_EXPRESSION_START + k];
  }
  const joints = new Float64Array(3 * jointCount);
  for (let j = 0; j < jointCount; j++)
    for (let v = 0; v < vertexCount; v++) {
      const w = jointRegressor[j * vertexCount + v];
      if (w !== 0) for (let k = 0; k < 3; k++) joints[3 * j + k] += w * shaped[3 * v + k];
    }
  const rotations = Array.from({ length: jointCount }, (_, j) =>
    rotationFromAxisAngle(pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]),
  );
  const features = new Float64Array(9 * (jointCount - 1));
  for (let j = 1; j < jointCount; j++)
    for (let k = 0; k < 9; k++) features[9 * (j - 1) + k] = rotations[j][k] - (k % 4 === 0 ? 1 : 0);
  const posed = shaped.slice();
  for (let i = 0; i < size; i++)
    for (let k = 0; k < features.length; k++) posed[i] += features[k] * poseDirections[i * features.length + k];

  // Each joint's transform carries its rest position to where its parents put it.
  const turns: Float64Array[] = [];
  const places: Float64Array[] = [];
  for (let j = 0; j < jointCount; j++) {
    const parent = parents[j];
    const joint = joints.subarray(3 * j, 3 * j + 3);
    if (parent < 0) {
      turns.push(rotations[j]);
      places.push(joint.slice());
      continue;
    }
    const offset = joint.map((x, k) => x - joints[3 * parent + k]);
    turns.push(multiply3(turns[parent], rotations[j]));
    places.push(Float64Array.from(rotated(turns[parent], offset), (x, k) => x + places[parent][k]));
  }
  const out = new Float64Array(size);
  for (let v = 0; v < vertexCount; v++)
    for (let j = 0; j < jointCount; j++) {
      const w = weights[v * jointCount + j];
      if (w === 0) continue;
      const arm = [0, 1, 2].map((k) => posed[3 * v + k] - joints[3 * j + k]);
      const moved = rotated(turns[j], arm);
      for (let k = 0; k < 3; k++) out[3 * v + k] += w * (moved[k] + places[j][k]);
    }
  return out;
}

function rotated(r: Float64Array, x: ArrayLike<number>): [number, number, number] {
  return [
    r[0] * x[0] + r[1] * x[1] + r[2] * x[2],
    r[3] * x[0] + r[4] * x[1] + r[5] * x[2],
    r[6] * x[0] + r[7] * x[1] + r[8] * x[2],
  ];
}

/**
 * The row of the dynamic contour for a head's turn: whole degrees, 0 .. 39 to one side, then -1 .. -39, and all
 * beyond at the last of each side.
 * @param rotation of neck and root together [3, 3]
 */
export function contourRow(rotation: ArrayLike<number>): number {
  const yaw = Math.atan2(-rotation[6], Math.hypot(rotation[0], rotation[3]));
  // + 0: no negative zero.
  const degrees = Math.min(39, Math.round((yaw * 180) / Math.PI)) + 0;
  if (degrees >= 0) return degrees;
  return degrees < -39 ? CONTOUR_ROWS - 1 : 39 - degrees;
}

/**
 * The 68 landmarks as a picture shows them, contour first: the contour slides with the head's turn.
 * @param positions posed vertices [V, 3] @param pose [J, 3] as {@link FlameCodes} has it
 * @returns [68, 3]
 */
export function seenLandmarks(
  { triangles }: Pick<FlameModel, 'triangles'>,
  { contour, inner }: FlameLandmarks,
  positions: ArrayLike<number>,
  pose: ArrayLike<number>,
): Float64Array {
  const turn = (j: number) => rotationFromAxisAngle(pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]);
  const row = contourRow(multiply3(turn(0), turn(1)));
  const count = contour.triangles.length / CONTOUR_ROWS;
  const seen = {
    triangles: contour.triangles.subarray(row * count, (row + 1) * count),
    barycentric: contour.barycentric.subarray(3 * row * count, 3 * (row + 1) * count),
  };
  return Float64Array.of(...trianglePoints(triangles, seen, positions), ...trianglePoints(triangles, inner, positions));
}

/** Points on a mesh. @returns [N, 3] */
export function trianglePoints(
  mesh: Uint32Array,
  { triangles, barycentric }: TrianglePoints,
  positions: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: 3 * triangles.length }, (_, i) => {
    const l = Math.floor(i / 3);
    return [0, 1, 2].reduce(
      (sum, c) => sum + barycentric[3 * l + c] * positions[3 * mesh[3 * triangles[l] + c] + (i % 3)],
      0,
    );
  });
}
