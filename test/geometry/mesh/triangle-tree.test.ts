import { describe, expect, it } from 'vitest';
import { buildTriangleTree, refitTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../../src/surface/target-surface.ts';
import { normals } from '../../helpers/gradient-check.ts';

const triangles = Uint32Array.from({ length: 90 }, (_, i) => (7 * i + Math.floor(i / 3)) % 40);
const positions = normals(120, 1);
const moved = positions.map((x, i) => x + normals(120, 2)[i]);

describe('a tree of triangles that have moved', () => {
  const refitted = refitTriangleTree(buildTriangleTree(positions, triangles), moved, triangles);

  it('finds what a tree of them finds', () => {
    const surface = createTargetSurface(moved, triangles);
    const queries = normals(60, 3, 2);
    const kernels = plainKernels();
    const points = closestOnSurface(kernels, surface, queries).points;
    expect([...closestOnSurface(kernels, { ...surface, tree: refitted }, queries).points]).toEqual([...points]);
  });

  it('is the tree itself where nothing moves', () => {
    const tree = buildTriangleTree(positions, triangles);
    expect(refitTriangleTree(tree, positions, triangles)).toEqual(tree);
  });
});
