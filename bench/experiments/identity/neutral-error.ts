import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { alignSimilarity } from '../../../src/geometry/similarity.ts';
import { type HeadModel, regionVertices } from '../../../src/head/head-model.ts';

/**
 * Mean distance of a face from another head's of the same mesh along that one's normals, after a similarity, mm.
 * @param positions [V, 3] @param other [V, 3]
 */
export function neutralError(head: HeadModel, positions: Float64Array, other: Float64Array): number {
  const face = regionVertices(head, 'face');
  const { normals } = vertexNormals(other, head.triangles);
  const onFace = (values: Float64Array): Float64Array =>
    Float64Array.from(face.flatMap((v) => Array.from(values.subarray(3 * v, 3 * v + 3))));
  const [source, target] = [onFace(positions), onFace(other)];
  const { scale, rotation, translation } = alignSimilarity(source, target);
  const errors = face.map((v, i) => {
    let along = 0;
    for (let k = 0; k < 3; k++) {
      let x = translation[k];
      for (let j = 0; j < 3; j++) x += scale * rotation[3 * k + j] * source[3 * i + j];
      along += (x - target[3 * i + k]) * normals[3 * v + k];
    }
    return Math.abs(along);
  });
  return errors.reduce((sum, mm) => sum + mm, 0) / face.length;
}
