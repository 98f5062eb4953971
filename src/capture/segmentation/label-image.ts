import { AsmFitError } from '../../errors.ts';
import type { ByteImage } from '../../image/image.ts';
import { loadImage } from '../../image/load-image.ts';
import { CLASS_COLORS, CLASS_COUNT, SEGMENT_CLASSES } from './classes.ts';

/** Classes by the colours that stand for them: the index as a grey level, or the class's own colour. */
const CLASS_OF_COLOR: ReadonlyMap<number, number> = new Map(
  CLASS_COLORS.flatMap(([r, g, b], label) => [
    [key(label, label, label), label],
    [key(r, g, b), label],
  ]),
);

/**
 * Reads a label image: each pixel the index of {@link SEGMENT_CLASSES} as a grey level 0..5, or the class's colour.
 * @throws {AsmFitError} input, as `loadImage`; or of another size than its photograph, or a colour that stands for no class
 * @returns [H, W]
 */
export async function loadLabels(path: string, width: number, height: number): Promise<Uint8Array> {
  const { image } = await loadImage(path);
  if (image.width !== width || image.height !== height)
    throw new AsmFitError(
      'input',
      `${path}: a label image must be as large as its photograph, ${width} x ${height}; received ${image.width} x ${image.height}`,
      'export the labels at the size of the photograph',
    );
  return labelsOf(image, path);
}

/** @param where of the message */
function labelsOf({ width, height, data }: ByteImage, where: string): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let k = 0; k < out.length; k++) {
    const [r, g, b] = data.subarray(3 * k, 3 * k + 3);
    const label = CLASS_OF_COLOR.get(key(r, g, b));
    if (label === undefined)
      throw new AsmFitError(
        'input',
        `${where}: pixels must be classes, 0 to ${CLASS_COUNT - 1} (${SEGMENT_CLASSES.join(', ')}) or their colours; received (${r}, ${g}, ${b}) at (${k % width}, ${Math.floor(k / width)})`,
        'save it as PNG without smoothing; docs/segmentation.md has the colours',
      );
    out[k] = label;
  }
  return out;
}

function key(r: number, g: number, b: number): number {
  return (r << 16) | (g << 8) | b;
}
