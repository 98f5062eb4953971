import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { FaceBox } from '../capture/detection/crop.ts';
import { axisAngleFromRotation, determinant3, multiply3, rotationFromAxisAngle } from '../geometry/rotation.ts';
import type { DecaCodes } from './codes.ts';

/** Codes of one crop and how far their shape is expected to be off. */
export interface CropCodes {
  readonly codes: DecaCodes;
  /** Logarithm of the mean square error of the shape, mm^2. */
  readonly logVariance: number;
}

/** The same head as another crop of the photograph shows it: pose and camera follow the crops' boxes. */
export function codesInBox(codes: DecaCodes, from: FaceBox, to: FaceBox): DecaCodes {
  const [scale, tx, ty] = codes.camera;
  // Crops are measured with y up; a box's roll is clockwise on the screen.
  const turn = to.roll - from.roll;
  const rotation = multiply3(
    rotationFromAxisAngle(0, 0, turn),
    rotationFromAxisAngle(codes.headPose[0], codes.headPose[1], codes.headPose[2]),
  );
  const ratio = from.size / to.size;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // Where the head's origin lies in either crop, in half sides.
  const origin = [scale * tx, scale * ty];
  const offset = boxOffset(from, to);
  const x = ratio * (cos * origin[0] - sin * origin[1]) + offset[0];
  const y = ratio * (sin * origin[0] + cos * origin[1]) + offset[1];
  const newScale = scale * ratio;
  return {
    ...codes,
    headPose: Float64Array.from(axisAngleFromRotation(rotation)),
    camera: Float64Array.of(newScale, x / newScale, y / newScale),
  };
}

/** Centre of one box in half sides of another, y up. */
function boxOffset(from: FaceBox, to: FaceBox): [number, number] {
  const [dx, dy] = [from.x - to.x, from.y - to.y];
  const [cos, sin] = [Math.cos(to.roll), Math.sin(to.roll)];
  return [(2 * (cos * dx + sin * dy)) / to.size, (-2 * (-sin * dx + cos * dy)) / to.size];
}

/**
 * One set of codes from several crops of one photograph, already in one box: shapes by the inverse of their expected
 * square errors, the rest by mean; poses by the rotation nearest to their mean.
 */
export function fuseCrops(crops: readonly CropCodes[]): CropCodes {
  const mean = (pick: (codes: DecaCodes) => Float64Array): Float64Array => {
    const out = new Float64Array(pick(crops[0].codes).length);
    for (const { codes } of crops)
      pick(codes).forEach((x, i) => {
        out[i] += x / crops.length;
      });
    return out;
  };
  const { shape, albedo, logVariance } = fuseIdentity(crops);
  return {
    codes: {
      shape,
      albedo,
      expression: mean((codes) => codes.expression),
      headPose: meanRotation(crops.map(({ codes }) => codes.headPose)),
      jawPose: mean((codes) => codes.jawPose),
      camera: mean((codes) => codes.camera),
      light: mean((codes) => codes.light),
    },
    // Crops of one photograph share their error: their mean is as sure as one of them.
    logVariance,
  };
}

/** Who several photographs show: means by the inverse of the expected square errors. */
export function fuseIdentity(views: readonly CropCodes[]): {
  shape: Float64Array;
  albedo: Float64Array;
  logVariance: number;
} {
  const weights = views.map(({ logVariance }) => Math.exp(-logVariance));
  const total = weights.reduce((a, b) => a + b, 0);
  const weighted = (pick: (codes: DecaCodes) => Float64Array): Float64Array => {
    const out = new Float64Array(pick(views[0].codes).length);
    views.forEach(({ codes }, v) => {
      pick(codes).forEach((x, i) => {
        out[i] += (weights[v] / total) * x;
      });
    });
    return out;
  };
  return {
    shape: weighted((codes) => codes.shape),
    albedo: weighted((codes) => codes.albedo),
    logVariance: Math.log(views.length / total),
  };
}

/** The rotation with the least squared chordal distances to all. @returns axis-angle [3] */
function meanRotation(axisAngles: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(9);
  for (const [x, y, z] of axisAngles)
    rotationFromAxisAngle(x, y, z).forEach((r, i) => {
      sum[i] += r;
    });
  const svd = new SingularValueDecomposition(Matrix.from1DArray(3, 3, Array.from(sum)));
  const rotation = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose()).to1DArray();
  if (determinant3(rotation) < 0) throw new Error('rotations of one face must not be opposite');
  return Float64Array.from(axisAngleFromRotation(rotation));
}
