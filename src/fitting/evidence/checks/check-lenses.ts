import type { View } from '../../../capture/load-capture.ts';
import { AsmFitError } from '../../../errors.ts';

/** Degrees that a photograph with a face in it spans along its longer and its shorter side. */
const LEAST = 1;
const MOST = 150;
/** A K that is given leaves the focal length no more room than this. */
const GIVEN_SIGMA = 1e-3;

/**
 * Holds given focal lengths against what lenses see.
 * @throws {AsmFitError} input: a field of view that no photograph of a face has
 */
export function checkLenses(views: readonly View[], where: string): void {
  for (const { name, image, focalPrior } of views) {
    if (focalPrior.sigmaLog > GIVEN_SIGMA) continue;
    const [wide, narrow] = [Math.max(image.width, image.height), Math.min(image.width, image.height)].map(
      (side) => (360 / Math.PI) * Math.atan(side / (2 * focalPrior.focal)),
    );
    if (wide >= LEAST && narrow <= MOST) continue;
    throw new AsmFitError(
      'input',
      `${where}: ${name}: K must span a field of view between ${LEAST} and ${MOST} degrees; received a focal length of ${focalPrior.focal.toPrecision(3)} pixels, ${wide.toPrecision(3)} degrees across ${image.width} x ${image.height}`,
      'K is in pixels of this image: f = width / 2 / tan(angle / 2), or focal length in mm / sensor width in mm * width; or leave K out',
    );
  }
}
