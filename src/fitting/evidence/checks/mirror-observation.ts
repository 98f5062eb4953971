import { embeddedPoints, type HeadModel } from '../../../head/head-model.ts';
import type { Observation } from '../landmarks/observation.ts';

/** For each landmark of the joint list of MediaPipe's 468 and iBUG's 68, the one on the other side of the face. */
export function mirroredLandmarks({ embeddings, template }: HeadModel): Uint32Array {
  const schemes = [embeddings.mediapipe468, embeddings.ibug68].map((embedding) => embeddedPoints(embedding, template));
  let start = 0;
  const out: number[] = [];
  for (const points of schemes) {
    const count = points.length / 3;
    for (let l = 0; l < count; l++) {
      let [best, least] = [l, Number.POSITIVE_INFINITY];
      for (let m = 0; m < count; m++) {
        const distance =
          (points[3 * l] + points[3 * m]) ** 2 +
          (points[3 * l + 1] - points[3 * m + 1]) ** 2 +
          (points[3 * l + 2] - points[3 * m + 2]) ** 2;
        if (distance < least) [best, least] = [m, distance];
      }
      out.push(start + best);
    }
    start += count;
  }
  return Uint32Array.from(out);
}

/** The landmarks of the mirror image of a picture. @param mirror from {@link mirroredLandmarks} */
export function mirrorObservation(observation: Observation, mirror: Uint32Array, width: number): Observation {
  const { points, confidence } = observation;
  return {
    points: Float64Array.from({ length: points.length }, (_, i) => {
      const x = points[2 * mirror[i >> 1] + (i & 1)];
      return i % 2 === 0 ? width - x : x;
    }),
    confidence: Float64Array.from(mirror, (m) => confidence[m]),
  };
}
