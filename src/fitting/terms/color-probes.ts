import { type Camera, packCamera, project } from '../../geometry/camera.ts';
import { CAMERA_NUMBERS } from '../../kernels/jobs/points/projection.ts';
import { COLOR_PROBE } from '../../kernels/jobs/terms/shading.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import type { ShadingImage } from '../evidence/pixels/shading-images.ts';

/** Where colours are looked up: points as each view shows them [views][N, 3]. */
export interface ProbedPlaces {
  readonly cameras: readonly Camera[];
  readonly points: readonly RealArray[];
}

/** Colours per view and sample, in kernel memory. */
export interface ColorProbes {
  readonly viewCount: number;
  readonly count: number;
  /** [V, N, 4] */
  readonly color: RealArray;
  readonly slopeX: RealArray;
  readonly slopeY: RealArray;
  /** [V, N] */
  readonly weight: RealArray;
}

/** @param visibility how much a view says about a sample [views][N] */
export function probeColors(
  kernels: Kernels,
  images: readonly ShadingImage[],
  visibility: readonly RealArray[],
  { cameras, points }: ProbedPlaces,
): ColorProbes {
  const { memory } = kernels;
  const viewCount = cameras.length;
  const count = points[0].length / 3;
  const values = (width: number): RealArray => memory.room(width * viewCount * count);
  const probes = { viewCount, count, color: values(4), slopeX: values(4), slopeY: values(4), weight: values(1) };
  kernels.run(
    COLOR_PROBE,
    cameras.map((camera, v) => {
      const own = (values: RealArray, width: number): RealArray =>
        values.subarray(width * v * count, width * (v + 1) * count);
      return {
        image: images[v].pixels,
        width: images[v].width,
        height: images[v].height,
        camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
        points: points[v],
        count,
        visibility: visibility[v],
        color: own(probes.color, 4),
        slopeX: own(probes.slopeX, 4),
        slopeY: own(probes.slopeY, 4),
        weight: own(probes.weight, 1),
      };
    }),
  );
  return probes;
}

/** Takes the weight of samples whose pixel does not count. */
export function hideMasked(
  { count, weight }: ColorProbes,
  images: readonly ShadingImage[],
  masks: readonly Uint8Array[],
  { cameras, points }: ProbedPlaces,
): void {
  cameras.forEach((camera, v) => {
    const pixels = project(camera, points[v]);
    for (let i = 0; i < count; i++) {
      if (weight[v * count + i] === 0) continue;
      const pixel = Math.floor(pixels[3 * i + 1]) * images[v].width + Math.floor(pixels[3 * i]);
      if (masks[v][pixel] === 0) weight[v * count + i] = 0;
    }
  });
}
