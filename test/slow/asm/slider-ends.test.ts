import { describe, expect, it } from 'vitest';
import { sliderFields } from '../../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS } from '../../../src/asm/sliders/slider-table.ts';
import { triangleNormal } from '../../../src/geometry/mesh/mesh.ts';
import { outerSkin } from '../../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import {
  expectBlink,
  expectNothingPierces,
  exportedSkin,
  sampledHead,
  shapedFace,
} from '../../helpers/meshes/face-shape-laws.ts';

const head = loadPeoplesHead();
const exported = exportedSkin(head);
const person = sampledHead(head, 3);
const ENDS = SLIDER_DEFINITIONS.flatMap(({ name, group }) => [-1, 1].map((value) => ({ name, group, value })));

function moved(positions: Float64Array, name: string, value: number): Float64Array {
  const field = sliderFields(head).get(name) ?? new Float64Array();
  return positions.map((x, i) => x + value * field[i]);
}

/** Triangles of the outer skin that turn over. */
function folded(before: Float64Array, after: Float64Array): number {
  const triangles = outerSkin(head);
  let count = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b] = [before, after].map((p) => triangleNormal(p, triangles[t], triangles[t + 1], triangles[t + 2]));
    if (a[0] * b[0] + a[1] * b[1] + a[2] * b[2] < 0) count++;
  }
  return count;
}

describe('a slider at either end', () => {
  it('folds no skin, but for a triangle or two where an ear is rooted and at the hem', () => {
    for (const { name, value } of ENDS)
      for (const positions of [head.template, person.positions])
        expect(folded(positions, moved(positions, name, value)), `${name} ${value}`).toBeLessThanOrEqual(3);
  });

  it.each(ENDS.filter(({ group }) => ['face', 'eyes', 'mouth', 'jaw'].includes(group)))(
    'leaves lids off the eyes and teeth out of the lips: $name $value',
    ({ name, value }) => {
      const face = shapedFace(head, { ...person, positions: moved(person.positions, name, value) });
      expectBlink(face);
      expectNothingPierces(face, [], exported);
    },
  );
});
