import { cropBox, unitPyramid } from '../../../src/capture/detection/crop.ts';
import { loadImage } from '../../../src/image/load-image.ts';

/** The face of the demo's first photograph, a little turned [size, size, 3] in 0..1. */
export async function demoCrop(size: number): Promise<Float32Array> {
  const { image } = await loadImage('data/demo/views/00.jpg');
  const box = { x: image.width / 2, y: image.height / 2, size: 0.55 * image.height, roll: 0.1 };
  return cropBox(unitPyramid(image), { box, size, mirrored: false });
}
