import { AnimationMixer, type BufferGeometry, Matrix4, type MeshPhongMaterial, type SkinnedMesh, Vector3 } from 'three';
import { describe, expect, it, vi } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../../src/export/formats/export-choices.ts';
import { fbxBytes } from '../../../../src/export/formats/fbx/fbx.ts';
import { PRESET_NAMES, SCENE_PRESETS } from '../../../../src/export/formats/fbx/scene-preset.ts';
import { posedVertices } from '../../../../src/export/rig/posed-vertices.ts';
import { expectClose } from '../../../helpers/close.ts';
import { seamRig } from '../../../helpers/meshes/avatar-rig.ts';
import { fbxInThree } from '../../../helpers/meshes/fbx-in-three.ts';
import { plainPng } from '../../../helpers/meshes/small-rig.ts';
import { posableScene } from '../../../helpers/meshes/three-rig.ts';

const rig = seamRig(await plainPng(200), await plainPng(10));

/** Ours by the corners of triangles, as three.js has an FBX's. */
function corners(vertices: readonly Float64Array[]): number[] {
  return vertices.flatMap((positions, p) =>
    Array.from(rig.primitives[p].triangles).flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3))),
  );
}

const AXES = { y: new Matrix4(), z: new Matrix4().makeRotationX(Math.PI / 2) };

describe.each(PRESET_NAMES)('an FBX for %s in three.js', (name) => {
  const preset = SCENE_PRESETS[name];
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const scene = fbxInThree(fbxBytes(rig, { ...EXPORT_DEFAULTS, preset: name }));
  const three = posableScene(scene, { mmPerUnit: 10 * preset.unitCm, axes: AXES[preset.up] });

  it.each([
    ['at rest', {}, {}],
    ['with its jaw moved', { jaw: { rotation: [0.4, 0.1, -0.2], translation: [1, -2, 3] } }, {}],
    ['with its neck turned', { neck: { rotation: [0.2, 1, 0] } }, {}],
    ['with a shape', {}, { smile: 0.7 }],
    ['all at once', { head: { rotation: [0.2, -0.5, 0] }, eye_L: { rotation: [0.4, 0, 0] } }, { smile: 1.3 }],
  ])('has its vertices where we have them %s', (_, joints, shapes) => {
    const pose = new Map(Object.entries(joints));
    const weights = new Map(Object.entries(shapes));
    const [theirs] = three.posed(pose, weights);
    expectClose(theirs, corners(posedVertices(rig, pose, weights)), { atol: 2e-4 });
  });

  it('plays its clips as we do', () => {
    const [clip] = scene.animations;
    expect(clip.name).toBe('captured views/04.jpg');
    three.posed(new Map(), new Map());
    const mixer = new AnimationMixer(scene);
    mixer.clipAction(clip).play();
    mixer.setTime(0.4999999);
    scene.updateMatrixWorld(true);
    const [mesh] = scene.getObjectsByProperty('isSkinnedMesh', true) as SkinnedMesh[];
    const place = new Vector3();
    const theirs = Array.from({ length: mesh.geometry.attributes.position.count }, (_, v) =>
      mesh
        .getVertexPosition(v, place)
        .applyMatrix4(mesh.matrixWorld)
        .multiplyScalar(10 * preset.unitCm)
        .toArray(),
    ).flat();
    const pose = new Map([
      ['jaw', { rotation: [0.4, 0.1, 0] }],
      ['head', { translation: [1, 2, 3] }],
    ]);
    expectClose(theirs, corners(posedVertices(rig, pose, new Map([['smile', 0.5]]))), { atol: 1e-3 });
  });
});

describe('an FBX', () => {
  const bytes = fbxBytes(rig, EXPORT_DEFAULTS);
  const [mesh] = fbxInThree(bytes).getObjectsByProperty('isSkinnedMesh', true) as SkinnedMesh<
    BufferGeometry,
    MeshPhongMaterial[]
  >[];

  it('has normals, texture coordinates from below, and a material for each texture', () => {
    const { normal, uv } = mesh.geometry.attributes;
    expectClose(Array.from(normal.array.slice(0, 3)), [0, 0, 1], { atol: 1e-6 });
    expectClose(Array.from(uv.array.slice(6, 8)), [0.25, 0.25], { atol: 1e-7 });
    expect(mesh.material.map(({ name }) => name)).toEqual(['skin', 'eye']);
    for (const { map } of mesh.material) expect(map).not.toBeNull();
    expect(mesh.geometry.groups.map(({ count, materialIndex }) => [count, materialIndex])).toEqual([
      [6, 0],
      [3, 1],
    ]);
  });

  it('has the pictures in it, or names them alone', () => {
    const holds = (fbx: Uint8Array): boolean => Buffer.from(fbx).includes(Buffer.from(rig.textures.skin.bytes));
    expect(holds(bytes)).toBe(true);
    const beside = fbxBytes(rig, { ...EXPORT_DEFAULTS, textures: 'beside' });
    expect(holds(beside)).toBe(false);
    expect(Buffer.from(beside).includes('textures/skin.png')).toBe(true);
  });
});
