import sharp from 'sharp';
import { loadFaceTopology } from '../../capture/detection/face-topology.ts';
import type { MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { createMirrorCodes } from '../../deca/mirror-codes.ts';
import { augmentFace, createAugmentations } from '../../deca/training/augmentation/augment-face.ts';
import type { Alignment, AugmentationName } from '../../deca/training/augmentation/augmentation-names.ts';
import { createFaceSampler } from '../../deca/training/scenes/render-faces.ts';
import type { Wardrobe } from '../../deca/training/scenes/wardrobe.ts';
import { randomStream } from '../../geometry/random.ts';
import { type ByteImage, byteImage, type LinearImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { escapeHtml } from './page.ts';

const PEOPLE = 8;
const HEADING = 24;
/** Columns of pictures as training sees them. */
const MIXED = 3;

/** What a contact sheet shows, and with what it is rendered. */
export interface AugmentationSheet {
  readonly names: readonly AugmentationName[];
  readonly alignment: Alignment;
  readonly seed: number;
  readonly decoder: MorphableDecoder;
  readonly wardrobe: Wardrobe;
}

/**
 * A contact sheet of training pictures as PNG: eight people, each as rendered, after each augmentation alone, and after
 * all of them by their chances. The same seed gives the same sheet.
 */
export async function augmentationSheet(
  kernels: Kernels,
  { names, alignment, seed, decoder, wardrobe }: AugmentationSheet,
): Promise<Uint8Array> {
  const sampleFaces = createFaceSampler(kernels, decoder, wardrobe);
  const augmentations = createAugmentations(loadFaceTopology(), createMirrorCodes(decoder));
  const rows = Array.from({ length: PEOPLE }, (_, person) => {
    const [face] = sampleFaces({ seed: seed * 1_000_003 + person, crops: 1, alignment });
    const alone = names.map((name, k) => augmentations[name](face, randomStream(seed, person, k)).image);
    const mixed = Array.from(
      { length: MIXED },
      (_unused, k) => augmentFace(augmentations, names, face, randomStream(seed, person, names.length + k)).image,
    );
    return [face.image, ...alone, ...mixed];
  });
  const headings = ['as rendered', ...names, ...new Array<string>(MIXED).fill('all, by chance')];
  return withHeadings(tiled(rows), headings);
}

/** Pictures of one size, row by row, below a strip for headings. */
function tiled(rows: readonly (readonly LinearImage[])[]): ByteImage {
  const { width: w, height: h } = rows[0][0];
  const width = w * rows[0].length;
  const height = HEADING + h * rows.length;
  const data = new Uint8Array(3 * width * height).fill(255);
  rows.forEach((row, r) => {
    row.forEach((image, c) => {
      const bytes = byteImage(image).data;
      for (let y = 0; y < h; y++)
        data.set(bytes.subarray(3 * w * y, 3 * w * (y + 1)), 3 * ((HEADING + r * h + y) * width + c * w));
    });
  });
  return { width, height, data };
}

async function withHeadings(sheet: ByteImage, headings: readonly string[]): Promise<Uint8Array> {
  const column = sheet.width / headings.length;
  const text = headings.map(
    (heading, c) =>
      `<text x="${(c + 0.5) * column}" y="${HEADING - 7}" text-anchor="middle">${escapeHtml(heading)}</text>`,
  );
  const strip = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${HEADING}" font-family="system-ui,sans-serif" font-size="15" fill="#222">${text.join('')}</svg>`;
  return sharp(await encodePng(sheet))
    .composite([{ input: Buffer.from(strip), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
