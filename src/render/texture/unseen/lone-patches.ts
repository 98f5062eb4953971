import { vertexAreas } from '../../../geometry/mesh/mesh.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import type { SkinTexels } from '../texels.ts';

/** Mean weight of the texels of a vertex's triangles from which on it counts as seen. */
const SEEN = 0.1;
/** A patch of the neck up to so large goes: a neck has 400 cm^2, of which 100 and more are seen where it is seen at all. */
const LARGEST_MM2 = 2500;

/**
 * Forgets, in place, patches of the neck that no other seen skin joins: between a jaw's shadow and a collar a photograph shows some cm^2 of a
 * throat, slanted and in shade, and its stubble and noise would stand alone in an even neck, like a graze.
 * Which skin joins is told by the model's vertices, whose edges, unlike the texture's, do not end at a chart's.
 * @param weight how far each texel is seen [size, size]
 */
export function forgetLonePatches(
  head: HeadModel,
  { covered: { index, triangle } }: Pick<SkinTexels, 'covered'>,
  weight: Float32Array,
): void {
  const triangles = skinTriangles(head);
  const count = triangles.length / 3;
  const [sums, texels] = [new Float64Array(count), new Uint32Array(count)];
  for (let i = 0; i < index.length; i++) {
    sums[triangle[i]] += weight[index[i]];
    texels[triangle[i]]++;
  }
  const lone = lonePatches(head, seenVertices(head, sums, texels));
  if (!lone.includes(1)) return;
  const gone = Uint8Array.from(
    sums,
    (_, t) => lone[triangles[3 * t]] | lone[triangles[3 * t + 1]] | lone[triangles[3 * t + 2]],
  );
  for (let i = 0; i < index.length; i++) if (gone[triangle[i]] === 1) weight[index[i]] = 0;
}

/** Vertices whose triangles are seen [skin vertices]. @param sums weights of each triangle's texels @param texels how many it has */
function seenVertices(head: HeadModel, sums: Float64Array, texels: Uint32Array): Uint8Array {
  const triangles = skinTriangles(head);
  const [seen, all] = [0, 1].map(() => new Float64Array(head.parts[0].vertexCount));
  for (let k = 0; k < triangles.length; k++) {
    const t = Math.floor(k / 3);
    seen[triangles[k]] += sums[t];
    all[triangles[k]] += texels[t];
  }
  return Uint8Array.from(seen, (sum, v) => (sum > SEEN * all[v] ? 1 : 0));
}

/** Vertices of the patches that go. @param seen [skin vertices] @returns [skin vertices] */
export function lonePatches(head: HeadModel, seen: Uint8Array): Uint8Array {
  const neighbours = skinNeighbours(head);
  const areas = vertexAreas(head.template, skinTriangles(head));
  const { face, ears, scalp, mouth, sockets } = head.regions;
  // What lies below the jaw belongs to no region of the model's as often as to the neck's.
  const elsewhere = [face, ears, scalp, mouth, sockets];
  const out = new Uint8Array(seen.length);
  const left = seen.slice();
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    left[start] = 0;
    const patch = [start];
    for (const v of patch)
      for (const other of neighbours[v]) {
        if (left[other] === 0) continue;
        left[other] = 0;
        patch.push(other);
      }
    const area = patch.reduce((sum, v) => sum + areas[v], 0);
    if (area <= LARGEST_MM2 && !patch.some((v) => elsewhere.some((region) => region[v] === 1)))
      for (const v of patch) out[v] = 1;
  }
  return out;
}
