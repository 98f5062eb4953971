import type { View } from '../../capture/load-capture.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import type { InitialHead } from '../../fitting/first-mesh/initial-head.ts';
import { jawOfView, jawPose, posedShape, sharedJaw } from '../../fitting/unknowns/jaw-pose.ts';
import { deviationOf, viewExpressions } from '../../fitting/unknowns/view-expressions.ts';
import { viewMeshes } from '../../fitting/unknowns/view-mesh.ts';
import type { Camera } from '../../geometry/camera.ts';
import { multiply3 } from '../../geometry/rotation.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';
import { createJawRig, turnJaw } from '../../head/anatomy/jaw.ts';
import { jawPivot } from '../../head/shape/jawed-points.ts';
import { addShape, evaluateShape, expressionStart } from '../../head/shape/shape-space.ts';

/** A method's head and how its views show it. */
export interface PosedHead {
  /** Under the shared expression, all parts [V, 3] mm. */
  readonly positions: Float64Array;
  /** As each used view shows it [views][V, 3]. */
  readonly meshes: readonly Float64Array[];
  /** Of the used views, photograph pixels. */
  readonly cameras: readonly Camera[];
}

/** A first head with a shape: its own, or the one that landmarks made of it. */
export function posedFirst(
  { space, cameras, deviations }: InitialHead,
  views: readonly View[],
  { coefficients, jaws }: InitialHead['own'],
): PosedHead {
  const jaw = createJawRig(space.head);
  const hung = { ...jaw, pivot: jawPivot(space, jaw.joint, coefficients) };
  const expressions = viewExpressions(views, space);
  const meshes = views.map((_, v) => {
    const out = evaluateShape(space, coefficients);
    addShape(space, deviationOf(expressions, deviations, v), expressionStart(space), out);
    turnJaw(hung, jawPose(jaws, jawOfView(expressions, v)), out);
    return out;
  });
  return { positions: posedShape(space, jaw, coefficients, sharedJaw(jaws)), meshes, cameras };
}

export function posedFit(fitted: FittedHead): PosedHead {
  return { positions: fitted.positions, meshes: viewMeshes(fitted), cameras: fitted.cameras };
}

/**
 * A camera of one fit for the head of another: the heads are laid on each other, and what the camera saw of the one it
 * sees of the other; size and distance shrink alike.
 * @param from, to the two heads' vertices [V, 3]
 */
export function cameraForHead(camera: Camera, from: Float64Array, to: Float64Array): Camera {
  const { scale, rotation, translation: u } = alignSimilarity(to, from);
  const { rotation: r, translation: t } = camera;
  return {
    ...camera,
    rotation: multiply3(r, rotation),
    translation: Float64Array.from(
      [0, 1, 2],
      (k) => (r[3 * k] * u[0] + r[3 * k + 1] * u[1] + r[3 * k + 2] * u[2] + t[k]) / scale,
    ),
  };
}
