import { describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../../src/asm/expression-bones.ts';
import { layLips } from '../../../../src/fitting/finish/lips/lay-lips.ts';
import { viewMeshes } from '../../../../src/fitting/unknowns/view-mesh.ts';
import { project } from '../../../../src/geometry/camera.ts';
import { JAW_POSE } from '../../../../src/head/anatomy/jaw.ts';
import { LIP_LINES, LIP_POINTS } from '../../../../src/head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../../src/head/anatomy/lips/move-lips.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { fittedDemo } from '../../../helpers/fitting/fitted-demo.ts';

const { fitted, head } = await fittedDemo();
const { mouth } = findSlits(head);
const two = { ...fitted, lips: fitted.lips.map(() => null) };
const [used] = two.observed.used;
const { observation } = used;
if (observation?.lips === undefined) throw new Error('the network must have seen lips');

/** The first photograph alone, its lips some pixels lower. */
function lone(isShut: boolean, lower = 0) {
  if (observation?.lips === undefined) throw new Error('the network must have seen lips');
  const lips = observation.lips.map((x, i) => (i % 2 === 1 ? x + lower : x));
  return {
    ...two,
    cameras: two.cameras.slice(0, 1),
    observed: { ...two.observed, used: [{ ...used, observation: { ...observation, lips } }] },
    expressions: { ...two.expressions, group: two.expressions.group.slice(0, 1) },
    shut: [isShut ? (['mouth'] as const) : []],
    lips: [null],
  };
}

/** How far a mesh's lips lie from where the first photograph has them, pixels. */
function off(mesh: Float64Array): number {
  const points = embeddedPoints(head.embeddings.mediapipe468, mesh);
  const lips = observation?.lips ?? [];
  const errors = LIP_POINTS.map((l, i) => {
    const [x, y] = project(two.cameras[0], points.subarray(3 * l, 3 * l + 3));
    return Math.hypot(x - lips[2 * i], y - lips[2 * i + 1]);
  });
  return errors.reduce((a, b) => a + b) / errors.length;
}

describe("lips of a lone photograph's head", () => {
  it.each([true, false])('lie where it has them, shut: %s', (isShut) => {
    const ahead = lone(isShut);
    const { lips } = layLips(ahead);
    const [[before], [after]] = [ahead, { ...ahead, lips }].map((shown) => viewMeshes(shown));
    expect(off(after)).toBeLessThan((isShut ? 0.75 : 0.3) * off(before));
  });

  it('move all that has its expression, and the neutral head where they are shut', () => {
    const [near, far] = [0, 12].map((lower) => layLips(lone(true, lower)));
    const height = (mesh: Float64Array): number => {
      const points = embeddedPoints(head.embeddings.mediapipe468, mesh);
      return LIP_POINTS.reduce((sum, l) => sum + points[3 * l + 1], 0) / LIP_POINTS.length;
    };
    expect(height(near.positions) - height(far.positions)).toBeGreaterThan(1);
    expect(height(near.neutral.positions) - height(far.neutral.positions)).toBeGreaterThan(1);
    for (const mesh of [near.positions, far.positions, near.neutral.positions, far.neutral.positions])
      expect(slitOpening(mouth, mesh)).toBeLessThan(0.1);
  });

  it('go together where they touch, though the network parts them, and shut ones that the fit left apart are shut', () => {
    const ahead = lone(true);
    const open = new Float64Array(3 * LIP_POINTS.length);
    LIP_LINES.innerLower.slice(1, -1).forEach((l) => {
      open[3 * LIP_POINTS.indexOf(l) + 1] = -2;
    });
    const positions = fitted.positions.slice();
    moveLips(head, open, positions);
    expect(slitOpening(mouth, positions)).toBeGreaterThan(0.7);
    const laid = layLips({ ...ahead, positions });
    expect(slitOpening(mouth, laid.positions)).toBeLessThan(0.1);
    const [steps] = laid.lips;
    if (steps === null) throw new Error('lips must be laid');
    LIP_LINES.innerUpper.forEach((l, i) => {
      const [upper, lower] = [l, LIP_LINES.innerLower[i]].map((point) => 3 * LIP_POINTS.indexOf(point));
      expect(steps.subarray(upper, upper + 3)).toEqual(steps.subarray(lower, lower + 3));
    });
  });

  it('leave the neutral head of an open mouth as it is', () => {
    const { neutral, positions } = layLips(lone(false, 12));
    expect(neutral.positions).toEqual(fitted.neutral.positions);
    expect(positions).not.toEqual(fitted.positions);
  });
});

describe('lips that several photographs pin', () => {
  it('stay: those of one moment, shut or not, and shut ones of any', () => {
    for (const shut of [two.shut.map(() => ['mouth'] as const), two.shut.map(() => [])]) {
      const { lips, positions, neutral } = layLips({ ...two, shut });
      expect(lips).toEqual([null, null]);
      expect(positions).toEqual(fitted.positions);
      expect(neutral).toEqual(fitted.neutral);
    }
    const { columnCount } = two.expressions;
    const pose = two.jaws.subarray(0, JAW_POSE);
    const apart = {
      ...two,
      expressions: { ...two.expressions, group: Int32Array.of(0, 1) },
      deviations: new Float64Array(2 * columnCount),
      jaws: Float64Array.from([...pose, ...pose]),
      asm: {
        ...two.asm,
        result: { ...two.asm.result, boneTranslations: new Float64Array(2 * EXPRESSION_BONE_PARAMETERS) },
      },
    };
    expect(layLips({ ...apart, shut: [['mouth'], ['mouth']] }).lips).toEqual([null, null]);
    expect(layLips({ ...apart, shut: [['mouth'], []] }).lips.map((steps) => steps === null)).toEqual([true, false]);
  });
});
