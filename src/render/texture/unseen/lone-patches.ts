import { vertexAreas } from '../../../geometry/mesh/mesh.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { forEachCovered } from '../../raster/covered-texels.ts';
import type { SkinTexels } from '../texels.ts';

/** Mean weight of a vertex's texels from which on it counts as seen. */
const SEEN = 0.1;
/** A patch of the neck up to so large goes: a neck has 400 cm^2, of which 100 and more are seen where it is seen at all. */
const LARGEST_MM2 = 2500;

/**
 * Forgets, in place, patches of the neck that no other seen skin joins: between a jaw's shadow and a collar a photograph shows some cm^2 of a
 * throat, slanted and in shade, and its stubble and noise would stand alone in an even neck, like a graze.
 * Which skin joins is told by the model's vertices, whose edges, unlike the texture's, do not end at a chart's.
 * @param weight how far each texel is seen [size, size]
 */
export function forgetLonePatches(head: HeadModel, texels: SkinTexels, weight: Float32Array): void {
  const lone = lonePatches(head, seenVertices(head, texels, weight));
  if (!lone.includes(1)) return;
  const triangles = skinTriangles(head);
  forEachCovered(texels.covered, (t, first, end) => {
    if (lone[triangles[3 * t]] + lone[triangles[3 * t + 1]] + lone[triangles[3 * t + 2]] === 0) return;
    for (let i = first; i < end; i++) weight[texels.index[i]] = 0;
  });
}

/** Vertices whose texels are seen [skin vertices]. */
function seenVertices(head: HeadModel, { covered, index }: SkinTexels, weight: Float32Array): Uint8Array {
  const triangles = skinTriangles(head);
  const sums = new Float64Array(head.parts[0].vertexCount);
  const shares = new Float64Array(sums.length);
  forEachCovered(covered, (t, first, end, weights) => {
    for (let i = first, w = 0; i < end; i++, w += 3)
      for (let k = 0; k < 3; k++) {
        sums[triangles[3 * t + k]] += weights[w + k] * weight[index[i]];
        shares[triangles[3 * t + k]] += weights[w + k];
      }
  });
  return Uint8Array.from(sums, (sum, v) => (sum > SEEN * shares[v] ? 1 : 0));
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
