import { join } from 'node:path';
import sharp from 'sharp';
import { mouthLining } from '../../../src/head/anatomy/mouth-lining.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { enamelTexture } from './enamel.ts';
import { mouthOpen } from './mouth-open.ts';
import { shaded, shadedTexture } from './shaded-texture.ts';
import { skyOverTexture } from './sky-over-texture.ts';

const SIZE = 256;
/** MakeHuman's CC0 textures among its proxies. */
const SOURCES = {
  teeth: 'teeth/Teeth_Base/textures/teeth.png',
  tongue: 'tongue/tongue01/textures/tongue01_diffuse.png',
} as const;

/**
 * Teeth of ivory and the tongue in the shade of an open mouth, as PNG: renderers cast no shadow into a mouth, and without it the tongue shines from the throat.
 * @param proxies MakeHuman's folder of them @param out where they are written
 */
export async function writeMouthTextures(head: HeadModel, proxies: string, out: string): Promise<void> {
  const positions = mouthOpen(head);
  for (const [name, source] of Object.entries(SOURCES)) {
    const data = await sharp(join(proxies, source))
      .flatten({ background: '#ffffff' })
      .resize(SIZE, SIZE)
      .removeAlpha()
      .raw()
      .toBuffer();
    const parts = head.parts.filter((part) => part.texture === name);
    const plain = { width: SIZE, height: SIZE, data: new Uint8Array(data) };
    const texture = name === 'teeth' ? enamelTexture(plain) : plain;
    const image = shadedTexture(texture, skyOverTexture({ head, positions }, parts, SIZE));
    await sharp(image.data, { raw: { width: SIZE, height: SIZE, channels: 3 } })
      .png({ compressionLevel: 9, palette: true })
      .toFile(join(out, `${name}.png`));
  }
}

/** Linear colours over the skin's texture with the mouth's lining in the same shade. @param albedo 65535 times linear [size, size, 3] */
export function shadedLining(head: HeadModel, albedo: Uint16Array, size: number): Uint16Array {
  const lining = mouthLining(head);
  const seen = skyOverTexture({ head, positions: mouthOpen(head) }, [head.parts[0]], size, (v) => lining.has(v));
  return albedo.map((value, i) => {
    const sky = seen[Math.floor(i / 3)];
    return Number.isNaN(sky) ? value : Math.round(65535 * shaded(value / 65535, sky));
  });
}
