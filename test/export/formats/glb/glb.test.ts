import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import sharp from 'sharp';
import type { BufferGeometry, MeshStandardMaterial, SkinnedMesh } from 'three';
import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../../src/export/formats/export-choices.ts';
import { GLB, glbBytes } from '../../../../src/export/formats/glb/glb.ts';
import type { RiggedHead, RigJoint } from '../../../../src/export/rig/rigged-head.ts';
import { vertexNormals } from '../../../../src/geometry/mesh/mesh.ts';
import { multiplyQuaternions, rotationFromQuaternion } from '../../../../src/geometry/quaternion.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { encodePng } from '../../../../src/image/image-file.ts';
import { expectClose } from '../../../helpers/close.ts';
import { loadInThree } from '../../../helpers/meshes/load-in-three.ts';
import { plainPng, smallRig, stripRig } from '../../../helpers/meshes/small-rig.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));
const [file, ...others] = await GLB.files(rig, 'me', EXPORT_DEFAULTS);
const bytes = file.content as Uint8Array;
const root = (await new NodeIO().readBinary(bytes)).getRoot();

/** The same with all maps, and with eight influences of which three move nothing. */
const mapped: RiggedHead = {
  ...rig,
  joints: [
    ...rig.joints,
    ...Array.from(
      { length: 6 },
      (_, j): RigJoint => ({ name: `bone_${j}`, parent: 0, position: [j, 0, 0], rotation: [0, 0, 0, 1] }),
    ),
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
  it('is one file beside the names that others have for its joints, which the Khronos validator accepts', async () => {
    expect(file.name).toBe('me.glb');
    expect(others.map(({ name }) => name)).toEqual(['me_rig_map.json']);
    expect(JSON.parse(others[0].content as string).joints.jaw.vrm).toBe('jaw');
    for (const content of [bytes, mappedBytes]) expect(await faults(content)).toEqual([]);
  });

  it('draws what has a soft edge opaque, and blends its edge over the same vertices', async () => {
    const content = await glbBytes(await stripRig(await plainPng(200), { red: 20 }));
    expect(await faults(content)).toEqual([]);
    const written = (await new NodeIO().readBinary(content)).getRoot();
    const [, whole, edge] = written.listMeshes()[0].listPrimitives();
    const looks = [whole, edge].map((primitive) => primitive.getMaterial());
    expect(looks.map((look) => [look?.getName(), look?.getAlphaMode(), look?.getDoubleSided()])).toEqual([
      ['strip', 'OPAQUE', true],
      ['strip_edge', 'BLEND', true],
    ]);
    expect(looks[0]?.getBaseColorTexture()).toBe(looks[1]?.getBaseColorTexture());
    expect([whole, edge].map((primitive) => primitive.getIndices()?.getCount())).toEqual([6, 24]);
    for (const semantic of whole.listSemantics())
      expect(edge.getAttribute(semantic)).toBe(whole.getAttribute(semantic));
    expect(edge.listTargets()).toEqual(whole.listTargets());
  });

  it.each([
    ['opaque', 255, ['strip']],
    ['half clear', 128, ['strip_edge']],
    ['clear', 0, []],
  ] as const)('has no empty part of what is %s all over', async (_, alpha, looks) => {
    const rigged = await stripRig(await plainPng(200), { red: 20 });
    const pixel = Buffer.from([20, 0, 0, alpha]);
    const bytes = await sharp(Buffer.concat(Array(64).fill(pixel)), { raw: { width: 8, height: 8, channels: 4 } })
      .png()
      .toBuffer();
    const textures = { ...rigged.textures, strip: { ...rigged.textures.strip, bytes } };
    const content = await glbBytes({ ...rigged, textures });
    expect(await faults(content)).toEqual([]);
    const [, ...parts] = (await new NodeIO().readBinary(content)).getRoot().listMeshes()[0].listPrimitives();
    expect(parts.map((part) => part.getMaterial()?.getName())).toEqual(looks);
  });

  it('blends strands, seen from both sides', async () => {
    const { skin, eye } = rig.textures;
    const content = await glbBytes({ ...rig, textures: { skin, eye: { ...eye, alpha: 'strands' as const } } });
    expect(await faults(content)).toEqual([]);
    const [, lashes] = (await new NodeIO().readBinary(content)).getRoot().listMaterials();
    expect([lashes.getAlphaMode(), lashes.getDoubleSided()]).toEqual(['BLEND', true]);
  });

  it('cuts hair out by its alpha, seen from both sides, and blends what is clear', async () => {
    const { skin, eye } = rig.textures;
    const textures = { skin: { ...skin, alpha: 'mask' as const }, eye: { ...eye, alpha: 'blend' as const } };
    const content = await glbBytes({ ...rig, textures });
    expect(await faults(content)).toEqual([]);
    const [hair, clear] = (await new NodeIO().readBinary(content)).getRoot().listMaterials();
    expect([hair.getAlphaMode(), hair.getAlphaCutoff(), hair.getDoubleSided()]).toEqual(['MASK', 0.3, true]);
    expect([clear.getAlphaMode(), clear.getDoubleSided()]).toEqual(['BLEND', false]);
    const [plain] = root.listMaterials();
    expect([plain.getAlphaMode(), plain.getDoubleSided()]).toEqual(['OPAQUE', false]);
  });

  it('holds joints in metres with their rest axes, relative to their parents, and the inverses of their rest', () => {
    const [skin] = root.listSkins();
    const [head, jaw] = skin.listJoints();
    expect([head.getName(), jaw.getName()]).toEqual(['head', 'jaw']);
    expect(head.listChildren()).toContain(jaw);
    expectClose(jaw.getWorldTranslation(), [0, -0.04, 0.02], { atol: 1e-9 });
    expectClose(head.getRotation(), [0.6, 0, 0, 0.8], { atol: 1e-12 });
    // The jaw is shown turned about an axis of head space, its rest axes after that.
    const turn = [Math.sin(0.1), 0, 0, Math.cos(0.1)] as const;
    expectClose(jaw.getWorldRotation(), multiplyQuaternions(turn, [0.5, -0.1, 0.7, 0.5]), { atol: 1e-9 });
    const inverse = skin.getInverseBindMatrices()?.getArray() as Float32Array;
    rig.joints.forEach(({ position, rotation }, j) => {
      const [back, r] = [inverse.subarray(16 * j, 16 * j + 16), rotationFromQuaternion(rotation)];
      // Columns: from the joint to head space and on to the joint is nothing.
      for (let row = 0; row < 3; row++) {
        for (let c = 0; c < 3; c++) expect(back[4 * c + row]).toBeCloseTo(r[3 * c + row], 6);
        const at = [0, 1, 2].reduce((sum, c) => sum + (back[4 * c + row] * position[c]) / 1000, back[12 + row]);
        expect(at).toBeCloseTo(0, 8);
      }
    });
  });

  it('animates joints along the axes of head space, in their own', async () => {
    const turn = [0, Math.sin(0.2), 0, Math.cos(0.2)] as const;
    const still = [0, 0, 0, 1];
    const animation = {
      name: 'nod',
      times: Float32Array.of(0, 1),
      rotations: new Map([['jaw', Float32Array.of(...still, ...turn)]]),
      weights: new Map(),
    };
    const content = await glbBytes({ ...rig, animations: [animation] });
    expect(await faults(content)).toEqual([]);
    const animated = (await new NodeIO().readBinary(content)).getRoot();
    const channels = animated.listAnimations()[0].listChannels();
    const rotations = channels.find((channel) => channel.getTargetPath() === 'rotation');
    const keys = rotations?.getSampler()?.getOutput()?.getArray() as Float32Array;
    const [head, jaw] = rig.joints;
    const inWorld = (key: ArrayLike<number>) => multiplyQuaternions(head.rotation, [key[0], key[1], key[2], key[3]]);
    expectClose(inWorld(keys.subarray(0, 4)), jaw.rotation, { atol: 1e-6 });
    expectClose(inWorld(keys.subarray(4, 8)), multiplyQuaternions(turn, jaw.rotation), { atol: 1e-6 });
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

  it('embeds what is opaque as JPEG where that is smaller', async () => {
    const [width, height] = [64, 64];
    const random = createRandom(5);
    const data = Uint8Array.from({ length: 3 * width * height }, () => 120 + 3 * random.normal());
    const bytes = await encodePng({ width, height, data });
    const { skin } = rig.textures;
    const textures = { skin: { ...skin, bytes }, eye: { ...skin, bytes, alpha: 'mask' as const } };
    const binary = await glbBytes({ ...rig, textures });
    const [opaque, cut] = (await new NodeIO().readBinary(binary))
      .getRoot()
      .listMaterials()
      .map((material) => material.getBaseColorTexture());
    expect([opaque?.getMimeType(), cut?.getMimeType()]).toEqual(['image/jpeg', 'image/png']);
    expect(cut?.getImage()).toEqual(new Uint8Array(bytes));
    const shown = await sharp(opaque?.getImage() ?? undefined)
      .raw()
      .toBuffer();
    expect(shown.reduce((sum, value, i) => sum + Math.abs(value - data[i]), 0) / data.length).toBeLessThan(4);
    expect(await faults(binary)).toEqual([]);
  });

  it('embeds the textures as they are where JPEG would be larger', () => {
    expect(GLB.beside(rig, EXPORT_DEFAULTS)).toEqual({});
    const [skin, eye] = root.listMaterials().map((material) => material.getBaseColorTexture()?.getImage());
    expect(skin).toEqual(new Uint8Array(rig.textures.skin.bytes));
    expect(eye).toEqual(new Uint8Array(rig.textures.eye.bytes));
  });
});
