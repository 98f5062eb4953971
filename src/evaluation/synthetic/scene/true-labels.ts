import { BACKGROUND, BODY_SKIN, CLASS_COUNT, FACE_SKIN, HAIR } from '../../../capture/segmentation/classes.ts';
import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { ZBuffer } from '../../../render/raster/rasterize.ts';

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

/**
 * What each pixel of a photograph shows: the class that covers most of its samples; of two alike the first of `SEGMENT_CLASSES`.
 * @param classes of the mesh's triangles [T] @param zBuffer `samples` x `samples` per pixel
 * @returns [H, W]
 */
export function trueLabels(classes: Uint8Array, zBuffer: ZBuffer, samples: number): Uint8Array {
  const { width: fineWidth, triangle } = zBuffer;
  const [width, height] = [fineWidth / samples, zBuffer.height / samples];
  const out = new Uint8Array(width * height);
  const votes = new Uint32Array(CLASS_COUNT);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < CLASS_COUNT; c++) votes[c] = 0;
      for (let s = 0; s < samples * samples; s++) {
        const t = triangle[(samples * y + Math.floor(s / samples)) * fineWidth + samples * x + (s % samples)];
        votes[t < classes.length ? classes[t] : BACKGROUND]++;
      }
      let best = 0;
      for (let c = 1; c < CLASS_COUNT; c++) if (votes[c] > votes[best]) best = c;
      out[y * width + x] = best;
    }
  return out;
}
