import { byteFromLinear } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { MeshView } from '../mesh/loaded-mesh.ts';
import { drawDisc, drawLine, type Ink, type Panel, type PanelPoint } from '../raster/draw.ts';
import { GAMMA_OF_BYTE } from './face-psnr.ts';

/** What one row of pictures shows about a view. */
export interface OverlayInput {
  readonly photo: ByteImage;
  /** The mesh in the view. */
  readonly view: MeshView;
  /** Its re-rendering, the photograph around it. */
  readonly rendered: ByteImage;
  /** Its shape under one light [h, w, 4], linear. */
  readonly shaded: RealArray;
  /** Detected landmarks [L, 2] with confidences [L]; null where there are none. */
  readonly detected: { readonly points: Float64Array; readonly confidence: Float64Array } | null;
  /** The head's landmarks [L, 2]. */
  readonly fitted: Float64Array;
  /** Triangles of the skin [T, 3], drawn as wires. */
  readonly wires: Uint32Array;
  /** What is what in the photograph; null where nobody says. */
  readonly classes: ClassPicture | null;
}

/** Classes of a photograph's pixels, and how they are drawn. */
export interface ClassPicture {
  /** [h, w] */
  readonly labels: Uint8Array;
  /** sRGB bytes of each label. */
  readonly colors: readonly (readonly [number, number, number])[];
}

/** Without and with classes. */
const [PANELS, WITH_CLASSES] = [5, 6];
/** Those that draw on the photograph. */
const PHOTO_PANELS = 3;
/** How much of the photograph shows through a class. */
const PHOTO_SHARE = 0.4;
/** From a landmark as detected to the head's, and the mesh. */
const GAP: Ink = { color: [1, 0.8, 0], opacity: 0.7 };
const WIRE: Ink = { color: [0, 0.8, 0.6], opacity: 0.45 };

/** Bytes of a view's sheet, classes and all. */
export function sheetBytes({ width, height }: { readonly width: number; readonly height: number }): number {
  return 3 * WITH_CLASSES * width * height;
}

/**
 * Draws the sheet that a person looks at to judge a view: photo with landmarks | wires | shaded mesh | re-rendering |
 * difference x 2 | classes, where they are known.
 * @param buffer where it is drawn: at least {@link sheetBytes}
 */
export function drawOverlay(input: OverlayInput, buffer: Uint8Array): ByteImage {
  const { width, height } = input.photo;
  const panels = input.classes === null ? PANELS : WITH_CLASSES;
  const sheet = photoSheet(input.photo, buffer.subarray(0, 3 * panels * width * height));
  drawRenderings(sheet, input);
  if (input.classes !== null) drawClasses({ sheet, left: PANELS * width, width }, input.photo, input.classes);
  drawLandmarks({ sheet, left: 0, width }, input);
  drawWires({ sheet, left: width, width }, input);
  return sheet;
}

/** The photograph in the first three panels, the others black. @param data of the sheet */
function photoSheet(photo: ByteImage, data: Uint8Array): ByteImage {
  const { height } = photo;
  const width = data.length / (3 * height);
  data.fill(0);
  for (let y = 0; y < height; y++) {
    const row = photo.data.subarray(3 * y * photo.width, 3 * (y + 1) * photo.width);
    for (let panel = 0; panel < PHOTO_PANELS; panel++) data.set(row, 3 * (y * width + panel * photo.width));
  }
  return { width, height, data };
}

/** Panels three to five. */
function drawRenderings({ width: sheetWidth, data }: ByteImage, { photo, view, rendered, shaded }: OverlayInput): void {
  const { width, height, data: shown } = photo;
  const { data: colors } = rendered;
  const { triangle } = view;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const onMesh = triangle[i] !== NO_TRIANGLE;
      const third = 3 * (y * sheetWidth + 2 * width + x);
      for (let c = 0; c < 3; c++) {
        const drawn = colors[3 * i + c];
        const gap = Math.abs(GAMMA_OF_BYTE[drawn] - GAMMA_OF_BYTE[shown[3 * i + c]]);
        if (onMesh) data[third + c] = byteFromLinear(shaded[4 * i + c]);
        data[third + 3 * width + c] = drawn;
        data[third + 6 * width + c] = DIFFERENCE_BYTE[(STEPS * gap + 0.5) | 0];
      }
    }
}

function drawClasses({ sheet, left, width }: Panel, photo: ByteImage, { labels, colors }: ClassPicture): void {
  for (let k = 0; k < labels.length; k++) {
    const at = 3 * (Math.floor(k / width) * sheet.width + left + (k % width));
    for (let c = 0; c < 3; c++)
      sheet.data[at + c] = PHOTO_SHARE * photo.data[3 * k + c] + (1 - PHOTO_SHARE) * colors[labels[k]][c];
  }
}

const STEPS = 1024;
/** Byte that shows a gap doubled. */
const DIFFERENCE_BYTE: Uint8Array = Uint8Array.from({ length: STEPS + 1 }, (_, i) =>
  byteFromLinear(Math.min(1, (2 * i) / STEPS) ** 2.2),
);

function drawLandmarks(panel: Panel, { detected, fitted }: OverlayInput): void {
  if (detected === null) return;
  const { points, confidence } = detected;
  const radius = Math.max(1, panel.width / 400);
  for (let l = 0; l < confidence.length; l++) {
    if (confidence[l] === 0) continue;
    const c = Math.min(1, confidence[l]);
    const found: PanelPoint = [points[2 * l], points[2 * l + 1]];
    const ofHead: PanelPoint = [fitted[2 * l], fitted[2 * l + 1]];
    drawLine(panel, found, ofHead, GAP);
    drawDisc(panel, found, radius, [1 - c, c, 0]);
    drawDisc(panel, ofHead, 0.7 * radius, [0.1, 0.4, 1]);
  }
}

function drawWires(panel: Panel, { view, wires }: OverlayInput): void {
  const { pixels, depth, width, height } = view;
  const visible = (v: number): boolean => {
    const x = Math.floor(pixels[3 * v]);
    const y = Math.floor(pixels[3 * v + 1]);
    if (!(x >= 0 && y >= 0 && x < width && y < height)) return false;
    return pixels[3 * v + 2] < depth[y * width + x] + 3;
  };
  const at = (v: number): PanelPoint => [pixels[3 * v], pixels[3 * v + 1]];
  for (let t = 0; t < wires.length; t += 3)
    for (let k = 0; k < 2; k++) {
      const a = wires[t + k];
      const b = wires[t + k + 1];
      if (visible(a) && visible(b)) drawLine(panel, at(a), at(b), WIRE);
    }
}
