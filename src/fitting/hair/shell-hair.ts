import { labelView } from '../../capture/segmentation/label-view.ts';
import { createWorkingViews, toWorkingCamera, type WorkingView } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import { type HairTexture, paintHair } from './colors/paint-hair.ts';
import { fitHair, type HairShape } from './fit-hair.ts';
import { type HairMesh, hairMesh } from './hair-mesh.ts';
import { type HairPicture, hairShare, type LabelledView } from './hair-view.ts';

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
  /** The views as the head was fitted to them. */
  readonly working: readonly WorkingView[];
}

/** Views are as wide as a head so much larger would need: hair stands off. */
const WIDER = 1.3;
/** An outline needs no more, pixels a mm. */
const OUTLINE_PIXELS_PER_MM = 1.5;
/** Less hair than this in every view is none: share of the person. */
const MIN_SHARE = 0.01;

/**
 * Hair as the photographs show it: its shape by its outlines, its colours; null where they show none, or nobody says what is hair.
 * @param size of its texture, texels along a side
 */
export function shellHair(kernels: Kernels, photographed: PhotographedHead, size: number): ShellHair | null {
  const { head, positions, views, working, cameras, lights } = photographed;
  const labels = working.map((own) => own.labels);
  if (!labels.some((own) => own !== null && hairShare(own) > MIN_SHARE)) return null;
  const used = Array.from(views.keys()).filter((v) => labels[v] !== null);
  const wide = wideViews(kernels, photographed, used);
  const shape = fitHair(kernels, head, positions, wide);
  if (shape === null) return null;
  const mesh = hairMesh(shape);
  const pictures = used.map((v): HairPicture => {
    const { image } = working[v];
    return {
      image,
      labels: labels[v] ?? new Uint8Array(image.width * image.height),
      camera: toWorkingCamera(cameras[v], working[v]),
    };
  });
  const painting = { mesh, skin: shape.head, pictures, lights: used.map((v) => lights[v]) };
  const outlined = Array.from(views.keys(), (v) => used.includes(v) && shape.outlined[used.indexOf(v)]);
  const { meanThicknessMm, seenShare } = shape;
  return { mesh, texture: paintHair(kernels, painting, size), meanThicknessMm, seenShare, outlined };
}

/** What is what around the head in some views, one after another: no picture is kept, nor finer than an outline needs. */
function wideViews(
  kernels: Kernels,
  { head, positions, views, cameras }: PhotographedHead,
  used: readonly number[],
): LabelledView[] {
  const skin = positions.subarray(0, 3 * head.parts[0].vertexCount);
  const middle = [0, 1, 2].map((k) => skin.reduce((sum, x, i) => (i % 3 === k ? sum + x : sum), 0) / (skin.length / 3));
  const wide = skin.map((x, i) => middle[i % 3] + WIDER * (x - middle[i % 3]));
  return used.map((v) => {
    const { view, segmentation } = views[v];
    const [own] = createWorkingViews(kernels, [view], [cameras[v]], { positions: wide, finest: OUTLINE_PIXELS_PER_MM });
    const camera = toWorkingCamera(cameras[v], own);
    return { camera, labels: labelView(own, segmentation) ?? new Uint8Array(camera.width * camera.height) };
  });
}
