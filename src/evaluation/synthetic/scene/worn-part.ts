import type { LinearImage } from '../../../image/image.ts';
import type { TexturedMesh } from '../../../render/mesh/textured-mesh.ts';

/** What somebody wears, or has on the head: a mesh of one texture and one class. */
export interface WornPart {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [V, 2], origin top left. */
  readonly uvs: Float64Array;
  /** Linear-light albedo. */
  readonly texture: LinearImage;
  /** Index of `SEGMENT_CLASSES`. */
  readonly label: number;
}

/** A mesh and what each of its triangles shows. */
export interface ClassedMesh {
  readonly mesh: TexturedMesh;
  /** Indices of `SEGMENT_CLASSES` [T]. */
  readonly classes: Uint8Array;
}

/** One mesh of several; the first keeps its vertices' and triangles' numbers. */
export function wearing({ mesh, classes }: ClassedMesh, parts: readonly WornPart[]): ClassedMesh {
  let vertices = mesh.positions.length / 3;
  let corners = mesh.uvs.length / 2;
  const shifted = parts.map((part, k) => {
    const count = part.positions.length / 3;
    const [vertexShift, uvShift] = [vertices, corners];
    vertices += count;
    corners += count;
    return {
      triangles: part.triangles.map((v) => v + vertexShift),
      uvTriangles: part.triangles.map((v) => v + uvShift),
      textureOfTriangle: new Uint8Array(part.triangles.length / 3).fill(mesh.textures.length + k),
      classes: new Uint8Array(part.triangles.length / 3).fill(part.label),
    };
  });
  return {
    mesh: {
      positions: joined(Float64Array, [mesh.positions, ...parts.map((part) => part.positions)]),
      triangles: joined(Uint32Array, [mesh.triangles, ...shifted.map((part) => part.triangles)]),
      uvs: joined(Float64Array, [mesh.uvs, ...parts.map((part) => part.uvs)]),
      uvTriangles: joined(Uint32Array, [mesh.uvTriangles, ...shifted.map((part) => part.uvTriangles)]),
      textureOfTriangle: joined(Uint8Array, [mesh.textureOfTriangle, ...shifted.map((part) => part.textureOfTriangle)]),
      textures: [...mesh.textures, ...parts.map((part) => part.texture)],
    },
    classes: joined(Uint8Array, [classes, ...shifted.map((part) => part.classes)]),
  };
}

function joined<Numbers extends { set(values: ArrayLike<number>, at: number): void }>(
  Kind: new (length: number) => Numbers,
  lists: readonly ArrayLike<number>[],
): Numbers {
  const out = new Kind(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list, at);
    at += list.length;
  }
  return out;
}
