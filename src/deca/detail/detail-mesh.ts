import { applySubdivision, catmullClark } from '../../geometry/catmull-clark.ts';
import { triangulate, vertexNormals } from '../../geometry/mesh.ts';
import { linearUvs } from '../../geometry/subdivide-uvs.ts';
import type { HeadModel } from '../../head/head-model.ts';

/** The skin, subdivided twice and displaced: about a millimetre between vertices, with texture coordinates. */
export interface DetailMesh {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [Q, 4] */
  readonly quads: Uint32Array;
  readonly uvs: Float64Array;
  readonly uvQuads: Uint32Array;
}

const LEVELS = 2;

/** @param displacement along the normal [size, size] mm */
export function detailMesh(
  head: HeadModel,
  positions: Float64Array,
  displacement: Float32Array,
  size: number,
): DetailMesh {
  const [skin] = head.parts;
  let mesh: DetailMesh = {
    positions: positions.slice(0, 3 * skin.vertexCount),
    quads: head.quads.slice(0, 4 * skin.quadCount),
    uvs: head.uvs.slice(),
    uvQuads: head.uvQuads.slice(0, 4 * skin.quadCount),
  };
  for (let level = 0; level < LEVELS; level++) {
    const surface = catmullClark(mesh.positions.length / 3, mesh.quads);
    const chart = catmullClark(mesh.uvs.length / 2, mesh.uvQuads);
    mesh = {
      positions: applySubdivision(surface, mesh.positions, 3),
      quads: surface.quads,
      uvs: linearUvs(mesh.uvs, mesh.uvQuads, chart.quads, chart.start.length - 1),
      uvQuads: chart.quads,
    };
  }
  const { normals } = vertexNormals(mesh.positions, triangulate(mesh.quads));
  const moved = new Uint8Array(mesh.positions.length / 3);
  for (let i = 0; i < mesh.quads.length; i++) {
    const v = mesh.quads[i];
    if (moved[v]) continue;
    moved[v] = 1;
    const d = sampleMap(displacement, size, mesh.uvs[2 * mesh.uvQuads[i]], mesh.uvs[2 * mesh.uvQuads[i] + 1]);
    for (let k = 0; k < 3; k++) mesh.positions[3 * v + k] += d * normals[3 * v + k];
  }
  return mesh;
}

/** Bilinear, clamped at the border. */
function sampleMap(map: Float32Array, size: number, u: number, v: number): number {
  const x = Math.min(size - 1.001, Math.max(0, u * size - 0.5));
  const y = Math.min(size - 1.001, Math.max(0, v * size - 0.5));
  const k = Math.floor(y) * size + Math.floor(x);
  const [wx, wy] = [x - Math.floor(x), y - Math.floor(y)];
  return (map[k] * (1 - wx) + map[k + 1] * wx) * (1 - wy) + (map[k + size] * (1 - wx) + map[k + size + 1] * wx) * wy;
}
