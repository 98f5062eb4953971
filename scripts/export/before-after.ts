/**
 * A photograph, the head that an older version made of it, and today's, a row for each person:
 *   node dist-tools/scripts/export/before-after.js <jpg> (<photograph>[@left,top,side] <older fit> <fit>)...
 * Each head from its front, its left side and behind. Of the older fit head.obj is drawn, which any version wrote, of the other its
 * rig, both by today's renderer, so that what differs is the head. left, top and side cut a square out of the photograph, pixels.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { HEAD_SIDES } from '../../src/export/pictures/head-sides.ts';
import { headPicture, pictureHead } from '../../src/export/pictures/turntable.ts';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { encodeJpeg } from '../../src/image/image-file.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { withKernels } from '../../src/kernels/runtime/with-kernels.ts';
import { inRow } from '../../src/render/pictures/face-pictures.ts';
import { objRig, type StillRig } from './obj-rig.ts';
import { inRows } from './sheet-picture.ts';

const SIZE = 220;
const QUALITY = 88;
const SIDES = [HEAD_SIDES.front, HEAD_SIDES.left, HEAD_SIDES.back];

const [jpg, ...rows] = process.argv.slice(2);
if (rows.length === 0 || rows.length % 3 !== 0) {
  console.error('usage: node dist-tools/scripts/export/before-after.js <jpg> (<photograph> <older fit> <fit>)...');
  process.exit(2);
}
await withKernels(1, async (kernels) => {
  const people: ByteImage[] = [];
  for (let i = 0; i < rows.length; i += 3) {
    const [photo, older, now] = rows.slice(i, i + 3);
    people.push(
      inRow([
        await square(photo),
        ...(await sidesOf(kernels, objRig(join(older, 'head.obj')))),
        ...(await sidesOf(kernels, writtenExtras(await loadRig(now)))),
      ]),
    );
  }
  writeFileSync(jpg, await encodeJpeg(inRows(people, 1), QUALITY));
});

async function sidesOf(kernels: Kernels, rig: StillRig): Promise<ByteImage[]> {
  const { memory } = kernels;
  const mark = memory.mark();
  const head = await pictureHead(kernels, rig);
  const out: ByteImage[] = [];
  for (const side of SIDES) out.push(await headPicture(kernels, head, side, SIZE));
  memory.release(mark);
  return out;
}

async function square(photo: string): Promise<ByteImage> {
  const [path, cut] = photo.split('@');
  const picture = sharp(path);
  if (cut !== undefined) {
    const [left, top, side] = cut.split(',').map(Number);
    picture.extract({ left, top, width: side, height: side });
  }
  const { data, info } = await picture
    .resize(SIZE, SIZE)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
