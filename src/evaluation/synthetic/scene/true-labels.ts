import { BACKGROUND, BODY_SKIN, CLASS_COUNT, FACE_SKIN, HAIR } from '../../../capture/segmentation/classes.ts';
import { type Camera, project, scaleCamera } from '../../../geometry/camera.ts';
import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { rasterize } from '../../../render/raster/rasterize.ts';
import type { ClassedMesh } from './worn-part.ts';

/** Along a pixel's side, as photographs are rendered. */
const SAMPLES = 2;

/**
 * Classes of a head's triangles: neck and shoulders are body skin, all else face skin with eyes and mouth; under a hairdo the scalp is hair.
 * @param haired whether hair grows on the scalp
 * @returns [T] indices of `SEGMENT_CLASSES`
 */
export function headClasses(head: HeadModel, haired: boolean): Uint8Array {
  const { neck } = head.regions;
  const grown = hairRegion(head);
  return Uint8Array.from({ length: head.triangles.length / 3 }, (_, t) => {
    const corners = Array.from(head.triangles.subarray(3 * t, 3 * t + 3));
    // Beyond the skin's vertices both regions are undefined.
    if (haired && corners.every((v) => grown[v] === 1)) return HAIR;
    return corners.filter((v) => neck[v] === 1).length >= 2 ? BODY_SKIN : FACE_SKIN;
  });
}

/** What each pixel of a photograph shows: the class that covers most of it; of two alike the first of `SEGMENT_CLASSES`. @returns [H, W] */
export function trueLabels({ mesh, classes }: ClassedMesh, camera: Camera): Uint8Array {
  const { width, height } = camera;
  const fine = scaleCamera(camera, SAMPLES, width * SAMPLES, height * SAMPLES);
  const { triangle } = rasterize(project(fine, mesh.positions), mesh.triangles, fine.width, fine.height);
  const out = new Uint8Array(width * height);
  const votes = new Uint8Array(CLASS_COUNT);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      votes.fill(0);
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const row = SAMPLES * y + Math.floor(s / SAMPLES);
        votes[classes[triangle[row * fine.width + SAMPLES * x + (s % SAMPLES)]] ?? BACKGROUND]++;
      }
      let best = 0;
      for (let c = 1; c < CLASS_COUNT; c++) if (votes[c] > votes[best]) best = c;
      out[y * width + x] = best;
    }
  return out;
}
