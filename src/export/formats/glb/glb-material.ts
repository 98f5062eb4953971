import type { Document, Material, Texture } from '@gltf-transform/core';
import { ALPHA_CUTOFF } from '../../../image/alpha-cutoff.ts';
import { isTwoSided } from '../../rig/edges/two-sided.ts';
import type { RigPicture, RigTexture } from '../../rig/rigged-head.ts';

/** A texture with its maps as a metallic-roughness material without metal. */
export function glbMaterial(document: Document, name: string, texture: RigTexture): Material {
  const picture = (what: string, { bytes }: RigPicture, mime: string): Texture =>
    document.createTexture(what).setImage(bytes).setMimeType(mime);
  const { mime, alpha, normalMap, occlusionRoughness } = texture;
  const material = document
    .createMaterial(name)
    .setBaseColorTexture(picture(name, texture, mime))
    .setMetallicFactor(0)
    .setRoughnessFactor(texture.roughness)
    .setDoubleSided(isTwoSided(texture));
  if (alpha === 'mask') material.setAlphaMode('MASK').setAlphaCutoff(ALPHA_CUTOFF);
  if (alpha === 'blend' || alpha === 'strands') material.setAlphaMode('BLEND');
  if (normalMap !== undefined) material.setNormalTexture(picture(`${name}_normals`, normalMap, 'image/png'));
  if (occlusionRoughness !== undefined) {
    const maps = picture(`${name}_occlusion_roughness`, occlusionRoughness, 'image/png');
    material.setMetallicRoughnessTexture(maps).setOcclusionTexture(maps);
  }
  return material;
}
