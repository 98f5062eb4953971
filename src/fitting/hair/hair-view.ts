import { BACKGROUND, HAIR } from '../../capture/segmentation/classes.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import type { LinearImage } from '../../image/image.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { projectMesh } from '../../render/mesh/kernel-mesh.ts';

/** A photograph wide enough for the hair, its classes and its camera. */
export interface HairPicture {
  readonly image: LinearImage;
  /** [h, w] classes of capture/segmentation/classes.ts */
  readonly labels: Uint8Array;
  readonly camera: Camera;
}

/** What the fit of hair reads of a photograph. */
export interface HairView extends HairPicture {
  /** Depth of the skin [h, w] mm, Infinity where there is none. */
  readonly depth: ArrayLike<number>;
  /** How far a pixel of background lies from the person [h, w] pixels; 0 on the person and on what nobody knows. */
  readonly outside: Float32Array;
}

/** @param skin positions [V, 3] mm, triangles [T, 3] */
export function hairViews(
  kernels: Kernels,
  pictures: readonly HairPicture[],
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

/** Chamfer distance (3, 4)/3 of pixels of background to the others. */
function distanceOutside(labels: Uint8Array, width: number, height: number): Float32Array {
  const out = Float32Array.from(labels, (label) => (label === BACKGROUND ? width + height : 0));
  const relax = (k: number, x: number, y: number, step: number): void => {
    const beside = x - step >= 0 && x - step < width;
    const above = y - step >= 0 && y - step < height;
    const before = k - step * width;
    if (beside) out[k] = Math.min(out[k], out[k - step] + 1);
    if (!above) return;
    out[k] = Math.min(out[k], out[before] + 1);
    if (x > 0) out[k] = Math.min(out[k], out[before - 1] + 4 / 3);
    if (x + 1 < width) out[k] = Math.min(out[k], out[before + 1] + 4 / 3);
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(y * width + x, x, y, 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(y * width + x, x, y, -1);
  return out;
}

/** The pixel of a place, -1 outside the picture. */
export function pixelAt({ width, height }: Camera, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? Math.floor(y) * width + Math.floor(x) : -1;
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
