import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/export/formats/export-formats.ts';
import { MARKER } from '../../src/export/output/output-marker.ts';
import { DEMO } from '../helpers/folders.ts';
import { filesIn } from '../helpers/result-folder.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
const fit = join(folder, 'fit');

const wanted = ['--preset', 'fast', '--texture-size', '1024', '--influences', '8'];
const fitRun = runCli('fit', join(DEMO, 'views', '00.jpg'), '-o', fit, ...wanted, '--json');

describe('asm-fit export', () => {
  it('writes the formats as the fit wrote them, byte for byte', () => {
    const out = join(folder, 'both');
    const run = runCli('export', fit, '-o', out, '--format', 'glb,obj', '--json');
    expect(run.code).toBe(0);
    const files = filesIn(out).filter((name) => name !== MARKER);
    expect(files).toEqual([
      'head.glb',
      'head.mtl',
      'head.obj',
      'head_rig_map.json',
      ...['eye', 'occlusion_roughness', 'skin', 'teeth', 'tongue'].map((name) => `textures/${name}.png`),
    ]);
    for (const name of files)
      expect(readFileSync(join(out, name)).equals(readFileSync(join(fit, name))), name).toBe(true);
    const json = JSON.parse(run.stdout);
    expect(json).toMatchObject({
      version: 1,
      tool: { name: 'asm-fit' },
      fit,
      head: 'bundled',
      formats: ['glb', 'obj'],
    });
    expect([...json.files].sort()).toEqual(files);
  });

  it('keeps the size of the texture and the influences that the fit was asked for, or fewer of these', async () => {
    const json = JSON.parse(fitRun.stdout);
    expect(json.options).toMatchObject({ textureSize: 1024, influences: 8 });
    expect(json.texture.size).toBe(1024);
    expect((await sharp(join(fit, 'textures', 'skin.png')).metadata()).width).toBe(1024);
    const sets = async (path: string): Promise<string[]> => {
      const bytes = new Uint8Array(readFileSync(path));
      expect((await validator.validateBytes(bytes)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
      const [skin] = (await new NodeIO().readBinary(bytes)).getRoot().listMeshes()[0].listPrimitives();
      return skin.listSemantics().filter((name) => name.startsWith('WEIGHTS'));
    };
    expect(await sets(join(fit, 'head.glb'))).toEqual(['WEIGHTS_0', 'WEIGHTS_1']);
    const four = join(folder, 'four');
    expect(runCli('export', fit, '-o', four, '--influences', '4').code).toBe(0);
    expect(await sets(join(four, 'head.glb'))).toEqual(['WEIGHTS_0']);
  });

  it('writes a GLB alone unless told, and each format once', () => {
    const out = join(folder, 'glb');
    expect(runCli('export', fit, '-o', out).stdout).toBe(`head.glb, head_rig_map.json in ${out}\n`);
    expect(filesIn(out)).toEqual([MARKER, 'head.glb', 'head_rig_map.json']);
    const twice = runCli('export', fit, '-o', out, '--format', 'glb, glb', '--force');
    expect(twice.code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, MARKER), 'utf8'))).toMatchObject({ command: 'export', complete: true });
  });

  it('keeps to the rules of output folders', () => {
    const out = join(folder, 'taken');
    expect(runCli('export', fit, '-o', out).code).toBe(0);
    expect(runCli('export', fit, '-o', out).code).toBe(4);
    const own = runCli('export', fit, '-o', fit, '--force');
    expect(own.code).toBe(4);
    expect(existsSync(join(fit, 'fit.json'))).toBe(true);
    expect(runCli('export', fit).code).toBe(2);
  });

  it('names the formats that it knows where one is unknown', () => {
    const run = runCli('export', fit, '-o', join(folder, 'none'), '--format', 'glb,vrml');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${FORMAT_NAMES.join(', ')}, not "vrml"`);
  });

  it('refuses folders that are no fits, and damaged ones, and leaves nothing', () => {
    const none = join(folder, 'none');
    const refuse = (path: string, message: RegExp): void => {
      const run = runCli('export', path, '-o', none);
      expect(run.stderr).toMatch(message);
      expect(run.code).toBe(3);
      expect(readdirSync(folder)).not.toContain('none');
    };
    refuse(DEMO, /must be a folder that asm-fit fit wrote; received a folder without rig\.bin/);
    refuse(join(folder, 'glb'), /received what export wrote/);
    const rig = readFileSync(join(fit, 'rig.bin'));
    const damaged = Uint8Array.from(rig);
    damaged[rig.length >> 1] ^= 64;
    writeFileSync(join(fit, 'rig.bin'), damaged);
    refuse(fit, /rig\.bin: the rig must be as asm-fit wrote it/);
    writeFileSync(join(fit, 'rig.bin'), rig.subarray(0, rig.length >> 1));
    refuse(fit, /rig\.bin: section .* must lie inside the file/);
    rmSync(join(fit, 'rig.bin'));
    refuse(fit, /received one whose rig\.bin is gone/);
  });
});
