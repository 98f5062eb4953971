import { type Camera, cameraCentre } from '../../geometry/camera.ts';
import { unit } from '../../geometry/vector3.ts';
import type { ByteImage } from '../../image/image.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { directionalLight } from '../../render/light/sh-lighting.ts';
import { drawCatchlight } from '../../render/mesh/draw-catchlight.ts';
import { drawOver } from '../../render/mesh/draw-over.ts';
import { projectMesh } from '../../render/mesh/kernel-mesh.ts';
import { type LoadedMesh, loadMesh, shadeLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { renderedPicture } from '../../render/pictures/rendered-picture.ts';
import type { PlacedRig, RigMesh } from './rig-mesh.ts';

/** Where the lamp stands from the head, in the camera's frame. */
const LAMP: readonly number[] = [0.3, -0.4, -1];

/** A rig in a pose, in kernel memory: for any number of cameras. */
export interface LoadedRig extends PlacedRig {
  readonly mesh: RigMesh;
  readonly loaded: LoadedMesh;
  /** What is blended over the rest, one after the other. */
  readonly layers: readonly LoadedMesh[];
  /** What mirrors the lamp [C, 3]. */
  readonly mirrors: Uint32Array;
}

export function loadRigMesh({ memory }: Kernels, mesh: RigMesh, placed: PlacedRig): LoadedRig {
  const loaded = loadMesh(memory, mesh);
  const layers = mesh.layers.map((layer): LoadedMesh => {
    const triangles = indexCopy(memory, layer.triangles);
    return { ...loaded, triangles, uvTriangles: triangles, textureOf: indexCopy(memory, layer.textureOfTriangle) };
  });
  return { ...placed, mesh, loaded, layers, mirrors: indexCopy(memory, mesh.mirrors) };
}

/**
 * A posed rig with its textures, lit from beside the camera, single-sided but for cards.
 * @param background sRGB bytes
 */
export function rigPicture(kernels: Kernels, rig: LoadedRig, camera: Camera, background: readonly number[]): ByteImage {
  const { memory } = kernels;
  const mark = memory.mark();
  const { width, height } = camera;
  const shown = facing(rig, camera);
  const triangles = indexCopy(memory, shown.triangles);
  const loaded = {
    ...rig.loaded,
    triangles,
    uvTriangles: triangles,
    textureOf: indexCopy(memory, shown.textureOf),
  };
  const placed = { positions: realCopy(memory, rig.positions), triangles };
  const [view] = projectMesh(kernels, placed, [camera], [memory.room(width * height)]);
  const normals = realCopy(memory, rig.normals);
  const lamp = lampOf(camera);
  const light = directionalLight(lamp, [0.75, 0.75, 0.75], [0.3, 0.3, 0.3]);
  const colors = shadeLoadedMesh(kernels, loaded, { ...view, normals }, light);
  const picture = renderedPicture(view, colors, plain(background, width * height));
  const canvas = { picture, depth: view.depth };
  const mirrors = { positions: placed.positions, triangles: rig.mirrors, normals };
  drawCatchlight(kernels, mirrors, { camera, lamp }, canvas);
  for (const layer of rig.layers)
    drawOver(kernels, { mesh: layer, positions: placed.positions, normals }, { camera, light }, canvas);
  memory.release(mark);
  return picture;
}

/** @returns [pixels, 3] */
function plain(color: readonly number[], pixels: number): Uint8Array {
  const out = new Uint8Array(3 * pixels);
  // Far faster than Uint8Array.from with a function.
  for (let i = 0; i < out.length; i += 3) out.set(color, i);
  return out;
}

/** The triangles that turn their front to the camera, and all of cards. */
function facing(
  { mesh, positions: p }: LoadedRig,
  camera: Camera,
): { readonly triangles: Uint32Array; readonly textureOf: Uint32Array } {
  const [x, y, z] = cameraCentre(camera);
  const corners = mesh.triangles;
  const triangles = new Uint32Array(corners.length);
  const textureOf = new Uint32Array(corners.length / 3);
  let count = 0;
  for (let t = 0; t < corners.length / 3; t++) {
    const [a, b, c] = [3 * corners[3 * t], 3 * corners[3 * t + 1], 3 * corners[3 * t + 2]];
    if (t < mesh.twoSidedFrom) {
      const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
      const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
      const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      if (!(nx * (x - p[a]) + ny * (y - p[a + 1]) + nz * (z - p[a + 2]) > 0)) continue;
    }
    triangles.set([a / 3, b / 3, c / 3], 3 * count);
    textureOf[count++] = mesh.textureOfTriangle[t];
  }
  return { triangles: triangles.subarray(0, 3 * count), textureOf: textureOf.subarray(0, count) };
}

/** From over the camera's right shoulder, so that every side of a head is lit. */
function lampOf({ rotation: r }: Camera): readonly [number, number, number] {
  const [x, y, z] = unit([0, 1, 2].map((k) => r[k] * LAMP[0] + r[3 + k] * LAMP[1] + r[6 + k] * LAMP[2]));
  return [x, y, z];
}
