import sharp from 'sharp';
import type { RiggedHead, RigPrimitive, RigTexture } from '../../src/export/rig/rigged-head.ts';
import { type Camera, cameraCentre } from '../../src/geometry/camera.ts';
import { vertexNormals } from '../../src/geometry/mesh/mesh.ts';
import { byteFromLinear } from '../../src/image/color.ts';
import { type ByteImage, type LinearImage, linearImage } from '../../src/image/image.ts';
import { loadImageBytes } from '../../src/image/load-image.ts';
import { type Kernels, realCopy } from '../../src/kernels/kernel.ts';
import { directionalLight } from '../../src/render/light/sh-lighting.ts';
import { projectMesh } from '../../src/render/mesh/kernel-mesh.ts';
import { loadMesh, shadeLoadedMesh } from '../../src/render/mesh/loaded-mesh.ts';
import type { TexturedMesh } from '../../src/render/mesh/textured-mesh.ts';
import { cutCards } from './cut-cards.ts';

/** sRGB behind a head: what shows through a hole is told from skin, gums and shadow. */
const BACKGROUND: readonly number[] = [90, 200, 235];
const LIGHT: readonly number[] = [0.3, -0.4, -1];

/** A rig's primitives as one textured mesh, without its vertices' places; cards cut by their alpha, what is clear left out. */
export interface RigMesh extends Omit<TexturedMesh, 'positions'> {
  /** First vertex of the same primitive at the same place at rest [V]: one normal for both sides of a UV seam. */
  readonly welded: Uint32Array;
  /** What comes after the primitives' vertices: three of these for each, and how much of each. */
  readonly between: { readonly corners: readonly number[]; readonly weights: readonly number[] };
}

export async function rigMesh({ primitives, textures }: RiggedHead): Promise<RigMesh> {
  const names = Object.keys(textures);
  const images: LinearImage[] = [];
  for (const name of names) {
    const { bytes, alpha } = textures[name];
    // Photographs are laid on grey; the colours of hair are not.
    const opaque = alpha === undefined ? bytes : await sharp(bytes).removeAlpha().png().toBuffer();
    images.push(linearImage((await loadImageBytes(opaque, name)).image));
  }
  const triangles: number[] = [];
  const uvs: number[] = [];
  const textureOfTriangle: number[] = [];
  const welded: number[] = [];
  const addTriangles = (corners: ArrayLike<number>, first: number, texture: string): void => {
    for (let i = 0; i < corners.length; i++) triangles.push(first + corners[i]);
    for (let t = 0; t < corners.length; t += 3) textureOfTriangle.push(names.indexOf(texture));
  };
  const cards: (readonly [first: number, primitive: RigPrimitive])[] = [];
  for (const primitive of primitives) {
    const first = uvs.length / 2;
    const { alpha } = textures[primitive.texture];
    if (alpha === undefined) addTriangles(primitive.triangles, first, primitive.texture);
    if (alpha === 'mask') cards.push([first, primitive]);
    for (const x of primitive.uvs) uvs.push(x);
    for (const v of firstAtPlace(primitive.positions)) welded.push(first + v);
  }
  const between = { corners: [] as number[], weights: [] as number[] };
  for (const [first, primitive] of cards) {
    const cut = cutCards(primitive, await alphaOf(textures[primitive.texture]));
    const own = uvs.length / 2;
    addTriangles(cut.triangles, own, primitive.texture);
    for (const x of cut.uvs) uvs.push(x);
    for (let v = own; v < uvs.length / 2; v++) welded.push(v);
    for (const v of cut.corners) between.corners.push(first + v);
    for (const w of cut.weights) between.weights.push(w);
  }
  const corners = Uint32Array.from(triangles);
  return {
    triangles: corners,
    uvs,
    uvTriangles: corners,
    textureOfTriangle,
    textures: images,
    welded: Uint32Array.from(welded),
    between,
  };
}

async function alphaOf({ bytes }: RigTexture): Promise<Pick<ByteImage, 'width' | 'height' | 'data'>> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Places with those between them. */
function withBetween({ between: { corners, weights } }: RigMesh, positions: Float64Array): Float64Array {
  const out = new Float64Array(positions.length + corners.length);
  out.set(positions);
  for (let i = 0; i < corners.length; i++)
    for (let k = 0; k < 3; k++)
      out[positions.length + 3 * Math.floor(i / 3) + k] += weights[i] * positions[3 * corners[i] + k];
  return out;
}

function firstAtPlace(positions: Float64Array): number[] {
  const seen = new Map<string, number>();
  return Array.from({ length: positions.length / 3 }, (_, v) => {
    const place = positions.subarray(3 * v, 3 * v + 3).join(' ');
    const first = seen.get(place) ?? v;
    seen.set(place, first);
    return first;
  });
}

/** A posed rig with its textures, lit from beside the camera, single-sided but for cards. @param vertices [V, 3] mm of all primitives */
export function rigPicture(kernels: Kernels, mesh: RigMesh, vertices: Float64Array, camera: Camera): ByteImage {
  const positions = withBetween(mesh, vertices);
  const { memory } = kernels;
  const mark = memory.mark();
  const loaded = loadMesh(memory, facing(mesh, positions, camera));
  const { width, height } = camera;
  const placed = { positions: realCopy(memory, positions), triangles: loaded.triangles };
  const [view] = projectMesh(kernels, placed, [camera], [memory.room(width * height)]);
  const normals = realCopy(memory, seamlessNormals(mesh, positions));
  const colors = shadeLoadedMesh(kernels, loaded, { ...view, normals }, lightOf(camera));
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = colors[4 * i + 3] > 0 ? byteFromLinear(colors[4 * i + c]) : BACKGROUND[c];
  memory.release(mark);
  return { width, height, data };
}

/** The triangles that turn their front to the camera, and all of cards. */
function facing(mesh: RigMesh, p: Float64Array, camera: Camera): RigMesh {
  const firstCut = p.length / 3 - mesh.between.corners.length / 3;
  const [x, y, z] = cameraCentre(camera);
  const { triangles } = mesh;
  const kept = Array.from(mesh.textureOfTriangle, (_, t) => t).filter((t) => {
    if (triangles[3 * t] >= firstCut) return true;
    const [a, b, c] = [3 * triangles[3 * t], 3 * triangles[3 * t + 1], 3 * triangles[3 * t + 2]];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    return nx * (x - p[a]) + ny * (y - p[a + 1]) + nz * (z - p[a + 2]) > 0;
  });
  const corners = Uint32Array.from(kept.flatMap((t) => [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]]));
  return {
    ...mesh,
    triangles: corners,
    uvTriangles: corners,
    textureOfTriangle: kept.map((t) => mesh.textureOfTriangle[t]),
  };
}

function seamlessNormals({ triangles, welded }: RigMesh, positions: Float64Array): Float64Array {
  const { normals } = vertexNormals(
    positions,
    triangles.map((v) => welded[v]),
  );
  const out = new Float64Array(normals.length);
  for (let v = 0; v < welded.length; v++) out.set(normals.subarray(3 * welded[v], 3 * welded[v] + 3), 3 * v);
  return out;
}

/** From over the camera's right shoulder, so that every side of a head is lit. */
function lightOf({ rotation: r }: Camera): Float64Array {
  const [x, y, z] = [0, 1, 2].map((k) => r[k] * LIGHT[0] + r[3 + k] * LIGHT[1] + r[6 + k] * LIGHT[2]);
  return directionalLight([x, y, z], [0.75, 0.75, 0.75], [0.3, 0.3, 0.3]);
}
