import { copyImage, type ImageAugmentation } from './face-picture.ts';

/** Of the picture's width. */
const SIDE = { least: 0.15, most: 0.4 };

/** Leaves one square out (DeVries and Taylor 2017), black; its middle lies anywhere, so that it may reach beyond the picture. */
export const augmentByCutout: ImageAugmentation = (image, random) => {
  const { width, height } = image;
  const half = (width * (SIDE.least + (SIDE.most - SIDE.least) * random.uniform())) / 2;
  const [x, y] = [width * random.uniform(), height * random.uniform()];
  const out = copyImage(image);
  const [left, right] = [Math.max(0, Math.round(x - half)), Math.min(width, Math.round(x + half))];
  for (let py = Math.max(0, Math.round(y - half)); py < Math.min(height, Math.round(y + half)); py++)
    out.data.fill(0, 3 * (py * width + left), 3 * (py * width + right));
  return out;
};
