import { cropBox, type FaceBox, type Pyramid } from './crop.ts';

/** Side of the crop on which sharpness is measured: a face has one scale there, whatever its size in the picture. */
const SIDE = 96;
/** The landmarks' own box over the box with the network's margin around it. */
const FACE_SHARE = 1 / 1.5;
/** Of grey, 0..1: below it a face has no contrast that could be sharp. */
const LEAST_VARIANCE = 1e-4;

/**
 * How sharp a face is, whatever its light and its size: in a crop where the face has one size,
 *   sharpness = Var(Laplacian g) / (Var(g) + 1e-4), g grey in 0..1, over the disc that the crop holds,
 * with the Laplacian of the four neighbours. Blur by motion, focus or enlargement takes the fine part alone.
 * @param box around the landmarks, with the mesh network's margin, pixels of the picture
 */
export function faceSharpness(pyramid: Pyramid, box: FaceBox): number {
  const crop = { box: { ...box, size: FACE_SHARE * box.size }, size: SIDE, mirrored: false };
  const pixels = cropBox(pyramid, crop);
  const grey = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  const inside: number[] = [];
  for (let y = 1; y < SIDE - 1; y++)
    for (let x = 1; x < SIDE - 1; x++)
      if (Math.hypot(x + 0.5 - SIDE / 2, y + 0.5 - SIDE / 2) < SIDE / 2) inside.push(y * SIDE + x);
  const laplacian = (i: number): number => grey[i - 1] + grey[i + 1] + grey[i - SIDE] + grey[i + SIDE] - 4 * grey[i];
  return variance(inside.map(laplacian)) / (variance(inside.map((i) => grey[i])) + LEAST_VARIANCE);
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
