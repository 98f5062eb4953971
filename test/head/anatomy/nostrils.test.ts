import { describe, expect, it } from 'vitest';
import { nostrilVertices } from '../../../src/head/anatomy/nostrils.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { loadHead } from '../../../src/head/load-head.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

const head = loadBundledHead();
const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);

describe('nostrils', () => {
  const kernels = plainKernels();
  const people = loadHead(kernels, 'bundled');
  const inside = nostrilVertices(head);
  const depth = (positions: ArrayLike<number>): number => {
    // Of the nostrils above the nose's base, mm.
    const base = embeddedPoints(head.embeddings.ibug68, positions)[3 * 33 + 1];
    return inside.reduce((sum, v) => sum + positions[3 * v + 1] - base, 0) / inside.length;
  };

  it('are cavities on the head that is fitted, whoever it becomes, and dents on the artists', () => {
    expect(inside.length).toBeGreaterThan(10);
    expect(inside.filter((v) => head.template[3 * v] > 0)).toHaveLength(inside.length / 2);
    expect(depth(people.template)).toBeGreaterThan(depth(head.template) + 2);
    const way = people.identity.names.findIndex((name) => name.includes('_to_'));
    const artists = people.template.map((x, i) => x + people.identity.deltas[way * people.template.length + i]);
    expect(depth(artists)).toBeGreaterThan(depth(head.template) + 2);
    // Elsewhere the way leads all the way.
    const cheek = face.find((v) => head.template[3 * v] > 40) as number;
    expect(artists[3 * cheek + 2]).toBeCloseTo(head.template[3 * cheek + 2], 3);
  });
});
