import { labelView } from '../../capture/segmentation/label-view.ts';
import { createWorkingViews, toWorkingCamera } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import { fitHair, type HairShape } from './fit-hair.ts';
import { type HairMesh, hairMesh } from './hair-mesh.ts';
import { type HairPicture, hairShare } from './hair-view.ts';
import { type HairTexture, paintHair } from './paint-hair.ts';

/** Hair as it goes with a head. */
export interface ShellHair extends Pick<HairShape, 'meanThicknessMm' | 'seenShare' | 'outlined'> {
  readonly mesh: HairMesh;
  readonly texture: HairTexture;
}

/** A head and the photographs that it was fitted to. */
export interface PhotographedHead {
  readonly head: HeadModel;
  /** [V, 3] mm of all parts */
  readonly positions: Float64Array;
  readonly views: readonly ObservedView[];
  /** Of the views, photograph pixels. */
  readonly cameras: readonly Camera[];
  /** SH lighting of each view [9, 3]. */
  readonly lights: readonly ArrayLike<number>[];
  /** [h, w] classes of each view as the head was fitted to it; null where none are known. */
  readonly labels: readonly (Uint8Array | null)[];
}

/** Views are as wide as a head so much larger would need: hair stands off. */
const WIDER = 1.3;
/** Less hair than this in every view is none: share of the person. */
const MIN_SHARE = 0.01;

/**
 * Hair as the photographs show it: its shape by its outlines, its colours; null where they show none, or nobody says what is hair.
 * @param size of its texture, texels along a side
 */
export function shellHair(kernels: Kernels, photographed: PhotographedHead, size: number): ShellHair | null {
  const { head, positions, labels, lights } = photographed;
  if (!labels.some((own) => own !== null && hairShare(own) > MIN_SHARE)) return null;
  const { pictures, used } = widePictures(kernels, photographed);
  const shape = fitHair(kernels, head, positions, pictures);
  if (shape === null) return null;
  const mesh = hairMesh(shape);
  const painting = { mesh, skin: shape.head, pictures, lights: used.map((v) => lights[v]) };
  const outlined = photographed.views.map((_, v) => used.includes(v) && shape.outlined[used.indexOf(v)]);
  const { meanThicknessMm, seenShare } = shape;
  return { mesh, texture: paintHair(kernels, painting, size), meanThicknessMm, seenShare, outlined };
}

/** Pictures of the views whose pixels are told apart, and which they are. */
function widePictures(
  kernels: Kernels,
  { head, positions, views, cameras }: PhotographedHead,
): { readonly pictures: readonly HairPicture[]; readonly used: readonly number[] } {
  const skin = positions.subarray(0, 3 * head.parts[0].vertexCount);
  const middle = [0, 1, 2].map((k) => skin.reduce((sum, x, i) => (i % 3 === k ? sum + x : sum), 0) / (skin.length / 3));
  const wide = skin.map((x, i) => middle[i % 3] + WIDER * (x - middle[i % 3]));
  const working = createWorkingViews(
    kernels,
    views.map(({ view }) => view),
    cameras,
    wide,
  );
  const pictures: HairPicture[] = [];
  const used: number[] = [];
  working.forEach((own, v) => {
    const labels = labelView(own, views[v].segmentation);
    if (labels === null) return;
    pictures.push({ image: own.image, labels, camera: toWorkingCamera(cameras[v], own) });
    used.push(v);
  });
  return { pictures, used };
}
