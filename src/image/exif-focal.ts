import readExif from 'exif-reader';

/** Diagonal of a 36 x 24 mm frame, to which 35-mm equivalent focal lengths refer. */
const FULL_FRAME_DIAGONAL_MM = 43.27;
/** Nothing wider is a pinhole camera, nothing longer is pointed at faces; 0 says unknown. */
const EQUIVALENTS_MM = [8, 2000] as const;

/**
 * Focal length in pixels from EXIF's 35-mm equivalent; null where it is not there, or where the picture was cut after
 * it was taken: EXIF then still has the size of the whole. A smaller picture of the same shape is a scaled one, and its
 * focal length scales with it.
 * @param width as stored, before EXIF's orientation
 */
export function exifFocal(exif: Uint8Array | undefined, width: number, height: number): number | null {
  if (exif === undefined) return null;
  try {
    const { Photo } = readExif(Buffer.from(exif));
    const equivalent = Photo?.FocalLengthIn35mmFilm;
    if (typeof equivalent !== 'number' || !(equivalent >= EQUIVALENTS_MM[0] && equivalent <= EQUIVALENTS_MM[1]))
      return null;
    if (isCut(Photo?.PixelXDimension, Photo?.PixelYDimension, width, height)) return null;
    return (equivalent / FULL_FRAME_DIAGONAL_MM) * Math.hypot(width, height);
  } catch {
    // Broken EXIF is common and only costs the focal prior.
    return null;
  }
}

function isCut(exifWidth: unknown, exifHeight: unknown, width: number, height: number): boolean {
  if (typeof exifWidth !== 'number' || typeof exifHeight !== 'number' || !(exifWidth > 0 && exifHeight > 0))
    return false;
  const alike = (w: number, h: number): boolean =>
    // Each side of a scaled picture is rounded to a pixel.
    Math.abs(width * h - height * w) <= Math.max(w, h, 1) * 1.5;
  // Programs that turn the pixels often leave the two numbers as they were.
  return !alike(exifWidth, exifHeight) && !alike(exifHeight, exifWidth);
}
