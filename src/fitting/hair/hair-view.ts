import { BACKGROUND, HAIR } from '../../capture/segmentation/classes.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { chamferDistance } from '../../image/chamfer-distance.ts';
import type { LinearImage } from '../../image/image.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { projectMesh } from '../../render/mesh/kernel-mesh.ts';

/** How far hair falls: not off the scalp, beside the neck down to the chin, or on. */
export type HairFall = 'lies' | 'to-chin' | 'past-chin';

/** What is what in a photograph, and its camera. */
export interface LabelledView {
  /** [h, w] classes of capture/segmentation/classes.ts */
  readonly labels: Uint8Array;
  readonly camera: Camera;
}

/** A photograph that hair is painted from. */
export interface HairPicture extends LabelledView {
  readonly image: LinearImage;
}

/** What the fit of hair reads of a photograph. */
export interface HairView extends LabelledView {
  /** Depth of the skin [h, w] mm, Infinity where there is none. */
  readonly depth: ArrayLike<number>;
  /** How far a pixel of background lies from the person [h, w] pixels; 0 on the person and on what nobody knows. */
  readonly outside: Float32Array;
}

/** @param skin positions [V, 3] mm, triangles [T, 3] */
export function hairViews(
  kernels: Kernels,
  pictures: readonly LabelledView[],
  skin: Pick<TriangleMesh, 'positions' | 'triangles'>,
): HairView[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const depths = pictures.map(({ camera: { width, height } }) => memory.room(width * height));
  projectMesh(
    kernels,
    { positions: realCopy(memory, skin.positions), triangles: indexCopy(memory, skin.triangles) },
    pictures.map(({ camera }) => camera),
    depths,
  );
  const out = pictures.map((picture, v) => {
    const background = picture.labels.map((label) => (label === BACKGROUND ? 1 : 0));
    return { ...picture, depth: depths[v].slice(), outside: chamferDistance(background, picture.camera.width) };
  });
  memory.release(mark);
  return out;
}

/** The pixel of a place, -1 outside the picture. */
export function pixelAt({ width, height }: Pick<Camera, 'width' | 'height'>, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? Math.floor(y) * width + Math.floor(x) : -1;
}

/** Farther behind the skin than this a point is hidden, mm. */
const HIDDEN_MM = 3;

/** The pixel that shows a point; -1 outside the picture, and where the skin hides it. @param points [N, 3] pixels and depth */
export function seenPixel(
  { camera, depth }: Pick<HairView, 'camera' | 'depth'>,
  points: ArrayLike<number>,
  i: number,
): number {
  const z = points[3 * i + 2];
  const k = pixelAt(camera, points[3 * i], points[3 * i + 1]);
  return k >= 0 && z > 0 && z <= depth[k] + HIDDEN_MM ? k : -1;
}

/** Pixels of hair over all of the picture's person. */
export function hairShare(labels: Uint8Array): number {
  let [hair, person] = [0, 0];
  for (const label of labels) {
    if (label === HAIR) hair++;
    if (label !== BACKGROUND) person++;
  }
  return person === 0 ? 0 : hair / person;
}
