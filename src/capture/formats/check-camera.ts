import { AsmFitError } from '../../errors.ts';
import { determinant3 } from '../../geometry/rotation.ts';
import type { Intrinsics } from '../distortion.ts';

/** What a format's numbers leave of R R^T = I and det R = 1. */
const MAX_ROTATION_ERROR = 1e-3;

/** @param where of the message @throws {AsmFitError} input: the principal point lies an image's size or more beside it */
export function checkPrincipalPoint(
  { cx, cy }: Intrinsics,
  size: { width: number; height: number },
  where: string,
): void {
  if (cx > -size.width && cx < 2 * size.width && cy > -size.height && cy < 2 * size.height) return;
  throw new AsmFitError(
    'input',
    `${where}.K must have its principal point near the image; received (${cx}, ${cy})`,
    'give pixels of this image, not of another size',
  );
}

/** @param r [3, 3] row by row @param where of the message @throws {AsmFitError} input: it is no rotation */
export function checkRotation(r: readonly number[], where: string): void {
  let error = Math.abs(determinant3(r) - 1);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const dot = r[3 * i] * r[3 * j] + r[3 * i + 1] * r[3 * j + 1] + r[3 * i + 2] * r[3 * j + 2];
      error = Math.max(error, Math.abs(dot - (i === j ? 1 : 0)));
    }
  if (error < MAX_ROTATION_ERROR) return;
  throw new AsmFitError(
    'input',
    `${where}.R must be a rotation (R R^T = I, det R = 1); received a matrix that is off by ${error.toPrecision(3)}`,
    'OpenCV convention: x_cam = R x + t; a mirror image or a scale does not belong in R',
  );
}
