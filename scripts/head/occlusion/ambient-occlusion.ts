import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import type { HeadPart } from '../../../src/head/head-model.ts';
import type { ShapedHead } from '../../../src/render/mesh/head-mesh.ts';
import { rayHits, rayTarget } from './ray-hit.ts';

/** Directions over the whole sphere; a vertex looks along the half of them before it. */
const DIRECTIONS = 512;
/** How far before the surface rays begin, mm: what touches it hides it all the same. */
const LIFT_MM = 0.1;

/**
 * Ambient occlusion of a part under all parts of the head: the share of a uniform sky's light that comes in,
 *   sum over directions d of max(0, n . d) [no triangle on the ray from x along d] / sum of max(0, n . d)
 * over one fixed set of directions (a Fibonacci lattice), which makes it the same in every run and smooth from one vertex
 * to the next.
 * @returns [vertices of the part] in 0..1
 */
export function ambientOcclusion(
  { head, positions }: ShapedHead,
  { vertexStart, vertexCount: count }: HeadPart,
): Float64Array {
  const target = rayTarget(positions, head.triangles);
  const { normals } = vertexNormals(positions, head.triangles);
  const seen = new Float64Array(count);
  const all = new Float64Array(count);
  const before: number[] = [];
  for (let d = 0; d < DIRECTIONS; d++) {
    const direction = latticeDirection(d);
    const cosine = (v: number): number => {
      const at = 3 * (vertexStart + v);
      return normals[at] * direction[0] + normals[at + 1] * direction[1] + normals[at + 2] * direction[2];
    };
    before.length = 0;
    for (let v = 0; v < count; v++) if (cosine(v) > 0) before.push(v);
    const origins = new Float64Array(3 * before.length);
    before.forEach((v, i) => {
      const at = 3 * (vertexStart + v);
      for (let k = 0; k < 3; k++) origins[3 * i + k] = positions[at + k] + LIFT_MM * normals[at + k];
    });
    const hits = rayHits(target, origins, direction);
    before.forEach((v, i) => {
      all[v] += cosine(v);
      if (hits[i] === 0) seen[v] += cosine(v);
    });
  }
  return seen.map((light, v) => (all[v] > 0 ? light / all[v] : 1));
}

/** The d-th of a lattice of directions that covers the sphere evenly. */
function latticeDirection(d: number): [number, number, number] {
  const z = 1 - (2 * d + 1) / DIRECTIONS;
  const radius = Math.sqrt(1 - z * z);
  const angle = d * Math.PI * (3 - Math.sqrt(5));
  return [radius * Math.cos(angle), radius * Math.sin(angle), z];
}
