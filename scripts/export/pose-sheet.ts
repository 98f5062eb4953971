/**
 * Draws the rig of a finished fit in eight poses, there to be looked at:
 *   node dist-tools/scripts/export/pose-sheet.js <fit folder> <png>
 * front, side, back, below; mouth open, eyes shut, head turned, smile. Single-sided: holes show the blue behind.
 */
import { writeFileSync } from 'node:fs';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { atHeight } from '../../src/render/pictures/face-pictures.ts';
import { sheetPicture } from './sheet-picture.ts';
import { sheetPoses } from './sheet-poses.ts';

const SIZE = 400;
const SAMPLES = 2;

const [folder, png] = process.argv.slice(2);
if (png === undefined) {
  console.error('usage: node dist-tools/scripts/export/pose-sheet.js <fit folder> <png>');
  process.exit(2);
}
const rig = writtenExtras(await loadRig(folder));
const poses = sheetPoses(rig, (what) => console.error(`missing: ${what}`));
const sheet = await sheetPicture(rig, poses, SAMPLES * SIZE);
writeFileSync(png, await encodePng(await atHeight(sheet, sheet.height / SAMPLES)));
