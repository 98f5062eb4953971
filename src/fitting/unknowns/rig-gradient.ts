import type { RealArray } from '../../kernels/kernel.ts';
import type { RigLayout } from './rig.ts';

/** One view's points and its gradient on them, both [N, 3]. */
export interface PointGradient {
  readonly points: RealArray;
  readonly gradient: RealArray;
  /** t_z of the view's camera, mm. */
  readonly depth: number;
  /** On the rig's parameters, accumulated into. */
  readonly out: Float64Array;
}

/**
 * Adds one view's gradient on the rig's parameters: free rigs take the camera's own, that of log f with
 * the step back that goes with it, rigid ones that of the head's motion, (X x h, h, X . h) summed over the view's points with gradient h on X.
 * @param camera gradient on the view's camera: rotation (3), translation (3), log f (1)
 */
export function addRigGradient(
  layout: RigLayout,
  view: number,
  camera: Float64Array,
  { points, gradient, depth, out }: PointGradient,
): void {
  if (layout.kind === 'free') {
    for (let k = 0; k < 6; k++) out[6 * view + k] += camera[k];
    const group = layout.focalGroup[view];
    if (group >= 0) out[6 * layout.viewCount + group] += camera[6] + camera[5] * depth;
    return;
  }
  for (let i = 0; i < points.length; i += 3) {
    const hx = gradient[i];
    const hy = gradient[i + 1];
    const hz = gradient[i + 2];
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    out[0] += y * hz - z * hy;
    out[1] += z * hx - x * hz;
    out[2] += x * hy - y * hx;
    out[3] += hx;
    out[4] += hy;
    out[5] += hz;
    if (layout.freeScale) out[6] += x * hx + y * hy + z * hz;
  }
}
