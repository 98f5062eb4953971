import { mean } from '../../../src/geometry/mean.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { alignSimilarity, applySimilarity } from '../../../src/geometry/similarity.ts';
import { dot3 } from '../../../src/geometry/vector3.ts';
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
  const placed = applySimilarity(alignSimilarity(source, target), source);
  return mean(
    face.map((v, i) => {
      const off = [0, 1, 2].map((k) => placed[3 * i + k] - target[3 * i + k]);
      return Math.abs(dot3(off, [...normals.subarray(3 * v, 3 * v + 3)]));
    }),
  );
}
