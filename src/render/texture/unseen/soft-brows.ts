import { browVertices } from '../../../head/cards/brow-vertices.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { placeIn, squareAround } from '../../raster/texel-square.ts';
import { DARKEST } from '../albedo-prior.ts';
import { withRing } from '../own-colors.ts';
import type { RasteredSkin } from '../skin-texels.ts';
import { vertexLane } from '../texels.ts';

/** Radius of twice a box as a share of the texture: a standard deviation of some 0.7 mm of a face. */
const BLUR = 3 / 1024;

/**
 * Softens the brows of a model's colours, in place:
 *   log c' = log c + b (blur(log c) - log c),  b where brows grow.
 * Its strokes are few and coarse: where a photograph shows no brow, under hair or glasses, they stood like stitches.
 * @param size of the texture, texels along a side @param colors [size, size, 3]
 */
export function softenBrows({ head, covered }: RasteredSkin, size: number, colors: Float32Array): void {
  const share = vertexLane(head, { covered }, withRing(head, browVertices(head)));
  const { index } = covered;
  const radius = Math.max(1, Math.round(BLUR * size));
  const square = squareAround({ size, index }, share, 2 * radius);
  if (square === null) return;
  const { left, top, side } = square;
  const planes = [0, 1, 2].map(() => new Float32Array(side * side));
  for (let y = 0, k = 0; y < side; y++)
    for (let x = 0; x < side; x++, k++) {
      const at = 3 * ((top + y) * size + left + x);
      for (let c = 0; c < 3; c++) planes[c][k] = Math.log(Math.max(DARKEST, colors[at + c]));
    }
  const soft = planes.map((plane) => blurPlane(plane, side, radius));
  for (let i = 0; i < index.length; i++) {
    if (share[i] === 0) continue;
    const k = placeIn(square, index[i]);
    for (let c = 0; c < 3; c++)
      colors[3 * index[i] + c] = Math.exp(planes[c][k] + share[i] * (soft[c][k] - planes[c][k]));
  }
}
