import { BACKGROUND, OTHER } from '../../../capture/segmentation/classes.ts';
import type { Camera } from '../../../geometry/camera.ts';
import { chamferDistance } from '../../../image/chamfer-distance.ts';
import { piecesOf } from '../../../image/pieces.ts';
import { NO_TRIANGLE } from '../../../kernels/jobs/pixels/rasterize.ts';
import { indexCopy, type Kernels, realCopy } from '../../../kernels/kernel.ts';
import { projectMesh } from '../../../render/mesh/kernel-mesh.ts';

/** So far a head may turn out to lie inside of what its face makes likely, mm: three standard deviations of people's skulls. */
const DEEP_MM = 15;

/**
 * What nobody should call background: where a head is that its face already places, pieces of background that reach deeper into its
 * picture than any skull is smaller than expected. Something stands before it there, or it was taken for the wall: nobody knows.
 * @param skull the head without its neck, which no face places: positions [V, 3] mm, triangles [T, 3]
 * @param labels [h, w] classes of capture/segmentation/classes.ts
 * @returns [h, w] the labels, deep background as what is unknown
 */
export function withoutDeepBackground(
  kernels: Kernels,
  skull: { readonly positions: ArrayLike<number>; readonly triangles: Uint32Array },
  { camera, labels }: { readonly camera: Camera; readonly labels: Uint8Array },
): Uint8Array {
  const { memory } = kernels;
  const mark = memory.mark();
  const mesh = { positions: realCopy(memory, skull.positions), triangles: indexCopy(memory, skull.triangles) };
  const [{ triangle }] = projectMesh(kernels, mesh, [camera], [memory.room(labels.length)]);
  const covered = Uint8Array.from(triangle, (t) => (t === NO_TRIANGLE ? 0 : 1));
  memory.release(mark);
  const inside = chamferDistance(covered, camera.width);
  const within = covered.map((is, k) => (is === 1 && labels[k] === BACKGROUND ? 1 : 0));
  const pieces = piecesOf(within, camera.width);
  const deepPixels = (DEEP_MM * camera.fx) / camera.translation[2];
  const deep = new Set<number>();
  pieces.forEach((piece, k) => {
    if (piece >= 0 && inside[k] > deepPixels) deep.add(piece);
  });
  return deep.size === 0 ? labels : labels.map((label, k) => (deep.has(pieces[k]) ? OTHER : label));
}
