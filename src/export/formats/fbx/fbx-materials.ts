import type { RigPicture, RigTexture } from '../../rig/rigged-head.ts';
import { UV_SET } from './fbx-mesh.ts';
import { fbxNode } from './fbx-node.ts';
import type { FbxId, FbxObjects } from './fbx-objects.ts';
import {
  animatedNumber,
  boolProperty,
  colorProperty,
  numberProperty,
  properties70,
  textProperty,
} from './fbx-properties.ts';

/** FBX has no map of roughness: what skin's comes to. */
const MAPPED_ROUGHNESS = 0.54;
/** Of what is no metal, where readers take a half for its usual 4 %. */
const SPECULAR_FACTOR = 0.25;

/** A texture as a Phong material, its picture and its normal map linked. @param inside whether pictures are in the file */
export function addMaterial(objects: FbxObjects, name: string, texture: RigTexture, inside: boolean): FbxId {
  const roughness = texture.occlusionRoughness === undefined ? texture.roughness : MAPPED_ROUGHNESS;
  const shininess = 100 * (1 - roughness) ** 2;
  const material = objects.add(
    name,
    { node: 'Material', kind: '' },
    fbxNode('Version', 102),
    fbxNode('ShadingModel', 'phong'),
    fbxNode('MultiLayer', 0),
    properties70(
      colorProperty('DiffuseColor', [1, 1, 1]),
      animatedNumber('DiffuseFactor', 1),
      colorProperty('AmbientColor', [0, 0, 0]),
      colorProperty('SpecularColor', [1, 1, 1]),
      animatedNumber('SpecularFactor', SPECULAR_FACTOR),
      animatedNumber('Shininess', shininess),
      animatedNumber('ShininessExponent', shininess),
      animatedNumber('ReflectionFactor', 0),
      colorProperty('TransparentColor', [0, 0, 0]),
      animatedNumber('TransparencyFactor', 0),
      numberProperty('Opacity', 1),
    ),
  );
  const picture = (what: string, file: RigPicture, ...slots: readonly string[]): void => {
    const image = addPicture(objects, what, file, inside);
    for (const slot of slots) objects.connect(image, material, slot);
  };
  picture(name, texture, 'DiffuseColor', ...(texture.alpha === undefined ? [] : ['TransparentColor']));
  if (texture.normalMap !== undefined) picture(`${name}_normals`, texture.normalMap, 'NormalMap');
  return material;
}

function addPicture(objects: FbxObjects, name: string, { file, bytes }: RigPicture, inside: boolean): FbxId {
  const video = objects.add(
    name,
    { node: 'Video', kind: 'Clip' },
    fbxNode('Type', 'Clip'),
    properties70(textProperty('Path', file)),
    fbxNode('UseMipMap', 0),
    fbxNode('Filename', file),
    fbxNode('RelativeFilename', file),
    ...(inside ? [fbxNode('Content', bytes)] : []),
  );
  const texture = objects.add(
    name,
    { node: 'Texture', kind: '' },
    fbxNode('Type', 'TextureVideoClip'),
    fbxNode('Version', 202),
    fbxNode('TextureName', name),
    properties70(textProperty('UVSet', UV_SET), boolProperty('UseMaterial', true)),
    fbxNode('Media', name),
    fbxNode('FileName', file),
    fbxNode('RelativeFilename', file),
  );
  objects.connect(video, texture);
  return texture;
}
