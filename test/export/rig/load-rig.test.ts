import { copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { RIG } from '../../../src/export/formats/rig-file.ts';
import { writeFormats } from '../../../src/export/formats/write-formats.ts';
import { openOutputFolder } from '../../../src/export/output/output-folder.ts';
import { MARKER } from '../../../src/export/output/output-marker.ts';
import { loadRig } from '../../../src/export/rig/load-rig.ts';
import { plainPng, smallRig } from '../../helpers/meshes/small-rig.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));
let folder: string;

async function writeFit(command: string): Promise<void> {
  const request = { output: folder, force: false, inputs: [], command, version: '1.2.3' };
  const output = openOutputFolder(request);
  await writeFormats(rig, 'head', { formats: [RIG] }, (name, content) => output.write(name, content));
  output.write('fit.json', '{}');
  output.commit();
}

describe('the rig of a finished fit', () => {
  beforeEach(async () => {
    folder = join(temporaryFolder(), 'out');
    await writeFit('fit');
  });

  it('is what was written, textures and all', async () => {
    expect(await loadRig(folder)).toEqual(rig);
  });

  it('takes textures that were painted over since', async () => {
    const painted = await plainPng(0);
    writeFileSync(join(folder, 'textures', 'skin.png'), painted);
    expect((await loadRig(folder)).textures.skin.bytes).toEqual(painted);
  });

  it.each([
    ['one that is gone', (path: string) => rmSync(path), /must exist/],
    ['one cut off', (path: string) => truncateSync(path, 150), /must decode/],
    [
      'another format',
      async (path: string) =>
        sharp(await plainPng(0))
          .jpeg()
          .toFile(path),
      /must be image\/png; received image\/jpeg/,
    ],
  ])('refuses %s among its textures', async (_, damage, message) => {
    await damage(join(folder, 'textures', 'skin.png'));
    await expect(loadRig(folder)).rejects.toThrow(message);
  });

  it.each([
    ['no folder', () => rmSync(folder, { recursive: true }), /no such folder/],
    [
      'a file',
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, 'x');
      },
      /received a file/,
    ],
    [
      'a folder of something else',
      () => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      },
      /a folder without rig\.bin/,
    ],
    ['a fit that lost its rig', () => rmSync(join(folder, 'rig.bin')), /whose rig\.bin is gone/],
    [
      'a fit without marker and rig',
      () => {
        rmSync(join(folder, 'rig.bin'));
        rmSync(join(folder, MARKER));
      },
      /a fit without rig\.bin/,
    ],
  ])('refuses %s', async (_, damage, message) => {
    damage();
    await expect(loadRig(folder)).rejects.toThrow(message);
    await expect(loadRig(folder)).rejects.toMatchObject({ name: 'AsmFitError', kind: 'input' });
  });

  it('says what wrote a folder without one', async () => {
    for (const [command, message] of [
      ['reconstruct', /received what reconstruct wrote$/],
      ['fit', /received what fit of asm-fit 1\.2\.3 wrote, without rig\.bin$/],
    ] as const) {
      folder = join(temporaryFolder(), 'out');
      const output = openOutputFolder({ output: folder, force: false, inputs: [], command, version: '1.2.3' });
      output.write('fit.json', '{}');
      output.commit();
      await expect(loadRig(folder)).rejects.toThrow(message);
    }
  });

  it('under another name is another file', async () => {
    copyFileSync(join(folder, 'fit.json'), join(folder, 'rig.bin'));
    await expect(loadRig(folder)).rejects.toThrow(/packed head/);
  });
});
