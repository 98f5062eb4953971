import { type Camera, scaleCamera } from '../../geometry/camera.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { meshNormals, projectMesh } from '../../render/mesh/kernel-mesh.ts';
import type { GreyPicture } from './grey-picture.ts';
import { atSkinPoints, type SkinPoints } from './skin-points.ts';

/** A skin at rest, to be looked at by any number of cameras, in kernel memory. */
export interface ProbedSkin {
  readonly points: SkinPoints;
  /** [N, 3] mm and unit */
  readonly places: Float64Array;
  readonly normals: Float64Array;
  /** [V_skin, 3] mm */
  readonly positions: RealArray;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** What a photograph shows of points on the skin. */
export interface SeenGreys {
  /** Logarithm of the grey [N]. */
  readonly grey: Float32Array;
  /** How much it says [N]: the square of the cosine at which the point is seen; 0 where it is not. */
  readonly weight: Float32Array;
}

/** Seen more from the side than this a point says nothing. */
const MIN_COSINE = 0.25;
/** Farther behind the nearest surface than this a point is hidden, mm. */
const TOLERANCE_MM = 3;
/** What hides what is told at this resolution. */
const DEPTH_PIXELS_PER_MM = 0.6;

/** @param positions all parts [V, 3] mm */
export function probeSkin(kernels: Kernels, head: HeadModel, points: SkinPoints, positions: Float64Array): ProbedSkin {
  const { memory } = kernels;
  const skin = realCopy(memory, positions.subarray(0, 3 * head.parts[0].vertexCount));
  const triangles = indexCopy(memory, skinTriangles(head));
  const mark = memory.mark();
  const normals = atSkinPoints(points, meshNormals(kernels, { positions: skin, triangles }).normals);
  memory.release(mark);
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
    for (let k = 0; k < 3; k++) normals[i + k] /= length;
  }
  return { points, places: atSkinPoints(points, skin), normals, positions: skin, triangles };
}

/** Samples a photograph where a camera sees the skin. @param camera in the picture's pixels */
export function seenGreys(kernels: Kernels, skin: ProbedSkin, picture: GreyPicture, camera: Camera): SeenGreys {
  const { count } = skin.points;
  const out = { grey: new Float32Array(count), weight: new Float32Array(count) };
  const { rotation: r, translation: t, fx, fy, cx, cy } = camera;
  if (!(t[2] > 0)) return out;
  const { memory } = kernels;
  const mark = memory.mark();
  const scale = Math.min(1, (DEPTH_PIXELS_PER_MM * t[2]) / fx);
  const coarse = scaleCamera(
    camera,
    scale,
    Math.max(4, Math.ceil(camera.width * scale)),
    Math.max(4, Math.ceil(camera.height * scale)),
  );
  const depth = memory.room(coarse.width * coarse.height);
  projectMesh(kernels, skin, [coarse], [depth]);
  const { places, normals } = skin;
  const { width, height, grey, mask } = picture;
  // Numbers, not arrays, in the loop: what is written to `out` might be what an array holds, so that it would be read again.
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = r;
  const [t0, t1, t2] = t;
  const { grey: greyOut, weight: weightOut } = out;
  for (let i = 0, c = 0; i < count; i++, c += 3) {
    const X = places[c];
    const Y = places[c + 1];
    const Z = places[c + 2];
    const x = r0 * X + r1 * Y + r2 * Z + t0;
    const y = r3 * X + r4 * Y + r5 * Z + t1;
    const z = r6 * X + r7 * Y + r8 * Z + t2;
    const nx = normals[c];
    const ny = normals[c + 1];
    const nz = normals[c + 2];
    const facing =
      x * (r0 * nx + r1 * ny + r2 * nz) + y * (r3 * nx + r4 * ny + r5 * nz) + z * (r6 * nx + r7 * ny + r8 * nz);
    // Half of the skin looks away; for the rest of it the root is worth its while.
    if (!(facing < 0)) continue;
    const cosine = -facing / Math.sqrt(x * x + y * y + z * z);
    if (!(cosine > MIN_COSINE) || !(z > 0)) continue;
    const px = (fx * x) / z + cx;
    const py = (fy * y) / z + cy;
    if (!(px > 1 && py > 1 && px < width - 1 && py < height - 1)) continue;
    const pixel = Math.floor(py) * width + Math.floor(px);
    if (mask[pixel] === 0) continue;
    const at =
      Math.min(coarse.height - 1, Math.floor(py * scale)) * coarse.width +
      Math.min(coarse.width - 1, Math.floor(px * scale));
    if (z > depth[at] + TOLERANCE_MM) continue;
    const ix = Math.floor(px - 0.5);
    const iy = Math.floor(py - 0.5);
    const wx = px - 0.5 - ix;
    const wy = py - 0.5 - iy;
    const k = iy * width + ix;
    const top = grey[k] + wx * (grey[k + 1] - grey[k]);
    const bottom = grey[k + width] + wx * (grey[k + width + 1] - grey[k + width]);
    greyOut[i] = top + wy * (bottom - top);
    weightOut[i] = cosine * cosine;
  }
  memory.release(mark);
  return out;
}
