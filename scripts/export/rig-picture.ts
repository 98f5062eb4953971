import type { RiggedHead } from '../../src/export/rig/rigged-head.ts';
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

/** sRGB behind a head: what shows through a hole is told from skin, gums and shadow. */
const BACKGROUND: readonly number[] = [90, 200, 235];
const LIGHT: readonly number[] = [0.3, -0.4, -1];

/** A rig's primitives as one textured mesh, without its vertices' places. */
export interface RigMesh extends Omit<TexturedMesh, 'positions'> {
  /** First vertex of the same primitive at the same place at rest [V]: one normal for both sides of a UV seam. */
  readonly welded: Uint32Array;
}

export async function rigMesh({ primitives, textures }: RiggedHead): Promise<RigMesh> {
  const names = Object.keys(textures);
  const images: LinearImage[] = [];
  for (const name of names) images.push(linearImage((await loadImageBytes(textures[name].bytes, name)).image));
  const triangles: number[] = [];
  const uvs: number[] = [];
  const textureOfTriangle: number[] = [];
  const welded: number[] = [];
  for (const primitive of primitives) {
    const first = uvs.length / 2;
    for (const v of primitive.triangles) triangles.push(first + v);
    for (const x of primitive.uvs) uvs.push(x);
    for (let t = 0; t < primitive.triangles.length; t += 3) textureOfTriangle.push(names.indexOf(primitive.texture));
    for (const v of firstAtPlace(primitive.positions)) welded.push(first + v);
  }
  const corners = Uint32Array.from(triangles);
  return {
    triangles: corners,
    uvs,
    uvTriangles: corners,
    textureOfTriangle,
    textures: images,
    welded: Uint32Array.from(welded),
  };
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

/** A posed rig with its textures, lit from beside the camera, single-sided. @param positions [V, 3] mm of all primitives */
export function rigPicture(kernels: Kernels, mesh: RigMesh, positions: Float64Array, camera: Camera): ByteImage {
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

/** The triangles that turn their front to the camera. */
function facing(mesh: RigMesh, p: Float64Array, camera: Camera): RigMesh {
  const [x, y, z] = cameraCentre(camera);
  const { triangles } = mesh;
  const kept = Array.from(mesh.textureOfTriangle, (_, t) => t).filter((t) => {
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
