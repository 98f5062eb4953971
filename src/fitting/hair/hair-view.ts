import { BACKGROUND, HAIR } from '../../capture/segmentation/classes.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import type { LinearImage } from '../../image/image.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { projectMesh } from '../../render/mesh/kernel-mesh.ts';

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
    const { width, height } = picture.camera;
    return { ...picture, depth: depths[v].slice(), outside: distanceOutside(picture.labels, width, height) };
  });
  memory.release(mark);
  return out;
}

/** Chamfer distance (3, 4)/3 of pixels of background to the others; those of the picture's rim take part from inside alone. */
function distanceOutside(labels: Uint8Array, width: number, height: number): Float32Array {
  const out = new Float32Array(labels.length);
  for (let k = 0; k < out.length; k++) if (labels[k] === BACKGROUND) out[k] = width + height;
  const last = width - 1;
  for (let y = 1; y < height; y++)
    for (let x = 0, k = y * width; x < width; x++, k++) {
      if (out[k] === 0) continue;
      let d = Math.min(out[k], out[k - width] + 1);
      if (x > 0) d = Math.min(d, out[k - 1] + 1, out[k - width - 1] + DIAGONAL);
      if (x < last) d = Math.min(d, out[k - width + 1] + DIAGONAL);
      out[k] = d;
    }
  for (let y = height - 2; y >= 0; y--)
    for (let x = last, k = y * width + last; x >= 0; x--, k--) {
      if (out[k] === 0) continue;
      let d = Math.min(out[k], out[k + width] + 1);
      if (x > 0) d = Math.min(d, out[k + width - 1] + DIAGONAL);
      if (x < last) d = Math.min(d, out[k + 1] + 1, out[k + width + 1] + DIAGONAL);
      out[k] = d;
    }
  return out;
}

const DIAGONAL = 4 / 3;

/** The pixel of a place, -1 outside the picture. */
export function pixelAt({ width, height }: Camera, x: number, y: number): number {
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
