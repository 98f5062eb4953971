import type { Camera } from '../../../geometry/camera.ts';
import type { ModelContour } from './model-contour.ts';
import type { OutlineSamples } from './outline-samples.ts';

/** Samples of one view's outline and the places of the model's contour that they lie beside. */
export interface OutlinePairs {
  /** Indices of the samples and of the contour's places [N]. */
  readonly samples: Uint32Array;
  readonly places: Uint32Array;
}

/** Normals farther apart belong to different outlines. */
const MIN_COSINE = Math.cos(Math.PI / 3);

/**
 * For each sample the nearest place of the contour within reach whose normal is less than 60 degrees off. A sample that lies
 * nearer to the neck's hem says nothing: the neck goes on there in the photograph.
 * @param reachMm at the head's depth
 */
export function pairOutline(
  samples: OutlineSamples,
  contour: ModelContour,
  camera: Camera,
  reachMm: number,
): OutlinePairs {
  const reach = (reachMm * camera.fx) / camera.translation[2];
  const found: number[] = [];
  const places: number[] = [];
  const { points, normals } = samples;
  for (let i = 0; i < samples.count; i++) {
    let best = -1;
    let least = reach * reach;
    for (let j = 0; j < contour.count; j++) {
      const square =
        (contour.pixels[2 * j] - points[2 * i]) ** 2 + (contour.pixels[2 * j + 1] - points[2 * i + 1]) ** 2;
      if (square >= least) continue;
      const cosine = contour.normals[2 * j] * normals[2 * i] + contour.normals[2 * j + 1] * normals[2 * i + 1];
      if (contour.hem[j] === 0 && cosine < MIN_COSINE) continue;
      least = square;
      best = j;
    }
    if (best < 0 || contour.hem[best] === 1) continue;
    found.push(i);
    places.push(best);
  }
  return { samples: Uint32Array.from(found), places: Uint32Array.from(places) };
}
