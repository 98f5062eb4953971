import { join } from 'node:path';
import sharp from 'sharp';
import { byteFromLinear } from '../../src/image/color.ts';
import { logSkin, SKIN_SIZE, type Skin } from '../../src/render/texture/skins.ts';
import { detailOf, NEAR_PATCH, type NearestPatch, unitPatch } from './nearest-patch.ts';
import type { TextureCase } from './texture-cases.ts';

const SIDE = 512;

/** A sheet for each case: what is seen, each way of completing it, the truth. */
export async function drawCases(
  cases: readonly TextureCase[],
  completed: Readonly<Record<string, readonly Float32Array[]>>,
  folder: string,
): Promise<void> {
  for (const [k, { name, chart }] of cases.entries()) {
    const { filled, target } = chart;
    const picture = (of: (i: number, c: number) => number): Promise<Buffer> => {
      const data = Buffer.alloc(3 * filled.size ** 2);
      for (let i = 0; i < data.length; i++) data[i] = byteFromLinear(Math.min(1, of(Math.floor(i / 3), i % 3)));
      return sharp(data, { raw: { width: filled.size, height: filled.size, channels: 3 } })
        .resize(SIDE, SIDE)
        .png()
        .toBuffer();
    };
    const pictures = await Promise.all([
      picture((i, c) => filled.share[i] * filled.albedo[3 * i + c]),
      ...Object.values(completed).map((albedos) => picture((i, c) => albedos[k][3 * i + c])),
      picture((i, c) => filled.albedo[3 * i + c] * Math.exp(target[c][i])),
    ]);
    const size = { width: SIDE * pictures.length, height: SIDE };
    await sharp({ create: { ...size, channels: 3, background: '#000' } })
      .composite(pictures.map((input, n) => ({ input, left: n * SIDE, top: 0 })))
      .jpeg({ quality: 90 })
      .toFile(join(folder, `case-${k}-${name.replaceAll(/\W+/g, '-')}.jpg`));
  }
}

const SCALE = 4;

/** Completed patches above, below each the one that was learnt from and is most like it. */
export async function drawNearest(
  patches: readonly Float32Array[],
  nearest: readonly NearestPatch[],
  skins: readonly Skin[],
  folder: string,
): Promise<void> {
  const learnt = nearest.map(({ skin: name, x, y }) => {
    const skin = skins.find((one) => one.name === name) ?? skins[0];
    return unitPatch(detailOf(logSkin(skin, SKIN_SIZE)[1], SKIN_SIZE), SKIN_SIZE, x, y);
  });
  const width = NEAR_PATCH * patches.length;
  const data = Buffer.alloc(2 * NEAR_PATCH * width);
  [patches, learnt].forEach((row, r) => {
    row.forEach((patch, k) => {
      patch.forEach((value, i) => {
        const x = k * NEAR_PATCH + (i % NEAR_PATCH);
        const y = r * NEAR_PATCH + Math.floor(i / NEAR_PATCH);
        data[y * width + x] = Math.max(0, Math.min(255, 128 + 42 * NEAR_PATCH * value));
      });
    });
  });
  await sharp(data, { raw: { width, height: 2 * NEAR_PATCH, channels: 1 } })
    .resize(SCALE * width, SCALE * 2 * NEAR_PATCH, { kernel: 'nearest' })
    .png()
    .toFile(join(folder, 'nearest-patches.png'));
}
