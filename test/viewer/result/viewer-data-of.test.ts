import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/viewer/result/files-of.ts';
import { folderSource } from '../../../src/viewer/result/result-source.ts';
import { viewerDataOf } from '../../../src/viewer/result/viewer-data-of.ts';
import { FIT_FILES, FIT_JSON, resultFolder } from '../../helpers/viewer/viewed-result.ts';

const dataOf = (files: Readonly<Record<string, unknown>>) => viewerDataOf(folderSource(resultFolder(files)));
const refusalOf = (files: Readonly<Record<string, unknown>>): unknown => {
  try {
    return dataOf(files);
  } catch (error) {
    return error;
  }
};

describe("a page's data", () => {
  it('of a fit: its head, the views that were used, the meshes that are there, its losses', () => {
    const data = dataOf(FIT_FILES);
    expect(data).toMatchObject({
      model: 'head.glb',
      tool: 'asm-fit 0.1.0',
      meshes: [{ key: 'asm', file: 'captured.obj' }],
      losses: [{ stage: 'bones', totals: [3, 2, 1] }],
      photographs: [
        { name: 'views/0.jpg', file: 'views/00_photo.jpg', width: 1000, height: 800, caption: '1.3 %, 27.0 dB' },
      ],
    });
    expect(data.facts).toContainEqual(['views used', '1 of 2']);
    expect([...filesOf(data)].sort()).toEqual(['captured.obj', 'fit.json', 'head.glb', 'views/00_photo.jpg']);
  });

  it('of a fit whose photographs are gone: cameras all the same', () => {
    const { 'views/00_photo.jpg': _, ...rest } = FIT_FILES;
    expect(dataOf(rest).photographs).toMatchObject([{ file: null }]);
  });

  it('of a comparison: template, DECA and ASM first, with their errors', () => {
    const method = (name: string) => ({
      name,
      mesh: `meshes/${name}.obj`,
      parameterCount: 7,
      seconds: 1,
      medianMm: 0.5,
      meanMm: 0.6,
    });
    const methods = { 'asm-k1': method('k1'), asm: method('ASM'), template: method('mean head'), gone: method('gone') };
    const data = dataOf({
      'report.json': {
        version: 1,
        tool: FIT_JSON.tool,
        head: 'bundled',
        methods,
        scanErrors: { file: 'scan_errors.glb', scaleMm: 3, methods: ['asm'] },
      },
      'scan_errors.glb': 'glTF',
      ...Object.fromEntries(['k1', 'ASM', 'mean head'].map((name) => [`meshes/${name}.obj`, 'v 0 0 0'])),
    });
    expect(data.meshes.map(({ key }) => key)).toEqual(['template', 'asm', 'asm-k1']);
    expect(data.meshes[1].caption).toBe('median 0.50, mean 0.60 mm');
    expect(data).toMatchObject({ model: null, scanErrors: { methods: ['asm'] } });
  });

  it('of any folder with a GLB of ours: that head', () => {
    expect(dataOf({ 'animation.glb': 'glTF' })).toMatchObject({ model: 'animation.glb', photographs: [] });
  });

  it.each([
    [
      'a truncated fit.json',
      { 'fit.json': JSON.stringify(FIT_JSON).slice(0, 300) },
      /fit\.json: it must be JSON; received/,
    ],
    ['one of another version', { 'fit.json': { ...FIT_JSON, version: 2 } }, /version must be 1; received 2/],
    ['one of no version', { 'fit.json': [1] }, /version must be 1; received none/],
    [
      'one with a camera that is none',
      { 'fit.json': { ...FIT_JSON, losses: [{ stage: 1 }] } },
      /losses\.0\.stage must be as asm-fit writes it/,
    ],
    ['a fit without its head', { 'head.glb': undefined }, /must hold head\.glb; received a fit without it/],
  ])('refuses %s', (_, files, message) => {
    const all = Object.entries({ ...FIT_FILES, ...files }).filter(([, content]) => content !== undefined);
    expect(refusalOf(Object.fromEntries(all))).toMatchObject({
      kind: 'input',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a folder of something else, a file, and no folder', () => {
    expect(refusalOf({ 'a.txt': '' })).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('without fit.json'),
    });
    expect(() => folderSource(join(resultFolder({ a: 'b' }), 'a'))).toThrow(/received a file/);
    expect(() => folderSource('/no/such/folder')).toThrow(/received no such folder/);
  });

  it('passes over links that lead out of the folder', () => {
    const outside = resultFolder({ 'passwd.json': '{}' });
    const folder = resultFolder(FIT_FILES);
    symlinkSync(join(outside, 'passwd.json'), join(folder, 'passwd.json'));
    expect(viewerDataOf(folderSource(folder)).downloads.map(({ name }) => name)).not.toContain('passwd.json');
  });
});
