import { trianglesWhere } from '../../geometry/mesh/mesh.ts';
import { buildTriangleTree, type TriangleTree } from '../../geometry/mesh/triangle-tree.ts';
import { mouthLining } from '../anatomy/mouth-lining.ts';
import { type HeadModel, skinTriangles } from '../head-model.ts';
import { groupTriangles, type TriangleGroups } from './winding-groups.ts';

/** Vertices of a part within a cell of so many mm are looked at together first. */
const CELL_MM = 4;

/** What lies in the mouth, and what it could go through. */
export interface MouthParts {
  readonly head: HeadModel;
  /** Lips and the lining of the mouth [T, 3] */
  readonly lining: Uint32Array;
  /** The lining and the triangles around it, which its rims' normals are made of [T', 3] */
  readonly rimmed: Uint32Array;
  /** Of the lining on the mean head. */
  readonly tree: TriangleTree;
  /** All of the skin. */
  readonly flesh: TriangleGroups;
  /** Vertices of the lining that nobody sees with the mouth shut. */
  readonly inside: ReadonlySet<number>;
  /** Teeth, gums and tongue. */
  readonly clusters: readonly PartCluster[];
}

/** Neighbouring vertices of a part. */
export interface PartCluster {
  readonly vertices: readonly number[];
  /** How far the others are from the first on the mean head, mm. */
  readonly radius: number;
}

export function mouthParts(head: HeadModel): MouthParts {
  const { lips } = head.regions;
  const inside = mouthLining(head);
  const skin = skinTriangles(head);
  const lining = trianglesWhere(skin, (v) => inside.has(v) || lips[v] === 1);
  return {
    head,
    lining,
    rimmed: trianglesAt(skin, new Set(lining)),
    tree: buildTriangleTree(head.template, lining),
    flesh: groupTriangles(buildTriangleTree(head.template, skin), skin),
    inside,
    clusters: head.parts
      .filter(({ texture }) => texture === 'teeth' || texture === 'tongue')
      .flatMap(({ vertexStart, vertexCount }) => clustersOf(head.template, vertexStart, vertexCount)),
  };
}

/** Triangles with a corner among `vertices`. */
function trianglesAt(triangles: Uint32Array, vertices: ReadonlySet<number>): Uint32Array {
  return triangles.filter((_, i) => {
    const t = i - (i % 3);
    return vertices.has(triangles[t]) || vertices.has(triangles[t + 1]) || vertices.has(triangles[t + 2]);
  });
}

/** All vertices of teeth, gums and tongue. */
export function partVertices({ clusters }: MouthParts): number[] {
  return clusters.flatMap(({ vertices }) => vertices);
}

function clustersOf(positions: ArrayLike<number>, start: number, count: number): PartCluster[] {
  const cells = new Map<string, number[]>();
  for (let v = start; v < start + count; v++) {
    const cell = [0, 1, 2].map((k) => Math.floor(positions[3 * v + k] / CELL_MM)).join(' ');
    const members = cells.get(cell) ?? [];
    members.push(v);
    cells.set(cell, members);
  }
  return Array.from(cells.values(), (vertices) => ({
    vertices,
    radius: Math.max(
      ...vertices.map((v) =>
        Math.hypot(...[0, 1, 2].map((k) => positions[3 * v + k] - positions[3 * vertices[0] + k])),
      ),
    ),
  }));
}
