import { type Camera, throughLonger } from '../../geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';

/**
 * How the cameras of a capture may move in a fit.
 * - `free`: every view has a pose of its own; views of one camera share a focal length.
 * - `rigid`: the cameras are given, so that the head alone moves between them, with or without a size.
 */
export interface RigLayout {
  readonly kind: 'free' | 'rigid';
  readonly viewCount: number;
  /** Focal group of each view, -1 where the focal length is known. */
  readonly focalGroup: Int32Array;
  readonly focalGroupCount: number;
  /** Lens that a focal group is supposed to be of, by its number [focal groups]: focal lengths of one lens hardly differ. */
  readonly lensOf: Int32Array;
  /** Rigid only: the capture's unit is unknown, so that the head's size is free. */
  readonly freeScale: boolean;
  readonly parameterCount: number;
}

export const MAX_RIG_COLUMNS = 7;

/** @param lensOf each focal group's lens, one of its own where it is left out */
export function freeRig(focalGroup: Int32Array, lensOf?: Int32Array): RigLayout {
  const focalGroupCount = Math.max(-1, ...focalGroup) + 1;
  return {
    kind: 'free',
    viewCount: focalGroup.length,
    focalGroup,
    focalGroupCount,
    lensOf: lensOf ?? Int32Array.from({ length: focalGroupCount }, (_, group) => group),
    freeScale: false,
    parameterCount: 6 * focalGroup.length + focalGroupCount,
  };
}

export function rigidRig(viewCount: number, freeScale: boolean): RigLayout {
  return {
    kind: 'rigid',
    viewCount,
    focalGroup: new Int32Array(viewCount).fill(-1),
    focalGroupCount: 0,
    lensOf: new Int32Array(0),
    freeScale,
    parameterCount: freeScale ? 7 : 6,
  };
}

/** First of the focal groups' parameters. */
export function focalStart({ viewCount }: RigLayout): number {
  return 6 * viewCount;
}

/** The parameter that each of a view's {@link MAX_RIG_COLUMNS} Jacobian entries belongs to, -1 for none. */
export function rigColumns(layout: RigLayout, view: number): Int32Array {
  const columns = new Int32Array(MAX_RIG_COLUMNS).fill(-1);
  const start = layout.kind === 'free' ? 6 * view : 0;
  for (let k = 0; k < 6; k++) columns[k] = start + k;
  if (layout.kind === 'free' && layout.focalGroup[view] >= 0)
    columns[6] = 6 * layout.viewCount + layout.focalGroup[view];
  if (layout.kind === 'rigid' && layout.freeScale) columns[6] = 6;
  return columns;
}

/**
 * Derivative of a scalar residual in the view's rig entries [{@link MAX_RIG_COLUMNS}], written at `at`.
 * free:  (w, tau, log f) with R <- exp(w) R, t <- (t_x, t_y, f'/f t_z) + tau:  (R X x u, u, focalGradient + t_z u_z)
 * rigid: (w, tau, log s) with X <- s exp(w) X + tau:        (X x h, h, X . h),  h = R^T u
 * @param x X, y, z in head space
 * @param u derivative of the residual in camera coordinates
 * @param h the same in head space
 */
export function rigJacobian(
  layout: RigLayout,
  camera: Camera,
  x: number,
  y: number,
  z: number,
  u: ArrayLike<number>,
  h: ArrayLike<number>,
  focalGradient: number,
  dst: Float32Array | Float64Array,
  at: number,
): void {
  if (layout.kind === 'rigid') {
    dst[at] = y * h[2] - z * h[1];
    dst[at + 1] = z * h[0] - x * h[2];
    dst[at + 2] = x * h[1] - y * h[0];
    dst[at + 3] = h[0];
    dst[at + 4] = h[1];
    dst[at + 5] = h[2];
    dst[at + 6] = x * h[0] + y * h[1] + z * h[2];
    return;
  }
  const r = camera.rotation;
  const rx = r[0] * x + r[1] * y + r[2] * z;
  const ry = r[3] * x + r[4] * y + r[5] * z;
  const rz = r[6] * x + r[7] * y + r[8] * z;
  dst[at] = ry * u[2] - rz * u[1];
  dst[at + 1] = rz * u[0] - rx * u[2];
  dst[at + 2] = rx * u[1] - ry * u[0];
  dst[at + 3] = u[0];
  dst[at + 4] = u[1];
  dst[at + 5] = u[2];
  dst[at + 6] = focalGradient + camera.translation[2] * u[2];
}

/**
 * The cameras after a step [parameterCount] of the rig's parameters. A camera steps back as its lens is drawn out, so that a head keeps
 * its size and place in the picture: steps of the two apart would hardly get along the valley that focal length and distance share.
 */
export function moveRig(layout: RigLayout, cameras: readonly Camera[], step: ArrayLike<number>): Camera[] {
  return cameras.map((camera, view) => {
    if (layout.kind === 'rigid') {
      const turn = rotationFromAxisAngle(step[0], step[1], step[2]);
      const scale = layout.freeScale ? Math.exp(step[6]) : 1;
      const r = camera.rotation;
      // x = R (s exp(w) X + tau) + t; the projection is the same after division by s.
      const translation = Float64Array.from(
        [0, 1, 2],
        (k) => (camera.translation[k] + r[3 * k] * step[3] + r[3 * k + 1] * step[4] + r[3 * k + 2] * step[5]) / scale,
      );
      return { ...camera, rotation: multiply3(r, turn), translation };
    }
    const at = 6 * view;
    const turn = rotationFromAxisAngle(step[at], step[at + 1], step[at + 2]);
    const group = layout.focalGroup[view];
    const zoom = group < 0 ? 1 : Math.exp(step[6 * layout.viewCount + group]);
    const zoomed = throughLonger(camera, zoom);
    return {
      ...zoomed,
      rotation: multiply3(turn, camera.rotation),
      translation: Float64Array.from([0, 1, 2], (k) => zoomed.translation[k] + step[at + 3 + k]),
    };
  });
}

/** Head-space cameras from world cameras and a head placed at x_world = s R X + t. */
export function camerasInHeadSpace(
  cameras: readonly Camera[],
  head: { scale: number; rotation: Float64Array; translation: Float64Array },
): Camera[] {
  return cameras.map((camera) => {
    const r = camera.rotation;
    const [a, b, c] = head.translation;
    return {
      ...camera,
      rotation: multiply3(r, head.rotation),
      translation: Float64Array.from(
        [0, 1, 2],
        (k) => (r[3 * k] * a + r[3 * k + 1] * b + r[3 * k + 2] * c + camera.translation[k]) / head.scale,
      ),
    };
  });
}
