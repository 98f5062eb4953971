import { describe, expect, it } from 'vitest';
import {
  frozenUnknowns,
  HEAD_UNKNOWNS,
  type HeadState,
  type HeadUnknown,
  jawStart,
  moveState,
  noDeviations,
  stateLayout,
  statePoints,
  unknownCount,
} from '../../../src/fitting/unknowns/head-state.ts';
import { jawOfView, jawPose, posedShape } from '../../../src/fitting/unknowns/jaw-pose.ts';
import { loadPoints } from '../../../src/fitting/unknowns/kernel-points.ts';
import { freeRig, moveRig, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { createJawRig } from '../../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { jawedPoints } from '../../../src/head/shape/jawed-points.ts';
import {
  createShapeSpace,
  expressionStart,
  pointPositions,
  type ShapeSpace,
  shapePoints,
} from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { normals } from '../../helpers/gradient-check.ts';

/** Three shapes within 3, and two expressions within [0, 1]. */
const space = {
  count: 5,
  lower: Float64Array.of(-3, -3, -3, 0, 0),
  upper: Float64Array.of(3, 3, 3, 1, 1),
} as ShapeSpace;
const expressions = { group: Int32Array.of(0, 1, -1), groupCount: 2, columnCount: 2 };
const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25)];
const rig = freeRig(Int32Array.of(0, 0, -1));
const layout = stateLayout(space, rig, expressions);
const C = rig.parameterCount;
const J = C + 5 + 4;
const N = J + 10;
const inside: HeadState = {
  cameras,
  coefficients: Float64Array.of(1, -2, 0, 0.4, 0.6),
  deviations: Float64Array.of(0.1, -0.1, 0.2, 0),
  jaws: Float64Array.of(0.3, 0.02, -0.03, 1, 2, 0, 0, 0, 0, 0),
};

describe('the unknowns of the morphable stages', () => {
  it('are rig, shape, deviations and jaws, of which one moment has one', () => {
    expect(HEAD_UNKNOWNS).toEqual(['rig', 'shape', 'deviations', 'jaw']);
    expect(jawStart(layout)).toBe(J);
    const moment = { ...expressions, group: Int32Array.of(-1, -1, -1), groupCount: 0 };
    expect(unknownCount(stateLayout(space, rig, moment))).toBe(C + 5 + 5);
    expect(C).toBe(19);
    expect(unknownCount(layout)).toBe(N);
    expect(unknownCount(stateLayout(space, rigidRig(3, true), expressions))).toBe(7 + 5 + 4 + 10);
    expect(noDeviations(expressions)).toEqual(new Float64Array(4));
  });

  const ranges: readonly (readonly [HeadUnknown, number, number])[] = [
    ['rig', 0, C],
    ['shape', C, C + 5],
    ['deviations', C + 5, J],
    ['jaw', J, N],
  ];

  it.each(ranges)('keep still where they are not free: %s', (group, start, end) => {
    const gradient = normals(N, 1);
    const others = HEAD_UNKNOWNS.filter((name) => name !== group);
    const inGroup = Uint8Array.from(gradient, (_, i) => (i >= start && i < end ? 1 : 0));
    expect(frozenUnknowns(gradient, layout, inside, others)).toEqual(inGroup);
    expect(frozenUnknowns(gradient, layout, inside, [group])).toEqual(inGroup.map((x) => 1 - x));
    expect(frozenUnknowns(gradient, layout, inside, HEAD_UNKNOWNS)).toEqual(new Uint8Array(N));
  });

  it('keep still at a bound that their gradient pushes beyond, and not where it pushes back', () => {
    const bound: HeadState = {
      ...inside,
      coefficients: Float64Array.of(3, -3, 0, 0, 1),
      // Totals 0 and 1 of the first group, 1 and 0.5 of the second.
      deviations: Float64Array.of(0, 0, 1, -0.5),
      // Shut as far as it goes and open as wide.
      jaws: Float64Array.of(-0.04, 0, 0, 0, 0, 0.6, 0.2, -0.2, 5, -3),
    };
    const up = frozenUnknowns(new Float64Array(N).fill(-1), layout, bound, HEAD_UNKNOWNS);
    expect(Array.from(up.subarray(C))).toEqual([1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0]);
    const down = frozenUnknowns(new Float64Array(N).fill(1), layout, bound, HEAD_UNKNOWNS);
    expect(Array.from(down.subarray(C))).toEqual([0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
    expect(Math.max(...up.subarray(0, C), ...down.subarray(0, C))).toBe(0);
  });

  it('move by a step, each in its place', () => {
    const step = normals(N, 2, 0.05);
    const moved = moveState(layout, inside, step);
    expect(moved.cameras).toEqual(moveRig(rig, cameras, step));
    expectClose(
      moved.coefficients,
      inside.coefficients.map((a, k) => a + step[C + k]),
      { rtol: 1e-12 },
    );
    expectClose(
      moved.deviations,
      inside.deviations.map((a, d) => a + step[C + 5 + d]),
      { rtol: 1e-9, atol: 1e-12 },
    );
    const small = new Float64Array(N);
    small.set(normals(10, 3, 0.01), J);
    expectClose(
      moveState(layout, inside, small).jaws,
      inside.jaws.map((a, i) => a + small[J + i]),
      { rtol: 1e-12 },
    );
  });

  it('stay within bounds: coefficients, and what every view expresses in all', () => {
    const moved = moveState(layout, inside, new Float64Array(N).fill(9, C));
    const degrees = moved.jaws.map((x, i) => (i % 5 < 3 ? (180 / Math.PI) * x : x));
    expectClose(degrees, [32, 8, 8, 5, 8, 32, 8, 8, 5, 8], { rtol: 1e-12 });
    expect(Array.from(moved.coefficients)).toEqual([3, 3, 3, 1, 1]);
    expect(Array.from(moved.deviations)).toEqual([0, 0, 0, 0]);
    const back = moveState(layout, inside, new Float64Array(N).fill(-9, C));
    expect(Array.from(back.coefficients)).toEqual([-3, -3, -3, 0, 0]);
    expect(Array.from(back.deviations)).toEqual([0, 0, 0, 0]);
    const apart = moveState(layout, inside, new Float64Array(N).fill(9, C + 5, J));
    expectClose(apart.deviations, [0.6, 0.4, 0.6, 0.4], { rtol: 1e-12 });
  });
});

describe('points of a state', () => {
  const head = loadBundledHead();
  const whole = createShapeSpace(head);
  const jaw = createJawRig(head);
  const kernels = plainKernels();
  const columnCount = whole.count - expressionStart(whole);
  const own = { ...expressions, columnCount };
  const wide: HeadState = {
    cameras,
    coefficients: normals(whole.count, 3, 0.4),
    deviations: normals(2 * columnCount, 4, 0.2),
    jaws: Float64Array.of(0.4, 0.05, -0.03, 1, 2, 0.1, 0, 0.02, -1, 0),
  };

  it('are those of its meshes, jaws and all, as each view shows them', () => {
    const { lips } = head.regions;
    const lip = Array.from(lips.keys()).filter((v) => lips[v] === 1);
    // Across the corners of the mouth, where the jaw's weights change from vertex to vertex.
    const places = shapePoints(
      whole,
      Uint32Array.of(...lip, ...lip.toReversed()),
      Float64Array.from({ length: 2 * lip.length }, (_, i) => [0.3, 0.7, 1, -1][i % 4]),
      2,
    );
    const points = jawedPoints(whole, places);
    expect(points.arms.count).toBeGreaterThan(lip.length / 2);
    const loaded = loadPoints(kernels, whole, jaw.joint, points);
    const shown = statePoints(kernels, stateLayout(whole, rig, own), wide, loaded);
    expect(shown).toHaveLength(3);
    own.group.forEach((group, v) => {
      const coefficients = wide.coefficients.slice();
      for (let k = 0; k < columnCount && group >= 0; k++)
        coefficients[expressionStart(whole) + k] += wide.deviations[group * columnCount + k];
      const pose = jawPose(wide.jaws, jawOfView(own, v));
      expectClose(shown[v].points, pointPositions(places, posedShape(whole, jaw, coefficients, pose)), { atol: 1e-9 });
    });
  });
});
