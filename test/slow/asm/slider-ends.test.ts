import { describe, expect, it } from 'vitest';
import { sliderFields } from '../../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS } from '../../../src/asm/sliders/slider-table.ts';
import { triangleNormal } from '../../../src/geometry/mesh/mesh.ts';
import { fitSphere } from '../../../src/head/anatomy/eyes/seat-eyes.ts';
import { outerLids } from '../../../src/head/face-shapes/eyes/lids-on-eyes.ts';
import { outerSkin } from '../../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { expectBlink } from '../../helpers/face-shapes/eye-shape-laws.ts';
import { coarseSkin, expectNothingPierces } from '../../helpers/face-shapes/face-shape-laws.ts';
import { sampledHead, shapedFace } from '../../helpers/face-shapes/shaped-face.ts';

const head = loadPeoplesHead();
const skin = coarseSkin(head);
const person = sampledHead(head, 3);
const ENDS = SLIDER_DEFINITIONS.flatMap(({ name }) => [-1, 1].map((value) => ({ name, value })));

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
      for (const [positions, most] of [
        [head.template, 3],
        [person.positions, 8],
      ] as const)
        expect(folded(positions, moved(positions, name, value)), `${name} ${value}`).toBeLessThanOrEqual(most);
  });

  it('leaves lids off the eyes by itself, but for half a millimetre that rigs mend', () => {
    const lids = outerLids(head);
    for (const { name, value } of ENDS) {
      const positions = moved(head.template, name, value);
      for (const { centre, radius } of ['eye_L', 'eye_R'].map((eye) =>
        fitSphere(positions, head.parts.find((part) => part.name === eye) ?? head.parts[1]),
      )) {
        const own = lids.filter((v) => head.template[3 * v] * centre[0] > 0);
        const deepest = own.map((v) => radius - Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c)));
        expect(Math.max(...deepest), `${name} ${value}`).toBeLessThan(0.6);
      }
    }
  });

  // Those that bring teeth and lips, or lids and eyes, nearest to each other.
  it.each([
    ['lower-face-height', 1],
    ['mouth-width', -1],
    ['mouth-projection', -1],
    ['lip-lower-fullness', -1],
    ['overbite', 1],
    ['eye-width', -1],
    ['eye-size', 1],
    ['eye-opening', 1],
    ['eye-projection', -1],
  ] as const)('leaves nothing in the skin, and eyes that blink: %s %d', (name, value) => {
    const face = shapedFace(head, { positions: moved(head.template, name, value), joints: head.jointPositions });
    expectBlink(face);
    expectNothingPierces(face, [], skin);
  });
});
