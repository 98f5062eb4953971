import type { View } from '../../capture/load-capture.ts';
import { shrunkJpeg } from '../../image/image-file.ts';

/** Pixels along the longer side: what a page shows. */
const LONGEST_SIDE = 1280;
const JPEG_QUALITY = 82;

/** Where a view's photograph lies in the folder of a fit. */
export function photographName({ index }: View): string {
  return `views/${String(index).padStart(2, '0')}_photo.jpg`;
}

/** A picture as the folder of a fit holds it, JPEG. */
export interface WrittenPhotograph {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Photographs as their solved cameras see them, upright and without distortion, small enough for a page; encoded one after another on other threads. */
export async function writtenPhotographs(views: readonly View[]): Promise<readonly WrittenPhotograph[]> {
  const out: WrittenPhotograph[] = [];
  for (const view of views)
    out.push({ name: photographName(view), bytes: await shrunkJpeg(view.image, LONGEST_SIDE, JPEG_QUALITY) });
  return out;
}
