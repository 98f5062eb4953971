import sharp from 'sharp';
import { linearFromSrgb } from '../../image/color.ts';
import { createLinearImage, halveImage, type LinearImage } from '../../image/image.ts';

/** Colour times cover and cover [H, W, 4], linear light: as it ships, then each half as fine as the one before. */
export type CardPicture = readonly LinearImage[];

/** The finest side that is still halved. */
const COARSEST = 16;

/** @param path a picture with alpha */
export async function loadCardPicture(path: string): Promise<CardPicture> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const finest = createLinearImage(info.width, info.height, 4);
  for (let i = 0; i < data.length; i += 4) {
    const cover = data[i + 3] / 255;
    for (let c = 0; c < 3; c++) finest.data[i + c] = cover * linearFromSrgb(data[i + c] / 255);
    finest.data[i + 3] = cover;
  }
  return cardPicture(finest);
}

/** @param finest colour times cover and cover [H, W, 4] */
export function cardPicture(finest: LinearImage): CardPicture {
  const out = [finest];
  for (let level = finest; Math.min(level.width, level.height) > COARSEST; out.push(level)) level = halveImage(level);
  return out;
}
