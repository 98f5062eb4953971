import { type Camera, pixelsPerMm } from '../../geometry/camera.ts';

/** Views of one person end within 3 dB of their median, one mirrored among five 6 dB below. */
const ODD_VIEW_DB = 5;
const MIN_COMPARED = 3;

/** Warnings of views whose pixels the head does not explain, against the others. */
export function pixelWarnings(views: readonly { readonly name: string; readonly psnrDb: number | null }[]): string[] {
  const known = views.flatMap(({ psnrDb }) => (psnrDb === null ? [] : [psnrDb])).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)];
  return views.flatMap(({ name, psnrDb }) => {
    if (psnrDb === null)
      return [`${name}: this view shows nothing of the face: its camera does not look at it, or all of it is covered`];
    if (known.length < MIN_COMPARED || psnrDb > median - ODD_VIEW_DB) return [];
    return [
      `${name}: the head looks unlike this view, ${(median - psnrDb).toFixed(0)} dB worse than in the others: a mirrored picture, another person, something before the face, or other light?`,
    ];
  });
}

const FACE_MM = 140;
/** Pixels of the largest face below which it is said: 300 and 150 come out the same, 75 at 0.75 mm for 0.47, 40 at 1.1. */
const FEW_PIXELS = 85;

/** The warning that no view shows the face large enough. @param cameras of the views, photograph pixels */
export function sizeWarnings(cameras: readonly Camera[]): string[] {
  const widest = Math.round(FACE_MM * Math.max(...cameras.map(pixelsPerMm)));
  if (widest >= FEW_PIXELS) return [];
  return [
    `the face is ${widest} pixels wide where it is largest: with fewer than ${FEW_PIXELS} it comes out farther off, and focal lengths are guesses; use larger photographs, not enlarged ones`,
  ];
}
