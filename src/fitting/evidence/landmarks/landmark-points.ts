import { embeddedShapePoints, type ShapePoints, type ShapeSpace } from '../../../head/shape/shape-space.ts';
import type { Observation, ViewObservation } from './observation.ts';

const MEDIAPIPE = 468;
const IBUG = 68;

/** Landmarks of both schemes as points of the head: MediaPipe's 468, then iBUG's 68. */
export function landmarkPoints(space: ShapeSpace): ShapePoints {
  const { mediapipe468, ibug68 } = space.head.embeddings;
  return embeddedShapePoints(space, {
    vertices: Uint32Array.of(...mediapipe468.vertices, ...ibug68.vertices),
    barycentric: Float64Array.of(...mediapipe468.barycentric, ...ibug68.barycentric),
  });
}

/** A view's landmarks over the joint list of {@link landmarkPoints}; the other scheme's points get no confidence. */
export function jointObservation(observation: ViewObservation): Observation {
  const points = new Float64Array(2 * (MEDIAPIPE + IBUG));
  const confidence = new Float64Array(MEDIAPIPE + IBUG);
  const start = observation.scheme === 'ibug68' ? MEDIAPIPE : 0;
  points.set(observation.points, 2 * start);
  // Sixty-eight points placed by hand stand for as much as the detector's 468.
  const worth = observation.scheme === 'ibug68' ? MEDIAPIPE / IBUG : 1;
  confidence.set(
    observation.confidence.map((c) => c * worth),
    start,
  );
  return { points, confidence };
}
