import { describe, expect, it } from 'vitest';
import { buildTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { groupedWinding, groupTriangles } from '../../../src/head/face-shapes/winding-groups.ts';
import { windingNumber } from '../../../src/head/face-shapes/winding-number.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { normals } from '../../helpers/gradient-check.ts';

const head = loadBundledHead();
const triangles = skinTriangles(head);
const groups = groupTriangles(buildTriangleTree(head.template, triangles), triangles);

describe('the winding number by groups', () => {
  it('has every triangle in one group', () => {
    const key = (t: Uint32Array, i: number): string => t.subarray(3 * i, 3 * i + 3).join(' ');
    const all = (t: Uint32Array): string[] => Array.from({ length: t.length / 3 }, (_, i) => key(t, i)).sort();
    expect(all(groups.triangles)).toEqual(all(triangles));
    expect([...groups.starts]).toEqual([...groups.starts].sort((a, b) => a - b));
    expect(groups.starts[groups.starts.length - 1]).toBe(triangles.length);
  });

  it('is the whole one within 0.02 on another face, in the mouth, in the flesh and outside', () => {
    const noise = normals(head.template.length, 3, 0.3);
    const face = head.template.map((x, i) => 1.1 * x + noise[i]);
    const winding = groupedWinding(groups, face);
    const teeth = head.parts.filter(({ texture }) => texture === 'teeth');
    const points = teeth.flatMap(({ vertexStart, vertexCount }) =>
      Array.from({ length: Math.ceil(vertexCount / 40) }, (_, i) => vertexStart + 40 * i),
    );
    const away = normals(3 * points.length, 5, 3);
    const near = points.flatMap((v, i) => [0, 1, 2].map((k) => face[3 * v + k] + away[3 * i + k]));
    const skin = { positions: face, triangles };
    let worst = 0;
    for (let i = 0; i < near.length; i += 3)
      worst = Math.max(worst, Math.abs(winding(near, i) - windingNumber(skin, near, i)));
    expect(near.length).toBeGreaterThan(60);
    expect(worst).toBeLessThan(0.02);
  });
});
