import { applySubdivision, catmullClark, type Subdivision, splitQuads } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate, vertexNormals } from '../../geometry/mesh/mesh.ts';
import { linearUvs } from '../../geometry/mesh/subdivide-uvs.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { detailRegion } from './detail-region.ts';

/** Texels along a side of the relief. */
export const DETAIL_SIZE = 512;

/** The skin subdivided twice, about a millimetre between vertices, and where it may carry relief: all that no pose changes. */
export interface DetailTopology {
  /** Whose skin it is. */
  readonly head: HeadModel;
  readonly levels: readonly Subdivision[];
  /** [Q, 4] */
  readonly quads: Uint32Array;
  readonly triangles: Uint32Array;
  /** [U, 2] */
  readonly uvs: Float64Array;
  /** [Q, 4] over `uvs` */
  readonly uvQuads: Uint32Array;
  /** A texture coordinate of each vertex [V]. */
  readonly uvOf: Uint32Array;
  /** Where skin may carry wrinkles, 0..1 [DETAIL_SIZE, DETAIL_SIZE]. */
  readonly region: Float32Array;
}

const LEVELS = 2;

export function createDetailTopology(head: HeadModel): DetailTopology {
  const [skin] = head.parts;
  let count = skin.vertexCount;
  let quads: Uint32Array = head.quads.subarray(0, 4 * skin.quadCount);
  let uvs: Float64Array = head.uvs;
  let uvQuads: Uint32Array = head.uvQuads.subarray(0, 4 * skin.quadCount);
  const levels: Subdivision[] = [];
  for (let level = 0; level < LEVELS; level++) {
    const surface = catmullClark(count, quads);
    const chart = splitQuads(uvs.length / 2, uvQuads);
    uvs = linearUvs(uvs, uvQuads, chart.quads, chart.vertexCount);
    count = surface.start.length - 1;
    quads = surface.quads;
    uvQuads = chart.quads;
    levels.push(surface);
  }
  const uvOf = new Uint32Array(count);
  for (let i = 0; i < quads.length; i++) uvOf[quads[i]] = uvQuads[i];
  const region = detailRegion(head, DETAIL_SIZE);
  return { head, levels, quads, triangles: triangulate(quads), uvs, uvQuads, uvOf, region };
}

/**
 * The subdivided skin of a posed head, displaced along its normals.
 * @param positions [V, 3] mm @param displacement over the texture [DETAIL_SIZE, DETAIL_SIZE] mm
 * @returns [detail vertices, 3] mm
 */
export function displacedSkin(
  { head, levels, triangles, uvs, uvOf }: DetailTopology,
  positions: Float64Array,
  displacement: Float32Array,
): Float64Array {
  let fine: Float64Array = positions.subarray(0, 3 * head.parts[0].vertexCount);
  for (const level of levels) fine = applySubdivision(level, fine, 3);
  const { normals } = vertexNormals(fine, triangles);
  for (let v = 0; v < uvOf.length; v++) {
    const d = sampleMap(displacement, DETAIL_SIZE, uvs[2 * uvOf[v]], uvs[2 * uvOf[v] + 1]);
    for (let k = 0; k < 3; k++) fine[3 * v + k] += d * normals[3 * v + k];
  }
  return fine;
}

/** Bilinear, clamped at the border. */
function sampleMap(map: Float32Array, size: number, u: number, v: number): number {
  const x = Math.min(size - 1.001, Math.max(0, u * size - 0.5));
  const y = Math.min(size - 1.001, Math.max(0, v * size - 0.5));
  const k = Math.floor(y) * size + Math.floor(x);
  const [wx, wy] = [x - Math.floor(x), y - Math.floor(y)];
  return (map[k] * (1 - wx) + map[k + 1] * wx) * (1 - wy) + (map[k + size] * (1 - wx) + map[k + size + 1] * wx) * wy;
}
