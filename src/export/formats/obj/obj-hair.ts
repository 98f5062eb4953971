import sharp from 'sharp';
import { alphaPlane } from '../../rig/edges/alpha-plane.ts';
import type { RigPrimitive, RigTexture } from '../../rig/rigged-head.ts';
import type { ObjMesh } from './obj-text.ts';

/** What OBJ writes of hair. */
export type ObjHair = Pick<RigPrimitive, 'positions' | 'uvs' | 'triangles'>;

/** Name of hair's group and of its material. */
const HAIR = 'hair';

/** A mesh with hair as its last group: vertices of the mesh keep their numbers. */
export function withHairGroup(mesh: ObjMesh, hair: ObjHair): ObjMesh {
  const quads = mesh.quads.length / 4;
  return {
    positions: joined(mesh.positions, hair.positions),
    uvs: joined(mesh.uvs, hair.uvs),
    quads: Uint32Array.from([...Array.from(mesh.quads), ...corners(hair.triangles, mesh.positions.length / 3)]),
    uvQuads: Uint32Array.from([...Array.from(mesh.uvQuads), ...corners(hair.triangles, mesh.uvs.length / 2)]),
    groups: [...mesh.groups, { name: HAIR, material: HAIR, start: quads, count: hair.triangles.length / 3 }],
  };
}

/**
 * How much a cut out texture covers, as greys and as their alpha: MTL's `map_d` is a picture's brightness for some programs
 * (three.js), its alpha for others (Blender).
 */
export async function opacityPicture(texture: RigTexture): Promise<{ name: string; content: Uint8Array }> {
  const { width, height, data } = await alphaPlane(texture);
  const content = await sharp(twice(data), { raw: { width, height, channels: 2 } })
    .png({ compressionLevel: 7 })
    .toBuffer();
  return { name: opacityFile(texture.file), content };
}

/** Each value two times. */
function twice(values: Uint8Array): Uint8Array {
  const out = new Uint8Array(2 * values.length);
  for (let k = 0; k < out.length; k++) out[k] = values[k >> 1];
  return out;
}

/** Where the opacity of a texture lies: `textures/hair.png`, `textures/hair_opacity.png`. */
export function opacityFile(file: string): string {
  return file.replace(/(\.[^./]*)?$/, '_opacity.png');
}

function joined(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Triangles as quads that repeat their last corner, counted from `first` on. */
function corners(triangles: Uint32Array, first: number): number[] {
  return Array.from({ length: (4 * triangles.length) / 3 }, (_, k) => {
    const corner = Math.min(k % 4, 2);
    return first + triangles[3 * Math.floor(k / 4) + corner];
  });
}
