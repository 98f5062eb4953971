import { HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { averageSquares } from '../../../image/average-squares.ts';
import type { HairPicture } from '../hair-view.ts';

/** Half the width of the edge between hair and skin in which pixels show some of both, mm. */
const EDGE_MM = 4;
/** So far around colours of hair and skin beside the edge are averaged, mm. */
const OWN_MM = 8;
/** With less than this of the other around, hair and skin are outside the edge. */
export const BESIDE = 0.02;

/** What hair and skin are like around the edge between them, in squares of about a mm: cells [height, width]. */
export interface EdgeCells {
  /** Of a cell's side, pixels. */
  readonly pixels: number;
  readonly width: number;
  readonly height: number;
  /** Of each pixel of the picture [h, w]. */
  readonly cellAt: Uint32Array;
  /** Planes of what is around a cell, by what they hold: means over squares. */
  readonly hair: CellPlanes;
  readonly skin: CellPlanes;
}

/** What one of the two classes is around. */
export interface CellPlanes {
  /** Pixels of it. */
  readonly count: Float32Array;
  /** Pixels of it outside the edge, and sums of their colours, linear. */
  readonly own: Float32Array;
  readonly colors: readonly [Float32Array, Float32Array, Float32Array];
}

/** @param picture with its camera, whose distance says how large a mm is */
export function edgeCells({ image, labels, camera }: HairPicture): EdgeCells {
  const pixelsPerMm = camera.fx / camera.translation[2];
  const pixels = Math.max(1, Math.round(pixelsPerMm));
  const [width, height] = [camera.width, camera.height].map((side) => Math.ceil(side / pixels));
  const cellAt = cellOfPixels(camera, pixels, width);
  const planes = (): CellPlanes => {
    const [count, own, r, g, b] = Array.from({ length: 5 }, () => new Float32Array(width * height));
    return { count, own, colors: [r, g, b] };
  };
  const between = new Float32Array(width * height);
  // Averaged twice a square reaches twice as far.
  const average = (plane: Float32Array, mm: number): void =>
    averageSquares(plane, between, width, Math.max(1, Math.round((mm * pixelsPerMm) / (2 * pixels))));
  const [hair, skin] = [planes(), planes()];
  const planesOf = (label: number): CellPlanes | null => (label === HAIR ? hair : isSkin(label) ? skin : null);
  for (let k = 0; k < labels.length; k++) {
    const planes = planesOf(labels[k]);
    if (planes !== null) planes.count[cellAt[k]]++;
  }
  average(hair.count, EDGE_MM);
  average(skin.count, EDGE_MM);
  const { channels, data } = image;
  for (let k = 0; k < labels.length; k++) {
    const planes = planesOf(labels[k]);
    if (planes === null) continue;
    const cell = cellAt[k];
    const share = hairShareOf(hair.count[cell], skin.count[cell]);
    if (planes === hair ? share < 1 - BESIDE : share > BESIDE) continue;
    planes.own[cell]++;
    for (let c = 0; c < 3; c++) planes.colors[c][cell] += data[channels * k + c];
  }
  for (const { own, colors } of [hair, skin]) for (const plane of [own, ...colors]) average(plane, OWN_MM);
  return { pixels, width, height, cellAt, hair, skin };
}

/** The cell of each pixel [h, w]. @param side of a cell, pixels @param columns of cells */
function cellOfPixels(
  { width, height }: Pick<HairPicture['camera'], 'width' | 'height'>,
  side: number,
  columns: number,
): Uint32Array {
  const out = new Uint32Array(width * height);
  for (let y = 0, k = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let x = 0; x < width; x++) out[k++] = row + Math.floor(x / side);
  }
  return out;
}

/** Share of hair among counts of hair and skin, of which there are some. */
export function hairShareOf(hair: number, skin: number): number {
  return Math.min(1, Math.max(0, hair / (hair + skin)));
}
