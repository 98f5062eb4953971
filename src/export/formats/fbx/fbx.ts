import { restSimilarity } from '../../../geometry/similarity.ts';
import { placedHead } from '../../rig/placed-head.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import type { ExportChoices } from '../export-choices.ts';
import type { ExportFormat } from '../format.ts';
import { jointMatrix } from '../joint-matrix.ts';
import { FBX_ID, FBX_TIME, fbxBinary } from './fbx-binary.ts';
import { addClip, clipEnd } from './fbx-clips.ts';
import { addBlendShapes, addSkin } from './fbx-deformers.ts';
import { addMaterial } from './fbx-materials.ts';
import { fbxMesh, meshNodes } from './fbx-mesh.ts';
import { type FbxNode, fbxNode, int64, withChildren } from './fbx-node.ts';
import { type FbxId, FbxObjects, SCENE } from './fbx-objects.ts';
import {
  enumProperty,
  intProperty,
  localProperty,
  numberProperty,
  properties70,
  textProperty,
  timeProperty,
} from './fbx-properties.ts';
import { addBindPose, addJoints } from './fbx-skeleton.ts';
import { presetRotation, SCENE_PRESETS, type ScenePreset } from './scene-preset.ts';

/** FBX 7.4 binary. */
export const FBX: ExportFormat = {
  name: 'fbx',
  extensions: ['.fbx'],
  beside: (head, { textures }) => (textures === 'beside' ? head.textures : {}),
  mmPerUnit: ({ preset }) => MM_PER_CM * SCENE_PRESETS[preset].unitCm,
  files: async (head, stem, choices) => [{ name: `${stem}.fbx`, content: fbxBytes(head, choices) }],
};

const MM_PER_CM = 10;

type FbxChoices = Pick<ExportChoices, 'preset' | 'textures' | 'place'>;

/**
 * One skinned mesh without seams, a material and a texture each, limbs, blend shapes with normals, and clips as stacks. A head that
 * was put into a scene keeps its axes, as which readers then take the preset's.
 */
export function fbxBytes(head: RiggedHead, { preset: name, textures, place }: FbxChoices): Uint8Array {
  const preset = SCENE_PRESETS[name];
  const placed = placedHead(head, {
    scale: 1 / (MM_PER_CM * preset.unitCm),
    rotation: place === null ? presetRotation(preset) : restSimilarity().rotation,
    translation: new Float64Array(3),
  });
  const objects = new FbxObjects();
  addHead(objects, placed, textures === 'inside');
  const [first] = head.animations ?? [];
  return fbxBinary([
    ...HEADER,
    globalSettings(preset, first === undefined ? 0 : clipEnd(first)),
    withChildren(
      fbxNode('Documents'),
      fbxNode('Count', 1),
      withChildren(
        fbxNode('Document', int64(1), '', 'Scene'),
        properties70(textProperty('ActiveAnimStackName', first?.name ?? '')),
        fbxNode('RootNode', int64(SCENE)),
      ),
    ),
    withChildren(fbxNode('References')),
    objects.definitions(),
    withChildren(fbxNode('Objects'), ...objects.nodes),
    withChildren(fbxNode('Connections'), ...objects.connections),
    withChildren(fbxNode('Takes'), fbxNode('Current', first?.name ?? '')),
  ]);
}

function addHead(objects: FbxObjects, head: RiggedHead, inside: boolean): void {
  const { joints, primitives, textures } = head;
  const limbs = addJoints(objects, joints);
  const materials = [...new Set(primitives.map(({ texture }) => texture))];
  const mesh = fbxMesh(primitives);
  const geometry = objects.add('head_mesh', { node: 'Geometry', kind: 'Mesh' }, ...meshNodes(mesh, materials));
  const model = addMeshModel(objects);
  objects.connect(geometry, model);
  for (const name of materials) objects.connect(addMaterial(objects, name, textures[name], inside), model);
  addSkin({ objects, geometry, mesh }, joints, limbs);
  const channels = addBlendShapes({ objects, geometry, mesh }, head.weights ?? new Map());
  addBindPose(objects, [[model, IDENTITY], ...joints.map((joint, j) => [limbs[j].model, jointMatrix(joint)] as const)]);
  const moved = { objects, joints: new Map(joints.map(({ name }, j) => [name, limbs[j]])), channels };
  for (const clip of head.animations ?? []) addClip(moved, clip);
}

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

function addMeshModel(objects: FbxObjects): FbxId {
  const model = objects.add(
    'head_mesh',
    { node: 'Model', kind: 'Mesh' },
    fbxNode('Version', 232),
    properties70(
      enumProperty('InheritType', 1),
      intProperty('DefaultAttributeIndex', 0),
      localProperty('Lcl Translation', [0, 0, 0]),
      localProperty('Lcl Rotation', [0, 0, 0]),
      localProperty('Lcl Scaling', [1, 1, 1]),
    ),
    fbxNode('Shading', { type: 'C', value: true }),
    fbxNode('Culling', 'CullingOff'),
  );
  objects.connect(model, SCENE);
  return model;
}

const CREATOR = 'asm-fit';
const HEADER: readonly FbxNode[] = [
  withChildren(
    fbxNode('FBXHeaderExtension'),
    fbxNode('FBXHeaderVersion', 1003),
    fbxNode('FBXVersion', 7400),
    fbxNode('EncryptionType', 0),
    withChildren(
      fbxNode('CreationTimeStamp'),
      fbxNode('Version', 1000),
      ...Object.entries({ Year: 1970, Month: 1, Day: 1, Hour: 10, Minute: 0, Second: 0, Millisecond: 0 }).map(
        ([name, value]) => fbxNode(name, value),
      ),
    ),
    fbxNode('Creator', CREATOR),
  ),
  fbxNode('FileId', FBX_ID),
  fbxNode('CreationTime', FBX_TIME),
  fbxNode('Creator', CREATOR),
];

/** 30 frames a second. */
const TIME_MODE = 6;

function globalSettings({ up, unitCm }: ScenePreset, end: number): FbxNode {
  // The front axis is the one that looks out of the screen: +z, or -y where z is up.
  const [upAxis, frontAxis, frontSign] = up === 'y' ? [1, 2, 1] : [2, 1, -1];
  return withChildren(
    fbxNode('GlobalSettings'),
    fbxNode('Version', 1000),
    properties70(
      intProperty('UpAxis', upAxis),
      intProperty('UpAxisSign', 1),
      intProperty('FrontAxis', frontAxis),
      intProperty('FrontAxisSign', frontSign),
      intProperty('CoordAxis', 0),
      intProperty('CoordAxisSign', 1),
      intProperty('OriginalUpAxis', upAxis),
      intProperty('OriginalUpAxisSign', 1),
      numberProperty('UnitScaleFactor', unitCm),
      numberProperty('OriginalUnitScaleFactor', unitCm),
      enumProperty('TimeMode', TIME_MODE),
      timeProperty('TimeSpanStart', 0),
      timeProperty('TimeSpanStop', end),
    ),
  );
}
