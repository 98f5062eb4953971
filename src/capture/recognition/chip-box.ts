import type { FaceBox } from '../detection/crop.ts';

/** Around the mean face's own square, in its sizes: dlib's. */
const PADDING = 0.25;

/**
 * Where dlib's mean face has what MediaPipe's landmarks show, in 0..1 of its square: corners of the eyes, the nose's tip and base,
 * corners of the mouth (dlib, get_face_chip_details).
 */
const MEAN_FACE: readonly { readonly landmark: number; readonly x: number; readonly y: number }[] = [
  { landmark: 33, x: 0.1217, y: 0.2164 },
  { landmark: 133, x: 0.3346, y: 0.2317 },
  { landmark: 362, x: 0.6456, y: 0.2317 },
  { landmark: 263, x: 0.8585, y: 0.2164 },
  { landmark: 1, x: 0.4901, y: 0.5156 },
  { landmark: 2, x: 0.4901, y: 0.6281 },
  { landmark: 61, x: 0.2541, y: 0.7802 },
  { landmark: 291, x: 0.7261, y: 0.7802 },
];

/**
 * The square of a photograph that shows a face as dlib's recogniser was trained to see it: the plane's similarity z -> a z + b (complex)
 * that brings the mean face's points m onto the landmarks p, least squares: a = sum conj(m - m') (p - p') / sum |m - m'|^2.
 * @param points [468, 2] pixels
 */
export function chipBox(points: ArrayLike<number>): FaceBox {
  const count = MEAN_FACE.length;
  let [meanX, meanY, faceX, faceY] = [0, 0, 0, 0];
  for (const { landmark, x, y } of MEAN_FACE) {
    meanX += x / count;
    meanY += y / count;
    faceX += points[2 * landmark] / count;
    faceY += points[2 * landmark + 1] / count;
  }
  let [real, imaginary, squares] = [0, 0, 0];
  for (const { landmark, x, y } of MEAN_FACE) {
    const [u, v] = [x - meanX, y - meanY];
    const [p, q] = [points[2 * landmark] - faceX, points[2 * landmark + 1] - faceY];
    real += u * p + v * q;
    imaginary += u * q - v * p;
    squares += u * u + v * v;
  }
  const [a, b] = [real / squares, imaginary / squares];
  const [toMiddleX, toMiddleY] = [0.5 - meanX, 0.5 - meanY];
  return {
    x: faceX + a * toMiddleX - b * toMiddleY,
    y: faceY + b * toMiddleX + a * toMiddleY,
    size: (1 + 2 * PADDING) * Math.hypot(a, b),
    roll: Math.atan2(b, a),
  };
}
