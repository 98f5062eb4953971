import { type Camera, cameraCentre } from '../../geometry/camera.ts';
import { smoothStep } from '../../geometry/smooth-step.ts';
import { dot3, unit } from '../../geometry/vector3.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../image/color.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import { barycentricAt } from '../../kernels/jobs/pixels/shade-pixels.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { Canvas, PlacedMesh } from './draw-over.ts';
import { projectMesh } from './kernel-mesh.ts';

/** A lamp's disc, radians from its middle: all of it is as bright as white within the first, nothing of it is seen beyond the second. */
const DISC = [0.05, 0.14] as const;
/** How much of the lamp a film of tears sends back. */
const STRENGTH = 0.85;

/** A surface that mirrors, in kernel memory. */
export interface MirrorMesh extends Pick<PlacedMesh, 'positions' | 'normals'> {
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/**
 * Draws a lamp's reflection in a wet surface over a picture, where nothing lies before it:
 *   P' = P + s (1 - P),  s = 0.85 smoothstep(angle between v - 2 (v . n) n and the lamp), v from the camera, linear light.
 * @param lamp where it stands, unit [3], head space
 */
export function drawCatchlight(
  kernels: Kernels,
  { positions, triangles, normals }: MirrorMesh,
  { camera, lamp }: { readonly camera: Camera; readonly lamp: readonly number[] },
  { picture, depth }: Canvas,
): void {
  if (triangles.length === 0) return;
  const { memory } = kernels;
  const mark = memory.mark();
  const [view] = projectMesh(kernels, { positions, triangles }, [camera], [memory.room(camera.width * camera.height)]);
  const centre = cameraCentre(camera);
  const weights = new Float64Array(3);
  for (let i = 0; i < view.depth.length; i++) {
    const t = view.triangle[i];
    if (t === NO_TRIANGLE || view.depth[i] > depth[i]) continue;
    const corners = [0, 1, 2].map((k) => triangles[3 * t + k]);
    barycentricAt(view.pixels, triangles, t, i % camera.width, Math.floor(i / camera.width), weights);
    const between = (rows: ArrayLike<number>): number[] =>
      [0, 1, 2].map((k) => corners.reduce((sum, v, c) => sum + weights[c] * rows[3 * v + k], 0));
    const normal = unit(between(normals));
    const ray = unit(between(positions).map((x, k) => x - centre[k]));
    const into = dot3(ray, normal);
    const mirrored = ray.map((x, k) => x - 2 * into * normal[k]);
    const off = Math.acos(Math.min(1, Math.max(-1, dot3(mirrored, lamp))));
    const share = STRENGTH * (1 - smoothStep(off, DISC));
    if (share === 0) continue;
    for (let c = 0; c < 3; c++) {
      const below = LINEAR_FROM_BYTE[picture.data[3 * i + c]];
      picture.data[3 * i + c] = byteFromLinear(below + share * (1 - below));
    }
  }
  memory.release(mark);
}
