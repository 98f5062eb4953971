import { Matrix4 } from 'three';
import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../src/export/formats/export-choices.ts';
import { type FormatName, loadFormats } from '../../../src/export/formats/export-formats.ts';
import { writeFormats } from '../../../src/export/formats/write-formats.ts';
import { rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { expectClose } from '../../helpers/close.ts';
import { seamRig } from '../../helpers/meshes/avatar-rig.ts';
import { fbxInThree } from '../../helpers/meshes/fbx-in-three.ts';
import { loadInThree } from '../../helpers/meshes/load-in-three.ts';
import { plainPng } from '../../helpers/meshes/small-rig.ts';
import { posableScene } from '../../helpers/meshes/three-rig.ts';
import { usdInThree } from '../../helpers/meshes/usd/usd-in-three.ts';

const rig = seamRig(await plainPng(200), await plainPng(10));
/** Into a scene whose unit is 20 mm. */
const place = { scale: 0.05, rotation: rotationFromEuler(0.4, -1.1, 0.2), translation: Float64Array.of(30, -20, 55) };
const there = applySimilarity(place, rig.primitives[0].positions);

async function written(name: FormatName): Promise<Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const wanted = { formats: await loadFormats([name]), choices: { ...EXPORT_DEFAULTS, place } };
  await writeFormats(rig, 'me', wanted, (file, content) => files.set(file, content));
  return Buffer.from(files.get(`me.${name}`) ?? '');
}

describe('a head in a scene', () => {
  it('has in an OBJ the numbers that it has there', async () => {
    const [first] =
      Buffer.from(await written('obj'))
        .toString()
        .match(/^v .*$/m) ?? [];
    const [, ...numbers] = (first ?? '').split(' ');
    expectClose(numbers.map(Number), applySimilarity(place, rig.surface.positions).subarray(0, 3), { atol: 1e-4 });
  });

  it.each([
    ['glb', async () => loadInThree(await written('glb'))],
    ['fbx', async () => fbxInThree(await written('fbx'))],
    ['usda', async () => usdInThree((await written('usda')).toString())],
  ] as const)('has in %s too, at rest as skinned', async (_, load) => {
    const [skin] = posableScene(await load(), { mmPerUnit: 1, axes: new Matrix4() }).posed(new Map(), new Map());
    // Corners of the first triangle in those that repeat them.
    expectClose(skin.subarray(0, 9), there.subarray(0, 9), { atol: 1e-5 });
  });

  it('is no VRM', async () => {
    await expect(written('vrm')).rejects.toThrow(/vrm: must stand in its own frame/);
  });
});
