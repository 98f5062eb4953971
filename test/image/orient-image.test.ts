import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadImage } from '../../src/image/load-image.ts';
import { orientImage } from '../../src/image/orient-image.ts';
import { fileIn } from '../helpers/file-in.ts';
import { flag, flagSharp } from '../helpers/pictures/flag.ts';
import { loadFrames } from '../helpers/pictures/load-frames.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const file = fileIn(temporaryFolder());

describe('orientation', () => {
  it('turns stills and frames of animations alike', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const still = (
        await loadImage(file('o.png', await flagSharp(96, 70).withMetadata({ orientation }).png().toBuffer()))
      ).image;
      const turned = orientImage({ width: 96, height: 70, data: flag(96, 70) }, orientation);
      expect([turned.width, turned.height]).toEqual([still.width, still.height]);
      expect(Buffer.compare(Buffer.from(turned.data), Buffer.from(still.data)), `${orientation}`).toBe(0);
      const animation = await sharp(Buffer.concat([flag(96, 70), flag(96, 70), flag(96, 70)]), {
        raw: { width: 96, height: 210, channels: 3, pageHeight: 70 },
      })
        // A pixel that differs, or the frames become one.
        .composite([
          { input: { create: { width: 1, height: 1, channels: 3, background: '#ffffff' } }, left: 50, top: 100 },
        ])
        .withMetadata({ orientation })
        .webp({ lossless: true, loop: 0, delay: [100, 100, 100] })
        .toBuffer();
      const frames = await loadFrames([file('o.webp', animation)], 2);
      for (const { image } of frames) {
        expect([image.width, image.height]).toEqual([still.width, still.height]);
        expect(Buffer.compare(Buffer.from(image.data), Buffer.from(still.data)), `${orientation}`).toBe(0);
      }
      expect(frames.map(({ name }) => name)).toEqual(['o_00000', 'o_00002']);
    }
  });
});
