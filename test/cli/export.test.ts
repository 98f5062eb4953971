import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/export/formats/export-formats.ts';
import { MARKER } from '../../src/export/output/output-marker.ts';
import { finishedFit } from '../helpers/fitting/made-once.ts';
import { DEMO } from '../helpers/folders.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { filesIn } from '../helpers/result-folder.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
const fit = join(folder, 'fit');
// Some tests damage it.
cpSync(await finishedFit(), fit, { recursive: true });

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

  it('writes coarser forms beside the whole one, of formats with bones', async () => {
    const out = join(folder, 'lods');
    const run = runWarm('export', fit, '-o', out, '--lods', '50,10', '--json');
    expect(run.code, run.stderr).toBe(0);
    const { lods, files } = JSON.parse(run.stdout);
    expect(lods.map(({ stem }: { stem: string }) => stem)).toEqual(['head_lod1', 'head_lod2']);
    const trianglesIn = async (name: string): Promise<number> => {
      expect(files).toContain(name);
      const bytes = new Uint8Array(readFileSync(join(out, name)));
      expect((await validator.validateBytes(bytes)).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
      const primitives = (await new NodeIO().readBinary(bytes)).getRoot().listMeshes()[0].listPrimitives();
      return primitives.reduce((sum, primitive) => sum + (primitive.getIndices()?.getCount() ?? 0) / 3, 0);
    };
    const whole = await trianglesIn('head.glb');
    const [half, tenth] = [await trianglesIn('head_lod1.glb'), await trianglesIn('head_lod2.glb')];
    expect(lods.map(({ triangles }: { triangles: number }) => triangles)).toEqual([half, tenth]);
    expect(half / whole).toBeLessThan(0.55);
    expect(tenth / whole).toBeLessThan(0.16);
    const least = runWarm('export', fit, '-o', join(folder, 'least'), '--lods', '1', '--preset', 'unity');
    expect(least.code, least.stderr).toBe(0);
    expect(least.stderr).toMatch(/--lods: 1 per cent of the triangles are \d+; received \d{4}/);
    expect(least.stderr).toMatch(/--preset: concerns fbx; received --format glb, and changes nothing/);
    expect(run.stderr).not.toMatch(/concerns/);
    expect(runWarm('export', fit, '-o', join(folder, 'no'), '--lods', '10,50')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/each smaller than the one before, not "10,50"/),
    });
    expect(runWarm('export', fit, '-o', join(folder, 'no'), '--lods', '50', '--format', 'obj')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --lods: formats must have bones; received obj/),
    });
  });

  it('keeps the size of the texture and the influences that the fit was asked for, or fewer of these', async () => {
    const json = JSON.parse(readFileSync(join(fit, 'fit.json'), 'utf8'));
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
    expect(runWarm('export', fit, '-o', four, '--influences', '4').code).toBe(0);
    expect(await sets(join(four, 'head.glb'))).toEqual(['WEIGHTS_0']);
  });

  it('writes a GLB alone unless told, and each format once', () => {
    const out = join(folder, 'glb');
    expect(runWarm('export', fit, '-o', out).stdout).toBe(`head.glb, head_rig_map.json in ${out}\n`);
    expect(filesIn(out)).toEqual([MARKER, 'head.glb', 'head_rig_map.json']);
    const twice = runWarm('export', fit, '-o', out, '--format', 'glb, glb', '--force');
    expect(twice.code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, MARKER), 'utf8'))).toMatchObject({ command: 'export', complete: true });
  });

  it('writes every format, and beside them the textures that they name', () => {
    const out = join(folder, 'all');
    // `usd` is both of its forms.
    const formats = [...FORMAT_NAMES.filter((name) => !name.startsWith('usd')), 'usd'];
    const run = runWarm('export', fit, '-o', out, '--format', formats.join(','), '--textures', 'beside');
    expect(run.stderr).toBe('');
    const files = filesIn(out);
    for (const name of FORMAT_NAMES) expect(files).toContain(`head.${name}`);
    const stage = readFileSync(join(out, 'head.usda'), 'utf8');
    const named = new Set(Array.from(stage.matchAll(/@(.*?)@/g), ([, file]) => file));
    expect(named.size).toBeGreaterThan(4);
    for (const file of named) expect(files).toContain(file);
  });

  it('says of VRM what a file says, and refuses what is none of its fields', () => {
    const meta = join(folder, 'meta.json');
    writeFileSync(meta, '{"name": "Me", "authors": ["Myself"]}');
    const out = join(folder, 'avatar');
    expect(runWarm('export', fit, '-o', out, '--format', 'vrm', '--vrm-meta', meta).code).toBe(0);
    expect(readFileSync(join(out, 'head.vrm')).includes('"authors":["Myself"]')).toBe(true);
    writeFileSync(meta, '{"licence": "MIT"}');
    const run = runWarm('export', fit, '-o', join(folder, 'none'), '--format', 'vrm', '--vrm-meta', meta);
    expect([run.code, run.stderr]).toEqual([3, expect.stringMatching(/must hold fields of VRM 1\.0's meta/)]);
  });

  it('puts a head into a frame only where fit.json knows it', () => {
    const none = join(folder, 'none');
    const inFrame = (frame: string, ...more: readonly string[]) =>
      runWarm('export', fit, '-o', none, '--frame', frame, ...more);
    // One photograph, whose camera was solved.
    expect(inFrame('capture').stderr).toMatch(/fit\.json: must say where the capture has the head/);
    expect(inFrame('scan').stderr).toMatch(/it is known of folders of scan-fit/);
    expect(inFrame('world').code).toBe(2);
    const path = join(fit, 'fit.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, text.length >> 1));
    expect(inFrame('capture')).toMatchObject({ code: 3, stderr: expect.stringMatching(/fit\.json: it must be JSON/) });
    writeFileSync(path, text.replace('"version": 1', '"version": 9'));
    expect(inFrame('capture').stderr).toMatch(/reads fits of version 1; received version 9/);
    const place = { scale: 1, rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [10, 20, 30] };
    writeFileSync(path, text.replace('"capture": null', `"capture": ${JSON.stringify(place)}`));
    expect(inFrame('capture', '--format', 'vrm').code).toBe(2);
    const placed = join(folder, 'placed');
    expect(runWarm('export', fit, '-o', placed, '--format', 'obj', '--frame', 'capture').code).toBe(0);
    const first = (file: string) =>
      readFileSync(file, 'utf8')
        .match(/^v (.*)$/m)?.[1]
        .split(' ')
        .map(Number) ?? [];
    const [x, y, z] = first(join(fit, 'head.obj'));
    const [a, b, c] = first(join(placed, 'head.obj'));
    for (const [is, was] of [
      [a, x + 10],
      [b, y + 20],
      [c, z + 30],
    ])
      expect(is).toBeCloseTo(was, 3);
    writeFileSync(path, text);
  });

  it('names a texture that is gone', () => {
    const path = join(fit, 'textures', 'teeth.png');
    const bytes = readFileSync(path);
    rmSync(path);
    const run = runWarm('export', fit, '-o', join(folder, 'none'), '--format', 'fbx');
    expect([run.code, run.stderr]).toEqual([3, expect.stringMatching(/teeth\.png/)]);
    writeFileSync(path, bytes);
  });

  it('keeps to the rules of output folders', () => {
    const out = join(folder, 'taken');
    expect(runWarm('export', fit, '-o', out).code).toBe(0);
    expect(runWarm('export', fit, '-o', out).code).toBe(4);
    const own = runWarm('export', fit, '-o', fit, '--force');
    expect(own.code).toBe(4);
    expect(existsSync(join(fit, 'fit.json'))).toBe(true);
    expect(runWarm('export', fit).code).toBe(2);
  });

  it('names the formats that it knows where one is unknown', () => {
    const run = runWarm('export', fit, '-o', join(folder, 'none'), '--format', 'glb,vrml');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${FORMAT_NAMES.join(', ')}, not "vrml"`);
  });

  it('refuses folders that are no fits, and damaged ones, and leaves nothing', () => {
    const none = join(folder, 'none');
    const refuse = (path: string, message: RegExp): void => {
      const run = runWarm('export', path, '-o', none);
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
