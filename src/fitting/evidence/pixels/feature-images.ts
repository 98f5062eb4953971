import type { WorkingView } from '../../../capture/working-view.ts';
import type { Camera } from '../../../geometry/camera.ts';
import { pixelsPerMm } from '../../../geometry/camera.ts';
import { FEATURE_LAYERS } from '../../../kernels/jobs/terms/surface-feature.ts';
import { bytesCopy, type KernelMemory, type Kernels, type RealArray } from '../../../kernels/kernel.ts';
import { continueSkin } from './continue-skin.ts';
import { GREYS, type GreyKind } from './log-grey.ts';

/** What the features of all levels and stages are made of: one view's logarithmic grey, or matte grey, and its mask, in kernel memory. */
export interface GreyView {
  readonly width: number;
  readonly height: number;
  /** y, a logarithm [h, w] */
  readonly grey: RealArray;
  /** [h, w] 1 where pixels count */
  readonly mask: Uint8Array;
}

/** Layers of the surface feature of one view at one blur. */
export interface SurfaceFeature {
  readonly view: GreyView;
  readonly fine: RealArray;
  readonly pair: RealArray;
  readonly pairStep: number;
  /** The fine footprint s, mm */
  readonly sigmaMm: number;
}

const MIN_BLUR_PIXELS = 1;
/** From this footprint on, pixels, the broad layers are kept at half the resolution: they are blurred by a pixel of it. */
const HALVED_SIGMA = 2;

export function greyViews(
  memory: KernelMemory,
  views: readonly Pick<WorkingView, 'image' | 'mask' | 'labels'>[],
  kind: GreyKind,
): GreyView[] {
  return views.map((view) => {
    const { width, height } = view.image;
    const grey = GREYS[kind](view.image, memory.room(width * height));
    continueSkin(grey, view);
    return { width, height, grey, mask: bytesCopy(memory, view.mask) };
  });
}

/** Contrast-normalised features of all views at one blur. */
export function viewFeatures(
  kernels: Kernels,
  views: readonly GreyView[],
  cameras: readonly Camera[],
  blurMm: number,
): SurfaceFeature[] {
  const densities = cameras.map(pixelsPerMm);
  // Below a pixel of blur there is noise and aliasing only; all views keep one footprint.
  const sigmaMm = Math.max(blurMm, MIN_BLUR_PIXELS / Math.min(...densities));
  const features = views.map((view, v) => {
    const pairStep = sigmaMm * densities[v] < HALVED_SIGMA ? 1 : 2;
    const pairPixels = Math.floor(view.width / pairStep) * Math.floor(view.height / pairStep);
    return {
      view,
      fine: kernels.memory.room(view.width * view.height),
      pair: kernels.memory.room(2 * pairPixels),
      pairStep,
      sigmaMm,
    };
  });
  kernels.run(
    FEATURE_LAYERS,
    features.map(({ view, fine, pair, pairStep }, v) => ({
      source: view.grey,
      fine,
      pair,
      pairStep,
      width: view.width,
      height: view.height,
      sigma: sigmaMm * densities[v],
    })),
  );
  return features;
}
