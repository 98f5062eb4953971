import type { View } from '../../../capture/load-capture.ts';
import { AsmFitError } from '../../../errors.ts';
import type { Observation } from '../landmarks/observation.ts';

/** Share of a face's landmarks that a mask must keep for its pixels to say anything. */
const LEAST_OF_FACE = 0.2;
/** Landmarks less sure than this do not count. */
const SURE = 0.1;

/**
 * Whether masks keep the faces. A view whose mask keeps nothing still counts by its landmarks.
 * @param observations of the views, null where no face was found
 * @returns warnings
 * @throws {AsmFitError} input: no view keeps any of its face
 */
export function checkMasks(
  views: readonly View[],
  observations: readonly (Observation | null)[],
  where: string,
): string[] {
  const warnings: string[] = [];
  let empty = 0;
  for (const [v, { name, mask, image }] of views.entries()) {
    if (mask === null) continue;
    const kept = keptShare(mask, image.width, image.height, observations[v]);
    if (!mask.includes(1)) {
      empty++;
      warnings.push(`${name}: its mask keeps no pixel (white keeps, black leaves out): only its landmarks count`);
    } else if (kept !== null && kept < LEAST_OF_FACE) {
      if (kept === 0) empty++;
      warnings.push(
        `${name}: its mask leaves out ${(100 * (1 - kept)).toFixed(0)} % of the face (white keeps, black leaves out): check whether it is inverted or belongs to another picture`,
      );
    }
  }
  if (empty < views.length) return warnings;
  throw new AsmFitError(
    'input',
    `${where}: masks must keep the face in at least one view; received masks that leave all faces out in ${views.length} of ${views.length} views`,
    'masks are white where the picture counts: invert them, or leave them out',
  );
}

/** Share of a view's sure landmarks that lie where the mask is white; null where there are none. */
function keptShare(mask: Uint8Array, width: number, height: number, observation: Observation | null): number | null {
  if (observation === null) return null;
  const { points, confidence } = observation;
  let [kept, total] = [0, 0];
  for (let l = 0; l < confidence.length; l++) {
    if (confidence[l] < SURE) continue;
    const [x, y] = [Math.floor(points[2 * l]), Math.floor(points[2 * l + 1])];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    total++;
    kept += mask[y * width + x];
  }
  return total === 0 ? null : kept / total;
}
