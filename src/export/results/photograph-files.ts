import type { View } from '../../capture/load-capture.ts';
import { shrunkJpeg } from '../../image/image-file.ts';
import type { FileWriter } from '../formats/write-formats.ts';

/** Pixels along the longer side: what a page shows. */
const LONGEST_SIDE = 1280;
const JPEG_QUALITY = 82;

/** Where a view's photograph lies in the folder of a fit. */
export function photographName({ index }: View): string {
  return `views/${String(index).padStart(2, '0')}_photo.jpg`;
}

/** Writes photographs as their solved cameras see them, upright and without distortion, small enough for a page. */
export async function writePhotographs(views: readonly View[], write: FileWriter): Promise<void> {
  for (const view of views) write(photographName(view), await shrunkJpeg(view.image, LONGEST_SIDE, JPEG_QUALITY));
}
