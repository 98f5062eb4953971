import type { CameraGradient } from '../geometry/camera.ts';
import type { RigLayout } from '../geometry/rig.ts';

/**
 * Adds one view's gradient on the rig's parameters: free rigs take the camera's own, rigid ones that of the
 * head's motion, (X x h, h, X . h) summed over the view's points with gradient h on X.
 * @param terms points [N, 3] as the view shows them, and the view's gradient on them [N, 3]
 */
export function addRigGradient(
  layout: RigLayout,
  view: number,
  camera: CameraGradient,
  terms: readonly { readonly points: Float64Array; readonly gradient: Float64Array }[],
  gradRigOut: Float64Array,
): void {
  if (layout.kind === 'free') {
    for (let k = 0; k < 3; k++) {
      gradRigOut[6 * view + k] += camera.rotation[k];
      gradRigOut[6 * view + 3 + k] += camera.translation[k];
    }
    const group = layout.focalGroup[view];
    if (group >= 0) gradRigOut[6 * layout.viewCount + group] += camera.logFocal;
    return;
  }
  for (const { points, gradient } of terms)
    for (let i = 0; i < points.length; i += 3) {
      const h = gradient.subarray(i, i + 3);
      const [x, y, z] = points.subarray(i, i + 3);
      gradRigOut[0] += y * h[2] - z * h[1];
      gradRigOut[1] += z * h[0] - x * h[2];
      gradRigOut[2] += x * h[1] - y * h[0];
      for (let k = 0; k < 3; k++) gradRigOut[3 + k] += h[k];
      if (layout.freeScale) gradRigOut[6] += x * h[0] + y * h[1] + z * h[2];
    }
}
