/**
 * Draws the rig of a finished fit in eight poses, there to be looked at:
 *   node dist-tools/scripts/export/pose-sheet.js <fit folder> <png>
 * front, side, back, below; mouth open, eyes shut, head turned, smile. Single-sided: holes show the blue behind.
 */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { posedVertices } from '../../src/export/rig/posed-vertices.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { inRow } from '../../src/render/pictures/face-pictures.ts';
import { rigMesh, rigPicture } from './rig-picture.ts';
import { sheetCamera } from './sheet-camera.ts';
import { sheetPoses } from './sheet-poses.ts';

const SIZE = 400;
const SAMPLES = 2;
const COLUMNS = 4;

const [folder, png] = process.argv.slice(2);
if (png === undefined) {
  console.error('usage: node dist-tools/scripts/export/pose-sheet.js <fit folder> <png>');
  process.exit(2);
}

const rig = await loadRig(folder);
const mesh = await rigMesh(rig);
const rest = concatenated(rig.primitives.map(({ positions }) => positions));
const pictures = sheetPoses(rig, (what) => console.error(`missing: ${what}`)).map(({ view, joints, shapes }) => {
  const positions = concatenated(posedVertices(rig, joints, shapes));
  return rigPicture(plainKernels(), mesh, positions, sheetCamera(view, rest, SAMPLES * SIZE));
});
const rows: ByteImage[] = [];
for (let i = 0; i < pictures.length; i += COLUMNS) rows.push(inRow(pictures.slice(i, i + COLUMNS)));
const { width } = rows[0];
const sheet = Buffer.concat(rows.map(({ data }) => data));
const raw = { width, height: sheet.length / (3 * width), channels: 3 } as const;
writeFileSync(
  png,
  await sharp(sheet, { raw })
    .resize({ width: width / SAMPLES })
    .png()
    .toBuffer(),
);

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
