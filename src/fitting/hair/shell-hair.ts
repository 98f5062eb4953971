import { labelView } from '../../capture/segmentation/label-view.ts';
import { createWorkingViews, toWorkingCamera, type WorkingView } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import { shownHair, unlikeHair } from './alike-hair.ts';
import { type HairCards, hairCards } from './cards/hair-cards.ts';
import { type HairPainting, type HairTexture, paintHair } from './colors/paint-hair.ts';
import { fitHair, type HairShape } from './fit-hair.ts';
import { type HairMesh, hairMesh } from './hair-mesh.ts';
import { type HairPicture, hairShare, type LabelledView } from './hair-view.ts';
import { skinUnderHair } from './skin-under-hair.ts';

/** Hair as it goes with a head. */
export interface ShellHair extends Pick<HairShape, 'meanThicknessMm' | 'seenShare' | 'outlined'> {
  readonly mesh: HairMesh;
  readonly texture: HairTexture;
  /** Strands over it; null where none are asked for. */
  readonly cards: HairCards | null;
  /** Views whose hair is of another kind than that which the photographs show most of, which take no part in it. */
  readonly unlike: readonly number[];
}

/** A head and the photographs that it was fitted to. */
export interface PhotographedHead {
  readonly head: HeadModel;
  /** [V, 3] mm of all parts */
  readonly positions: Float64Array;
  readonly views: readonly ObservedView[];
  /** Of the views, photograph pixels. */
  readonly cameras: readonly Camera[];
  /** The views as the head was fitted to them. */
  readonly working: readonly WorkingView[];
}

/** What the shape of hair is found from: plain numbers, which another thread can have. */
export interface HairWork {
  readonly head: HeadModel;
  /** [V, 3] mm of all parts */
  readonly positions: Float64Array;
  /** Of the views that say what is hair. */
  readonly pictures: readonly LabelledView[];
}

/** Hair before it is painted. */
export interface ShapedHair extends Pick<HairShape, 'meanThicknessMm' | 'seenShare'> {
  readonly mesh: HairMesh;
  readonly skin: HairPainting['skin'];
  /** As {@link skinUnderHair} has it [skin vertices]. */
  readonly under: Uint8Array;
  /** Whether each of the work's pictures shows the hair's outline. */
  readonly outlined: readonly boolean[];
}

/** Finds the shape of hair, null where there is none; perhaps in another thread. */
export type HairShaper = (kernels: Kernels, work: HairWork) => Promise<ShapedHair | null>;

/** Views are as wide as a head so much larger would need: hair stands off. */
const WIDER = 1.3;
/** An outline needs no more, pixels a mm. */
const OUTLINE_PIXELS_PER_MM = 1.5;
/** Less hair than this in every view is none: share of the person. */
const MIN_SHARE = 0.01;

/**
 * What tells of the hair's shape; null where the photographs show none, or nobody says what is hair.
 */
export function hairWork(kernels: Kernels, photographed: PhotographedHead): HairWork | null {
  const { head, positions, working } = photographed;
  if (!working.some(({ labels }) => labels !== null && hairShare(labels) > MIN_SHARE)) return null;
  return { head, positions, pictures: wideViews(kernels, photographed, hairViewsOf(working).used) };
}

/** The shape of hair, null where there is none. */
export function shapeHair(kernels: Kernels, { head, positions, pictures }: HairWork): ShapedHair | null {
  const shape = fitHair(kernels, head, positions, pictures);
  if (shape === null) return null;
  const { meanThicknessMm, seenShare, outlined } = shape;
  const { positions: fine, triangles } = shape.head;
  return {
    mesh: hairMesh(shape),
    skin: { positions: fine, triangles },
    under: skinUnderHair(head, positions, shape),
    meanThicknessMm,
    seenShare,
    outlined,
  };
}

/** How hair is painted. */
export interface HairColors {
  /** SH lighting of each view [9, 3]. */
  readonly lights: readonly ArrayLike<number>[];
  /** Of the texture, texels along a side. */
  readonly size: number;
  /** Whether cards of strands lie over it. */
  readonly cards: boolean;
}

/** Hair with the photographs' colours. */
export function paintedHair(
  kernels: Kernels,
  { mesh, skin, under: _, ...shaped }: ShapedHair,
  { views, working, cameras }: PhotographedHead,
  { lights, size, cards }: HairColors,
): ShellHair {
  const { used, unlike } = hairViewsOf(working);
  const pictures = used.map((v): HairPicture => {
    const { image, labels } = working[v];
    return {
      image,
      labels: labels ?? new Uint8Array(image.width * image.height),
      camera: toWorkingCamera(cameras[v], working[v]),
    };
  });
  const painting = { mesh, skin, pictures, lights: used.map((v) => lights[v]) };
  const outlined = Array.from(views.keys(), (v) => used.includes(v) && shaped.outlined[used.indexOf(v)]);
  const texture = paintHair(kernels, painting, size);
  return { ...shaped, mesh, texture, cards: cards ? hairCards(kernels.memory, mesh, texture) : null, outlined, unlike };
}

/** Views that say what is hair, and show the same. */
function hairViewsOf(working: readonly WorkingView[]): { readonly used: number[]; readonly unlike: number[] } {
  const unlike = unlikeHair(working.map(shownHair));
  const used = Array.from(working.keys()).filter((v) => working[v].labels !== null && !unlike.includes(v));
  return { used, unlike };
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
