import { describe, expect, it } from 'vitest';
import { createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { BONE_MIRROR, BONE_PARENTS, BONES, HEAD_BONE, ROOT_BONE } from '../../src/asm/bones.ts';
import { groupOf } from '../../src/asm/parameters.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const model = createAsm(head, head.template);

describe('bones', () => {
  it('are 84, named once, parents first, mirrored in pairs', () => {
    expect(BONES.length).toBe(84);
    expect(new Set(BONES.map((bone) => bone.name)).size).toBe(84);
    BONE_PARENTS.forEach((parent, j) => {
      expect(parent).toBeLessThan(j);
    });
    BONE_MIRROR.forEach((m, j) => {
      expect(m).toBeGreaterThanOrEqual(0);
      expect(BONE_MIRROR[m]).toBe(j);
    });
    const depth = (j: number): number => (BONE_PARENTS[j] < 0 ? 0 : 1 + depth(BONE_PARENTS[j]));
    const histogram = [0, 0, 0, 0];
    for (let j = 0; j < 84; j++) histogram[depth(j)]++;
    expect(histogram).toEqual([1, 4, 35, 44]);
    expect(model.layout.parameterCount).toBe(1932);
  });

  it('sit on the head in mirror symmetry, apart from each other', () => {
    const zeta = groupOf(model.layout, model.rest, 'binding');
    BONE_MIRROR.forEach((m, j) => {
      expect(zeta[2 * j]).toBeCloseTo(1 - zeta[2 * m], 12);
      expect(zeta[2 * j + 1]).toBeCloseTo(zeta[2 * m + 1], 12);
    });
    for (let a = 0; a < 84; a++)
      for (let b = 0; b < a; b++) {
        if ([ROOT_BONE, HEAD_BONE].includes(a) || [ROOT_BONE, HEAD_BONE].includes(b)) continue;
        const gap = Math.hypot(zeta[2 * a] - zeta[2 * b], zeta[2 * a + 1] - zeta[2 * b + 1]);
        expect(gap, `${BONES[a].name} and ${BONES[b].name}`).toBeGreaterThan(0.004);
      }
  });
});
