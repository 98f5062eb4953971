import { labelView } from '../../capture/segmentation/label-view.ts';
import { labelledView } from '../../capture/segmentation/skin-pixels.ts';
import {
  createWorkingViews,
  SHAPE_PIXELS_PER_MM,
  toWorkingCamera,
  type WorkingView,
} from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { JawedPoints } from '../../head/shape/jawed-points.ts';
import type { ShapeSpace } from '../../head/shape/shape-space.ts';
import type { KernelMemory, Kernels } from '../../kernels/kernel.ts';
import { pixelRigOf } from '../unknowns/rig-of-views.ts';
import { viewExpressions } from '../unknowns/view-expressions.ts';
import type { Evidence } from './evidence.ts';
import { lipPartings } from './landmarks/lip-partings.ts';
import type { Observation } from './landmarks/observation.ts';
import type { FitInput } from './observe-capture.ts';
import { createVisibility } from './pixels/visibility.ts';

/** Where a first head stands in the photographs. */
export interface PlacedHead {
  readonly space: ShapeSpace;
  /** Of the views, photograph pixels. */
  readonly cameras: readonly Camera[];
  /** [V, 3] mm */
  readonly positions: Float64Array;
}

/**
 * Crops the views around a head and gathers what stages read of them, pictures included but for their greys, in kernel memory: who releases that has
 * room for the evidence of the next fit, whoever still holds this one.
 * @param samples places on the head where photographs are compared
 */
export function gatherEvidence(
  kernels: Kernels,
  { views, points, bias, photoLandmarks, observed }: FitInput,
  { space, cameras, positions }: PlacedHead,
  samples: JawedPoints,
): Omit<Evidence, 'greys' | 'greyKind'> {
  const frame = { positions, finest: SHAPE_PIXELS_PER_MM, room: pictureRoom(kernels.memory) };
  const working = createWorkingViews(kernels, views, cameras, frame).map((view, v): WorkingView => {
    const labels = labelView(view, observed.used[v].segmentation);
    return labels === null ? view : labelledView(view, labels);
  });
  return {
    rig: pixelRigOf(views),
    expressions: viewExpressions(views, space, lipPartings(photoLandmarks)),
    views: working,
    workingLandmarks: photoLandmarks.map((observation, v) => toWorkingLandmarks(observation, working[v])),
    workingFocals: views.map(({ focalPrior }, v) => ({ ...focalPrior, focal: focalPrior.focal * working[v].scale })),
    bias,
    points: { ...points, samples },
    visibility: createVisibility(kernels, views.length, samples.count),
  };
}

/** Pictures are in single precision whatever the kernels compute in. */
function pictureRoom(memory: KernelMemory): (count: number) => Float32Array {
  return (count) => {
    const { buffer, byteOffset } = memory.bytes(Float32Array.BYTES_PER_ELEMENT * count);
    return new Float32Array(buffer, byteOffset, count);
  };
}

/** @param cameras photograph pixels */
export function workingCameras(cameras: readonly Camera[], views: readonly WorkingView[]): Camera[] {
  return cameras.map((camera, v) => toWorkingCamera(camera, views[v]));
}

function toWorkingLandmarks(observation: Observation | null, view: WorkingView): Observation | null {
  if (observation === null) return null;
  const points = observation.points.map((x, i) => (x - (i % 2 === 0 ? view.offsetX : view.offsetY)) * view.scale);
  return { ...observation, points };
}
