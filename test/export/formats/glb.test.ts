import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import type { BufferGeometry, MeshStandardMaterial, SkinnedMesh } from 'three';
import { describe, expect, it } from 'vitest';
import { GLB, glbBytes } from '../../../src/export/formats/glb.ts';
import type { RiggedHead, RigJoint } from '../../../src/export/rig/rigged-head.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { expectClose } from '../../helpers/close.ts';
import { loadInThree } from '../../helpers/meshes/load-in-three.ts';
import { plainPng, smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));
const [file, ...others] = await GLB.files(rig, 'me');
const bytes = file.content as Uint8Array;
const root = (await new NodeIO().readBinary(bytes)).getRoot();

/** The same with all maps, and with eight influences of which three move nothing. */
const mapped: RiggedHead = {
  ...rig,
  joints: [
    ...rig.joints,
    ...Array.from({ length: 6 }, (_, j): RigJoint => ({ name: `bone_${j}`, parent: 0, position: [j, 0, 0] })),
  ],
  primitives: [
    {
      ...rig.primitives[0],
      weights: {
        influences: 8,
        joints: Uint16Array.from({ length: 32 }, (_, i) => 7 - (i % 8)),
        weights: Float32Array.from({ length: 32 }, (_, i) => [0.5, 0.25, 0.125, 0.0625, 0.0625, 0, 0, 0][i % 8]),
      },
    },
    rig.primitives[1],
  ],
  textures: {
    ...rig.textures,
    skin: {
      ...rig.textures.skin,
      normalMap: { file: 'normal.png', bytes: await plainPng(128) },
      occlusionRoughness: { file: 'orm.png', bytes: await plainPng(255) },
    },
  },
};
const mappedBytes = await glbBytes(mapped);
const mappedRoot = (await new NodeIO().readBinary(mappedBytes)).getRoot();

/** Errors and warnings. */
async function faults(content: Uint8Array): Promise<unknown[]> {
  const { issues } = await validator.validateBytes(content);
  return issues.messages.filter(({ severity }: { severity: number }) => severity <= 1);
}

describe('GLB', () => {
  it('is one file, which the Khronos validator accepts', async () => {
    expect(file.name).toBe('me.glb');
    expect(others).toEqual([]);
    for (const content of [bytes, mappedBytes]) expect(await faults(content)).toEqual([]);
  });

  it('holds joints in metres, relative to their parents, and the inverses of their rest positions', () => {
    const [skin] = root.listSkins();
    const [head, jaw] = skin.listJoints();
    expect([head.getName(), jaw.getName()]).toEqual(['head', 'jaw']);
    expect(head.listChildren()).toContain(jaw);
    expectClose(jaw.getTranslation(), [0, -0.03, 0.02 - 1 / 3000], { atol: 1e-12 });
    expectClose(jaw.getRotation(), [Math.sin(0.1), 0, 0, Math.cos(0.1)], { atol: 1e-12 });
    const inverse = skin.getInverseBindMatrices()?.getArray() as Float32Array;
    expectClose(inverse.slice(28, 31), [0, 0.04, -0.02], { atol: 1e-7 });
  });

  it('pads weights to four influences and keeps their rows', () => {
    const [primitive] = root.listMeshes()[0].listPrimitives();
    const weights = primitive.getAttribute('WEIGHTS_0')?.getArray() as Float32Array;
    expect(Array.from(weights.slice(4, 8))).toEqual([0.75, 0.25, 0, 0]);
    for (let i = 0; i < weights.length; i += 4)
      expect(weights[i] + weights[i + 1] + weights[i + 2] + weights[i + 3]).toBeCloseTo(1, 6);
  });

  it('names morph targets, shows them as the head does, and has them on every primitive', () => {
    const [mesh] = root.listMeshes();
    expect(mesh.getExtras()).toEqual({ targetNames: ['smile', 'blink'] });
    expect(mesh.getWeights()).toEqual([0.25, 0]);
    for (const primitive of mesh.listPrimitives()) expect(primitive.listTargets().length).toBe(2);
    const [smile] = mesh.listPrimitives()[0].listTargets();
    const deltas = smile.getAttribute('POSITION')?.getArray() as Float32Array;
    expectClose(deltas, [0, 0, 0, 0.001, 0.002, 0.003, 0, 0, 0, 0, 0, -0.001], { atol: 1e-9 });
  });

  it('turns normals with the morph targets', () => {
    const [skin, eye] = root.listMeshes()[0].listPrimitives();
    const [smile, blink] = skin.listTargets();
    const normal = (target: typeof smile) => target.getAttribute('NORMAL')?.getArray() as Float32Array;
    const rest = skin.getAttribute('NORMAL')?.getArray() as Float32Array;
    const { positions, triangles, morphs } = rig.primitives[0];
    const moved = positions.map((x, i) => x + (morphs.get('smile') as Float32Array)[i]);
    expectClose(
      normal(smile).map((x, i) => x + rest[i]),
      vertexNormals(moved, triangles).normals,
      { atol: 1e-6 },
    );
    for (const still of [normal(blink), normal(eye.listTargets()[0])]) expect(still.every((x) => x === 0)).toBe(true);
  });

  it('stores morph targets sparsely where that is smaller', () => {
    const accessors = JSON.parse(
      new TextDecoder().decode(
        bytes.subarray(20, 20 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true)),
      ),
    ).accessors;
    const sparse = accessors.filter((accessor: { sparse?: unknown }) => accessor.sparse !== undefined);
    // Two of four vertices move; every normal turns.
    expect(sparse.map((accessor: { sparse: { count: number } }) => accessor.sparse.count)).toEqual([2]);
  });

  it('has tangents where a normal map is, and nowhere else', () => {
    const [skin, eye] = mappedRoot.listMeshes()[0].listPrimitives();
    expect(
      root
        .listMeshes()[0]
        .listPrimitives()
        .map((primitive) => primitive.getAttribute('TANGENT')),
    ).toEqual([null, null]);
    expect(eye.getAttribute('TANGENT')).toBeNull();
    const tangents = skin.getAttribute('TANGENT')?.getArray() as Float32Array;
    expectClose(tangents.slice(0, 4), [1, 0, 0, 1], { atol: 1e-3 });
  });

  it('links one picture as occlusion and roughness, and says how rough parts without it are', () => {
    const [skin, eye] = mappedRoot.listMaterials();
    expect(skin.getOcclusionTexture()).toBe(skin.getMetallicRoughnessTexture());
    expect(skin.getOcclusionTexture()?.getImage()).toEqual(
      new Uint8Array(mapped.textures.skin.occlusionRoughness?.bytes ?? []),
    );
    expect(skin.getNormalTexture()?.getImage()).toEqual(new Uint8Array(mapped.textures.skin.normalMap?.bytes ?? []));
    expect([eye.getRoughnessFactor(), eye.getMetallicFactor(), eye.getOcclusionTexture()]).toEqual([0.5, 0, null]);
  });

  it('has a second set for influences beyond four', () => {
    const [skin] = mappedRoot.listMeshes()[0].listPrimitives();
    const row = (name: string) => Array.from((skin.getAttribute(name)?.getArray() ?? []).slice(4, 8));
    expect([row('WEIGHTS_0'), row('WEIGHTS_1')]).toEqual([
      [0.5, 0.25, 0.125, 0.0625],
      [0.0625, 0, 0, 0],
    ]);
    expect([row('JOINTS_0'), row('JOINTS_1')]).toEqual([
      [7, 6, 5, 4],
      [3, 0, 0, 0],
    ]);
    expect(root.listMeshes()[0].listPrimitives()[0].getAttribute('JOINTS_1')).toBeNull();
  });

  it('is read by three.js with all of it', async () => {
    const scene = await loadInThree(mappedBytes);
    const meshes = scene.getObjectsByProperty('isSkinnedMesh', true) as SkinnedMesh<
      BufferGeometry,
      MeshStandardMaterial
    >[];
    const skin = meshes.find(({ geometry }) => geometry.getAttribute('tangent') !== undefined);
    expect(meshes.length).toBe(2);
    expect(skin?.geometry.morphAttributes.position?.length).toBe(2);
    expect(skin?.geometry.morphAttributes.normal?.length).toBe(2);
    expect(Object.keys(skin?.morphTargetDictionary ?? {})).toEqual(['smile', 'blink']);
    const { material } = skin as NonNullable<typeof skin>;
    for (const map of [material.map, material.normalMap, material.aoMap, material.roughnessMap])
      expect(map).not.toBeNull();
  });

  it('embeds the textures as they are', () => {
    expect(GLB.textures).toBe('inside');
    const [skin, eye] = root.listMaterials().map((material) => material.getBaseColorTexture()?.getImage());
    expect(skin).toEqual(new Uint8Array(rig.textures.skin.bytes));
    expect(eye).toEqual(new Uint8Array(rig.textures.eye.bytes));
  });
});
