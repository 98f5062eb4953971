import sharp from 'sharp';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import type { HeadModel, TextureName } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { addEnlarged, axisTaps } from '../../image/add-enlarged.ts';
import { type LinearImage, linearImage } from '../../image/image.ts';
import type { TexturedMesh } from './textured-mesh.ts';

const TEXTURES: readonly TextureName[] = ['skin', 'eye', 'teeth', 'tongue'];

/** The constant textures of a head's parts, decoded once. */
export type PartImages = Readonly<Record<Exclude<TextureName, 'skin'>, LinearImage>>;

/** A head with the constant textures of its parts. */
export interface TexturedHead {
  readonly head: HeadModel;
  readonly parts: PartImages;
}

/** A head's vertices somewhere. */
export interface ShapedHead {
  readonly head: HeadModel;
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** 1 where hair hides the skin [skin vertices]; where hair grows, {@link hairRegion}, where it is left out. */
  readonly underHair?: Uint8Array | undefined;
}

export async function loadPartImages(head: HeadModel): Promise<PartImages> {
  const load = async (path: string): Promise<LinearImage> => {
    const { data, info } = await sharp(path)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return linearImage({ width: info.width, height: info.height, data });
  };
  return {
    eye: await load(head.partTextures.eye),
    teeth: await load(head.partTextures.teeth),
    tongue: await load(head.partTextures.tongue),
  };
}

/** Joins a head's geometry and textures for the renderer. @param positions [V, 3] */
export function headRenderMesh(
  head: HeadModel,
  positions: ArrayLike<number>,
  skin: LinearImage,
  parts: PartImages,
): TexturedMesh {
  const textureOfTriangle = new Uint8Array(head.triangles.length / 3);
  let t = 0;
  for (const part of head.parts) {
    const count =
      triangulate(head.quads.subarray(4 * part.quadStart, 4 * (part.quadStart + part.quadCount))).length / 3;
    textureOfTriangle.fill(TEXTURES.indexOf(part.texture), t, t + count);
    t += count;
  }
  return {
    positions,
    triangles: head.triangles,
    uvs: head.uvs,
    uvTriangles: uvTriangles(head),
    textureOfTriangle,
    textures: [skin, parts.eye, parts.teeth, parts.tongue],
  };
}

/** UV corners of `head.triangles` [T, 3]: cut as the quads are, whether or not UV corners coincide. */
export const uvTriangles = onceAHead((head): Uint32Array => {
  const out: number[] = [];
  for (let i = 0; i < head.quads.length; i += 4) {
    const [a, b, c, d] = head.uvQuads.subarray(i, i + 4);
    out.push(a, b, c);
    if (head.quads[i + 2] !== head.quads[i + 3]) out.push(a, c, d);
  }
  return Uint32Array.from(out);
});

/** The mean albedo plus modes, in linear light. @param coefficients [K] standard deviations */
export function albedoTexture(head: HeadModel, coefficients: ArrayLike<number> = []): LinearImage {
  const { size, mean, modeSize, modes } = head.albedo;
  const data = mean.slice();
  // Short of the last: it is what lies beyond.
  const taps = axisTaps(size, modeSize, (i) =>
    Math.min(modeSize - 1.001, Math.max(0, ((i + 0.5) * modeSize) / size - 0.5)),
  );
  for (let k = 0; k < coefficients.length; k++) {
    const factor = coefficients[k];
    if (factor === 0) continue;
    const mode = modes.subarray(3 * k * modeSize * modeSize, 3 * (k + 1) * modeSize * modeSize);
    addEnlarged(data, { width: modeSize, data: mode }, taps, factor);
  }
  for (let i = 0; i < data.length; i++) data[i] = Math.min(0.98, Math.max(0.004, data[i]));
  return { width: size, height: size, channels: 3, data };
}
