import type { RealArray } from '../../kernels/kernel.ts';
import type { RigLayout } from './rig.ts';

/**
 * Adds one view's gradient on the rig's parameters: free rigs take the camera's own, rigid ones that of the
 * head's motion, (X x h, h, X . h) summed over the view's points with gradient h on X.
 * @param camera gradient on the view's camera: rotation (3), translation (3), log f (1)
 * @param terms points [N, 3] as the view shows them, and the view's gradient on them [N, 3]
 */
export function addRigGradient(
  layout: RigLayout,
  view: number,
  camera: Float64Array,
  terms: readonly { readonly points: RealArray; readonly gradient: RealArray }[],
  gradRigOut: Float64Array,
): void {
  if (layout.kind === 'free') {
    for (let k = 0; k < 6; k++) gradRigOut[6 * view + k] += camera[k];
    const group = layout.focalGroup[view];
    if (group >= 0) gradRigOut[6 * layout.viewCount + group] += camera[6];
    return;
  }
  for (const { points, gradient } of terms)
    for (let i = 0; i < points.length; i += 3) {
      const hx = gradient[i];
      const hy = gradient[i + 1];
      const hz = gradient[i + 2];
      const x = points[i];
      const y = points[i + 1];
      const z = points[i + 2];
      gradRigOut[0] += y * hz - z * hy;
      gradRigOut[1] += z * hx - x * hz;
      gradRigOut[2] += x * hy - y * hx;
      gradRigOut[3] += hx;
      gradRigOut[4] += hy;
      gradRigOut[5] += hz;
      if (layout.freeScale) gradRigOut[6] += x * hx + y * hy + z * hz;
    }
}
