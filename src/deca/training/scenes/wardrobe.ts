import sharp from 'sharp';
import type { HeadModel } from '../../../head/head-model.ts';
import { loadPartImages, type PartImages } from '../../../render/mesh/head-mesh.ts';
import { type Lashes, loadLashes } from '../../../render/mesh/lashes.ts';
import { loadSkins, type Skin } from '../../../render/texture/skins.ts';

/** What heads are painted with. */
export interface Wardrobe {
  /** Textures of a head's parts. */
  readonly parts: PartImages;
  /** Skins beside the albedo model's, if any. */
  readonly skins: readonly Skin[];
  /** Lashes, and what they look like; null where the head has none. */
  readonly lashes: Lashes | null;
  /** How much of the light from all around reaches the skin, 0..1 [size, size] over the albedo model's texture. */
  readonly occlusion: Float32Array;
}

/**
 * @param skins folder of skins; null: none
 * @throws {AsmFitError} input: there is no such folder, or it holds no skins of the head's size
 */
export async function loadWardrobe(head: HeadModel, skins: string | null): Promise<Wardrobe> {
  const { size } = head.albedo;
  const { data, info } = await sharp(head.occlusionRoughness)
    .resize(size, size)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    lashes: await loadLashes(head),
    parts: await loadPartImages(head),
    skins: skins === null ? [] : await loadSkins(skins),
    occlusion: Float32Array.from({ length: size * size }, (_, i) => data[info.channels * i] / 255),
  };
}
