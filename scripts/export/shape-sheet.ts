/**
 * Draws every ARKit shape of a finished fit's rig at full strength, there to be looked at:
 *   node dist-tools/scripts/export/shape-sheet.js <fit folder> <png>
 * In the order of their names, row by row; `mouthClose` with `jawOpen`, as it is meant. The last is the face at rest.
 */
import { writeFileSync } from 'node:fs';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { atHeight } from '../../src/render/pictures/face-pictures.ts';
import { sheetPicture } from './sheet-picture.ts';
import type { SheetPose } from './sheet-poses.ts';

const SIZE = 140;
const SAMPLES = 2;
const COLUMNS = 8;

const [folder, png] = process.argv.slice(2);
if (png === undefined) {
  console.error('usage: node dist-tools/scripts/export/shape-sheet.js <fit folder> <png>');
  process.exit(2);
}
const rig = writtenExtras(await loadRig(folder));
const names = rig.shapes?.sets.get('arkit') ?? [];
const poses = [...names, null].map((name): SheetPose => {
  const shown = name === null ? [] : name === 'mouthClose' ? ['jawOpen', name] : [name];
  return {
    name: name ?? 'rest',
    view: { yaw: 15, pitch: 0, shows: 'face' },
    joints: new Map(),
    shapes: new Map(shown.map((shape) => [shape, 1])),
  };
});
const sheet = await sheetPicture(rig, poses, SAMPLES * SIZE, COLUMNS);
writeFileSync(png, await encodePng(await atHeight(sheet, sheet.height / SAMPLES)));
