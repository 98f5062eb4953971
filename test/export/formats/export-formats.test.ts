import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../src/export/formats/export-choices.ts';
import { FIT_FORMATS, FORMAT_NAMES, loadFormats } from '../../../src/export/formats/export-formats.ts';
import type { ExportFormat } from '../../../src/export/formats/format.ts';
import { RIG } from '../../../src/export/formats/rig-file.ts';
import { writeFormats } from '../../../src/export/formats/write-formats.ts';
import { plainPng, smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));

async function written(formats: readonly ExportFormat[]): Promise<string[]> {
  const names: string[] = [];
  await writeFormats(rig, 'me', { formats }, (name) => names.push(name));
  return names;
}

describe('export formats', () => {
  it('have the names that the list gives them, and write files of their endings', async () => {
    for (const [k, format] of (await loadFormats(FORMAT_NAMES)).entries()) {
      expect(format.name).toBe(FORMAT_NAMES[k]);
      const files = await format.files(rig, 'me', EXPORT_DEFAULTS);
      expect(files.map(({ name }) => name)).toEqual(format.extensions.map((ending) => `me${ending}`));
    }
    expect(FORMAT_NAMES).toEqual(expect.arrayContaining([...FIT_FORMATS]));
  });

  it('repeat themselves bit for bit', async () => {
    for (const format of await loadFormats(FORMAT_NAMES))
      expect(await format.files(rig, 'me', EXPORT_DEFAULTS)).toEqual(await format.files(rig, 'me', EXPORT_DEFAULTS));
  });

  it('get their textures once, where any of them has them beside', async () => {
    const [glb, obj] = await loadFormats(['glb', 'obj']);
    const textures = ['textures/skin.png', 'textures/eye.png'];
    expect(await written([glb])).toEqual(['me.glb', 'me_rig_map.json']);
    expect(await written([obj])).toEqual(['me.obj', 'me.mtl', ...textures]);
    expect(await written([obj, glb, RIG])).toEqual([
      'me.obj',
      'me.mtl',
      'me.glb',
      'me_rig_map.json',
      'rig.bin',
      ...textures,
    ]);
  });

  it('write maps beside too', async () => {
    const [obj] = await loadFormats(['obj']);
    const map = (file: string) => ({ file, bytes: Uint8Array.of(1) });
    const skin = {
      ...rig.textures.skin,
      normalMap: map('textures/normal.png'),
      occlusionRoughness: map('textures/orm.png'),
    };
    const names: string[] = [];
    await writeFormats({ ...rig, textures: { skin } }, 'me', { formats: [obj] }, (name) => names.push(name));
    expect(names).toEqual(['me.obj', 'me.mtl', 'textures/skin.png', 'textures/normal.png', 'textures/orm.png']);
  });
});
