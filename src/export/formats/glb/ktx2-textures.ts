import type { Document, Texture } from '@gltf-transform/core';
import { KHRTextureBasisu } from '@gltf-transform/extensions';
import { NodeBasisEncoder } from 'ktx2-encoder';
import sharp from 'sharp';
import type { GlbExtensions } from './glb-document.ts';

/** Of ETC1S, to 255. */
const QUALITY = 200;

/**
 * Turns a document's pictures into KTX2 (Basis Universal, ETC1S) with mipmaps, as `KHR_texture_basisu` asks, which its readers then
 * need: a graphics card keeps them packed, at a quarter of the memory and less. Base colours are encoded by how eyes see them, maps as
 * the numbers that they are.
 */
export async function ktx2Textures(document: Document): Promise<GlbExtensions> {
  const materials = document.getRoot().listMaterials();
  const colors = new Set(materials.map((material) => material.getBaseColorTexture()));
  const normals = new Set(materials.map((material) => material.getNormalTexture()));
  const encoder = await silentEncoder();
  for (const texture of document.getRoot().listTextures())
    await encode(encoder, texture, { color: colors.has(texture), normal: normals.has(texture) });
  document.createExtension(KHRTextureBasisu).setRequired(true);
  return { extensions: [KHRTextureBasisu] };
}

/** An encoder that prints nothing: what it keeps to print by is console.log as it found it, which falls silent once it has begun. */
async function silentEncoder(): Promise<NodeBasisEncoder> {
  const encoder = new NodeBasisEncoder();
  const { log } = console;
  let begun = false;
  console.log = (...line: unknown[]) => {
    if (!begun) log(...line);
  };
  try {
    await encoder.init();
  } finally {
    console.log = log;
    begun = true;
  }
  return encoder;
}

async function encode(
  encoder: NodeBasisEncoder,
  texture: Texture,
  { color, normal }: { readonly color: boolean; readonly normal: boolean },
): Promise<void> {
  const picture = texture.getImage();
  if (picture === null) return;
  const packed = await encoder.encode(picture, {
    isUASTC: false,
    qualityLevel: QUALITY,
    generateMipmap: true,
    isPerceptual: color,
    isSetKTX2SRGBTransferFunc: color,
    isNormalMap: normal,
    imageDecoder: decoded,
  });
  texture.setImage(new Uint8Array(packed)).setMimeType('image/ktx2');
}

async function decoded(bytes: Uint8Array): Promise<{ data: Uint8Array; width: number; height: number }> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
