import type { HeadModel } from '../../../head/head-model.ts';
import { embeddedPoints } from '../../../head/head-model.ts';

/** iBUG's point below the nose, and the outer eye corners. */
const SUBNASALE = 33;
const OUTER_CORNERS = [36, 45] as const;

/** Landmarks of a mean face that expressions hardly move: those above the upper lip. */
export interface SteadyLandmarks {
  /** Index of each in the joint list of MediaPipe's 468 and iBUG's 68. */
  readonly indices: Uint32Array;
  /** [L, 3] mm, head space, about their mean: where the head lies is where its landmarks lie. */
  readonly points: Float64Array;
  /** Between the outer eye corners, mm. */
  readonly iod: number;
}

/** iBUG's jaw line, which slides along the outline as a head turns. */
const JAW_LINE = 17;
const MEDIAPIPE = 468;

export function steadyLandmarks({ embeddings, template }: HeadModel): SteadyLandmarks {
  const mediapipe = embeddedPoints(embeddings.mediapipe468, template);
  const ibug = embeddedPoints(embeddings.ibug68, template);
  const lowest = ibug[3 * SUBNASALE + 1];
  const joint = Float64Array.of(...mediapipe, ...ibug);
  const indices = Uint32Array.from(
    Array.from({ length: joint.length / 3 }, (_, l) => l).filter(
      (l) => joint[3 * l + 1] >= lowest && !(l >= MEDIAPIPE && l < MEDIAPIPE + JAW_LINE),
    ),
  );
  const mean = [0, 1, 2].map((k) => indices.reduce((sum, l) => sum + joint[3 * l + k], 0) / indices.length);
  const [right, left] = OUTER_CORNERS;
  return {
    indices,
    points: Float64Array.from(
      { length: 3 * indices.length },
      (_, i) => joint[3 * indices[Math.floor(i / 3)] + (i % 3)] - mean[i % 3],
    ),
    iod: Math.hypot(...[0, 1, 2].map((k) => ibug[3 * right + k] - ibug[3 * left + k])),
  };
}
