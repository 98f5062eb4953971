import {
  AnimationMixer,
  type BufferGeometry,
  type Mesh,
  type MeshPhysicalMaterial,
  type SkinnedMesh,
  Vector3,
} from 'three';
import { describe, expect, it } from 'vitest';
import { usdaText, usdzBytes } from '../../../../src/export/formats/usd/usd.ts';
import { weldedPoints } from '../../../../src/export/formats/welded-points.ts';
import { primitiveNormals } from '../../../../src/export/rig/normals/primitive-normals.ts';
import { posedVertices } from '../../../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../../../src/export/rig/rigged-head.ts';
import { expectClose } from '../../../helpers/close.ts';
import { seamRig } from '../../../helpers/meshes/avatar-rig.ts';
import { plainPng } from '../../../helpers/meshes/small-rig.ts';
import { posableScene } from '../../../helpers/meshes/three-rig.ts';
import { atPoints } from '../../../helpers/meshes/usd/at-points.ts';
import { usdAttributes, usdInThree } from '../../../helpers/meshes/usd/usd-in-three.ts';
import { posedStage } from '../../../helpers/meshes/usd/usd-rig.ts';

const plain = seamRig(await plainPng(200), await plainPng(10));
const map = async (file: string) => ({ file, bytes: await plainPng(30) });
const rig: RiggedHead = {
  ...plain,
  textures: {
    skin: {
      ...plain.textures.skin,
      normalMap: await map('textures/normal.png'),
      occlusionRoughness: await map('textures/occlusion_roughness.png'),
    },
    eye: { ...plain.textures.eye, alpha: 'mask' },
  },
};
const text = usdaText(rig);
const attribute = await usdAttributes(text);

/** Ours by the corners of triangles, as three.js has a mesh whose texture coordinates are told by corner. */
function corners(vertices: readonly Float64Array[]): number[][] {
  return vertices.map((positions, p) =>
    Array.from(rig.primitives[p].triangles).flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3))),
  );
}

describe('USD of what covers in part', () => {
  it.each(['mask', 'soft-edge', 'blend', 'strands', undefined] as const)('of alpha %s', (alpha) => {
    const { alpha: _, ...eye } = rig.textures.eye;
    const written = usdaText({
      ...rig,
      textures: { ...rig.textures, eye: alpha === undefined ? eye : { ...eye, alpha } },
    });
    const cut = alpha === 'mask' || alpha === 'soft-edge';
    expect(written.includes('float inputs:opacityThreshold = 0.3')).toBe(cut);
    expect(written.includes('doubleSided = 1')).toBe(cut || alpha === 'strands');
    expect(written.includes('inputs:opacity.connect')).toBe(alpha !== undefined);
  });
});

describe.each([
  ['text', text],
  ['an archive', usdzBytes(rig, 'me')],
])('USD as %s in three.js', (_, content) => {
  const scene = usdInThree(content);
  const three = posableScene(scene);

  it.each([
    ['at rest', {}],
    ['with its jaw moved', { jaw: { rotation: [0.4, 0.1, -0.2], translation: [1, -2, 3] } }],
    ['with its neck turned', { neck: { rotation: [0.2, 1, 0] }, eye_L: { rotation: [0.4, 0, 0] } }],
  ])('has its vertices where we have them %s', (_, joints) => {
    const pose = new Map(Object.entries(joints));
    const theirs = three.posed(pose, new Map());
    const ours = corners(posedVertices(rig, pose, new Map()));
    for (const [p, positions] of theirs.entries()) expectClose(positions, ours[p], { atol: 5e-4 });
  });

  it('plays the joints of its clips as we do', () => {
    const clip = scene.animations.find(({ name }) => name.includes('captured'));
    if (clip === undefined) throw new Error(scene.animations.map(({ name }) => name).join());
    three.posed(new Map(), new Map());
    new AnimationMixer(scene).clipAction(clip).play().getMixer().setTime(0.4999999);
    scene.updateMatrixWorld(true);
    const pose = new Map([
      ['jaw', { rotation: [0.4, 0.1, 0] }],
      ['head', { translation: [1, 2, 3] }],
    ]);
    const ours = corners(posedVertices(rig, pose, new Map()));
    const place = new Vector3();
    for (const [p, mesh] of (scene.getObjectsByProperty('isSkinnedMesh', true) as SkinnedMesh[]).entries())
      for (let c = 0; c < ours[p].length / 3; c++)
        expectClose(
          mesh.getVertexPosition(c, place).applyMatrix4(mesh.matrixWorld).multiplyScalar(1000).toArray(),
          ours[p].slice(3 * c, 3 * c + 3),
          { atol: 1e-3 },
        );
  });
});

describe('USD', () => {
  const scene = usdInThree(text);
  const [skin, eye] = scene.getObjectsByProperty('isMesh', true) as Mesh<BufferGeometry, MeshPhysicalMaterial>[];

  it('has normals, texture coordinates from below, and its materials with their maps', () => {
    expectClose(Array.from(skin.geometry.attributes.normal.array.slice(0, 3)), [0, 0, 1], { atol: 1e-5 });
    expectClose(Array.from(skin.geometry.attributes.uv.array.slice(6, 8)), [0.25, 0.25], { atol: 1e-7 });
    expect(text).toContain('rel material:binding = </head/materials/eye>');
    for (const texture of ['map', 'normalMap', 'roughnessMap', 'aoMap'] as const)
      expect(skin.material[texture], texture).not.toBeNull();
    expect([eye.material.roughness, eye.material.metalness, eye.material.alphaTest]).toEqual([0.5, 0, 0.3]);
  });

  it('moves by skin and blend shapes as we do, by its own numbers', async () => {
    const pose = new Map([
      ['jaw', { rotation: [0.4, 0.1, -0.2], translation: [1, -2, 3] }],
      ['neck', { rotation: [0.2, 1, 0] }],
    ]);
    const weights = new Map([['smile', 0.7]]);
    const theirs = await posedStage(text, ['skin', 'eye_L'], { pose, weights });
    for (const [p, ours] of atPoints(posedVertices(rig, pose, weights), rig).entries())
      expectClose(theirs[p], ours, { atol: 5e-4 });
  });

  it('has blend shapes that move the points and turn the normals as ours do', () => {
    const { vertexOf } = weldedPoints(rig.primitives[0]);
    const delta = rig.primitives[0].morphs.get('smile') ?? new Float32Array();
    const turned = primitiveNormals(rig.primitives[0]).morph(delta);
    const points = attribute('/head/skin/smile.pointIndices') as number[];
    const rows = (values: Float32Array): number[] =>
      points.flatMap((p) => Array.from(values.subarray(3 * vertexOf[p], 3 * vertexOf[p] + 3)));
    expectClose(
      (attribute('/head/skin/smile.offsets') as number[]).map((x) => 1000 * x),
      rows(delta),
      { atol: 1e-4 },
    );
    expectClose(attribute('/head/skin/smile.normalOffsets') as number[], rows(turned), { atol: 1e-5 });
    const still = Array.from(vertexOf.keys()).filter((p) => !points.includes(p));
    for (const p of still) expect(Array.from(delta.subarray(3 * vertexOf[p], 3 * vertexOf[p] + 3))).toEqual([0, 0, 0]);
  });

  it('weighs them in its animations, and shows the head as the rig does', () => {
    expect(attribute('/head/skin.skel:blendShapes')).toEqual(['smile', 'eyeBlinkLeft']);
    expect(text).toContain('rel skel:blendShapeTargets = [</head/skin/smile>, </head/skin/eyeBlinkLeft>]');
    expect(text).toContain('rel skel:animationSource = </head/skeleton/shown>');
    const shown = usdaText({ ...rig, weights: new Map([['smile', 0.25]]) });
    expect(shown).toContain('float[] blendShapeWeights = [0.25, 0]');
    expect(text).toMatch(/def SkelAnimation "captured_views_04_jpg"[^}]*0: \[.*\],\n\s+15: /);
    expect(text).toMatch(/blendShapeWeights.timeSamples = \{\n\s+0: \[0, 0\],\n\s+15: \[0.5, 0\],/);
  });
});
