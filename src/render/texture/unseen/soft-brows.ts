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
  const grown = new Uint8Array(head.parts[0].vertexCount);
  for (const { name, anchors } of head.cards) if (name === 'brows') for (const v of anchors) grown[v] = 1;
  const share = vertexLane(head, { covered }, withRing(head, grown));
  const { index } = covered;
  const radius = Math.max(1, Math.round(BLUR * size));
  const square = squareAround({ size, index }, share, 2 * radius);
  if (square === null) return;
  const { left, top, side } = square;
  const place = (k: number): number => 3 * ((top + Math.floor(k / side)) * size + left + (k % side));
  for (let c = 0; c < 3; c++) {
    const plane = Float32Array.from({ length: side * side }, (_, k) =>
      Math.log(Math.max(DARKEST, colors[place(k) + c])),
    );
    const soft = blurPlane(plane, side, radius);
    index.forEach((texel, i) => {
      if (share[i] === 0) return;
      const k = placeIn(square, texel);
      colors[3 * texel + c] = Math.exp(plane[k] + share[i] * (soft[k] - plane[k]));
    });
  }
}
