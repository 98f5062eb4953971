import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { type HeadModel, skinTriangles } from '../../../src/head/head-model.ts';
import type { IctModel } from '../../../src/head/ict/ict-model.ts';

/** The bundled skin as if it were another model, in another frame and size, shaped as someone. */
export function strangers(head: HeadModel): { model: IctModel; truth: Float64Array } {
  const skinSize = 3 * head.parts[0].vertexCount;
  const modeAt = (k: number) =>
    head.identity.deltas.subarray(3 * k * head.vertexCount, 3 * k * head.vertexCount + skinSize);
  const truth = Float64Array.from({ length: skinSize }, (_, i) => head.template[i] + modeAt(0)[i] - modeAt(3)[i]);
  const similarity = {
    scale: 1.1,
    rotation: rotationFromAxisAngle(0.1, 0.2, -0.1),
    translation: Float64Array.of(10, -20, 5),
  };
  const { vertices } = head.embeddings.ibug68;
  const turn = { ...similarity, translation: new Float64Array(3) };
  return {
    truth,
    model: {
      positions: applySimilarity(similarity, truth),
      triangles: skinTriangles(head),
      landmarks: Array.from({ length: 68 }, (_, l) => vertices[3 * l]),
      identity: [1, 2].map((k) => Float32Array.from(applySimilarity(turn, modeAt(k)))),
    },
  };
}
