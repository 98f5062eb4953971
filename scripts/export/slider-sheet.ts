/**
 * Draws sliders of a finished fit at -1, at the fit's value and at 1, from the front and from the side, there to be looked at:
 *   node dist-tools/scripts/export/slider-sheet.js <fit folder> <png or jpg> [<slider>,...]
 * A row a slider, two rows side by side; all of them where none is named.
 */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { sliderDisplacement, sliderFields } from '../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS } from '../../src/asm/sliders/slider-table.ts';
import { moveRig } from '../../src/export/rig/edit/move-rig.ts';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { atHeight, inRow } from '../../src/render/pictures/face-pictures.ts';
import { inRows, sheetPicture } from './sheet-picture.ts';
import type { SheetPose } from './sheet-poses.ts';

const SIZE = 150;
const SAMPLES = 2;
const COLUMNS = 2;
const VALUES = [-1, 0, 1];
const YAWS = [0, 75];

const [folder, path, list] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node dist-tools/scripts/export/slider-sheet.js <fit folder> <png or jpg> [<slider>,...]');
  process.exit(2);
}
const names = list?.split(',') ?? SLIDER_DEFINITIONS.map(({ name }) => name);
const head = loadPeoplesHead();
const fields = sliderFields(head);
const rig = await loadRig(folder);
const rows: ByteImage[] = [];
for (const name of names) {
  const pictures: ByteImage[] = [];
  for (const value of VALUES) {
    const moved =
      value === 0 ? rig : moveRig(plainKernels(), head, rig, sliderDisplacement(fields, new Map([[name, value]])));
    const poses = YAWS.map(
      (yaw): SheetPose => ({ name, view: { yaw, pitch: 0, shows: 'face' }, joints: new Map(), shapes: new Map() }),
    );
    pictures.push(await sheetPicture(writtenExtras(moved), poses, SAMPLES * SIZE, YAWS.length));
  }
  rows.push(inRow(pictures));
}
const sheet = inRows(rows, COLUMNS);
const { data, width, height } = await atHeight(sheet, sheet.height / SAMPLES);
writeFileSync(
  path,
  await sharp(data, { raw: { width, height, channels: 3 } })
    .toFormat(path.endsWith('png') ? 'png' : 'jpeg')
    .toBuffer(),
);
