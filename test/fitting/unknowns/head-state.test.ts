import { describe, expect, it } from 'vitest';
import {
  frozenUnknowns,
  HEAD_UNKNOWNS,
  type HeadState,
  type HeadUnknown,
  moveState,
  noDeviations,
  stateLayout,
  statePoints,
  unknownCount,
} from '../../../src/fitting/unknowns/head-state.ts';
import { loadPoints } from '../../../src/fitting/unknowns/kernel-points.ts';
import { freeRig, moveRig, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  createShapeSpace,
  evaluateShape,
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
const N = C + 5 + 4;
const inside: HeadState = {
  cameras,
  coefficients: Float64Array.of(1, -2, 0, 0.4, 0.6),
  deviations: Float64Array.of(0.1, -0.1, 0.2, 0),
};

describe('the unknowns of the morphable stages', () => {
  it('are rig, shape and deviations', () => {
    expect(HEAD_UNKNOWNS).toEqual(['rig', 'shape', 'deviations']);
    expect(C).toBe(19);
    expect(unknownCount(layout)).toBe(N);
    expect(unknownCount(stateLayout(space, rigidRig(3, true), expressions))).toBe(7 + 5 + 4);
    expect(noDeviations(expressions)).toEqual(new Float64Array(4));
  });

  const ranges: readonly (readonly [HeadUnknown, number, number])[] = [
    ['rig', 0, C],
    ['shape', C, C + 5],
    ['deviations', C + 5, N],
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
    };
    const up = frozenUnknowns(new Float64Array(N).fill(-1), layout, bound, HEAD_UNKNOWNS);
    expect(Array.from(up.subarray(C))).toEqual([1, 0, 0, 0, 1, 0, 1, 1, 0]);
    const down = frozenUnknowns(new Float64Array(N).fill(1), layout, bound, HEAD_UNKNOWNS);
    expect(Array.from(down.subarray(C))).toEqual([0, 1, 0, 1, 0, 1, 0, 0, 0]);
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
  });

  it('stay within bounds: coefficients, and what every view expresses in all', () => {
    const moved = moveState(layout, inside, new Float64Array(N).fill(9, C));
    expect(Array.from(moved.coefficients)).toEqual([3, 3, 3, 1, 1]);
    expect(Array.from(moved.deviations)).toEqual([0, 0, 0, 0]);
    const back = moveState(layout, inside, new Float64Array(N).fill(-9, C));
    expect(Array.from(back.coefficients)).toEqual([-3, -3, -3, 0, 0]);
    expect(Array.from(back.deviations)).toEqual([0, 0, 0, 0]);
    const apart = moveState(layout, inside, new Float64Array(N).fill(9, C + 5));
    expectClose(apart.deviations, [0.6, 0.4, 0.6, 0.4], { rtol: 1e-12 });
  });
});

it('points of a state are those of its shapes, as each view shows them', () => {
  const whole = createShapeSpace(loadBundledHead());
  const kernels = plainKernels();
  const places = shapePoints(whole, Uint32Array.of(10, 20, 30, 400), Float64Array.of(0.3, 0.7, 1, 0), 2);
  const columnCount = whole.count - expressionStart(whole);
  const own = { ...expressions, columnCount };
  const state: HeadState = {
    cameras,
    coefficients: normals(whole.count, 3, 0.4),
    deviations: normals(2 * columnCount, 4, 0.2),
  };
  const seen = statePoints(kernels, stateLayout(whole, rig, own), state, loadPoints(kernels, whole, places));
  expect(seen).toHaveLength(3);
  own.group.forEach((group, v) => {
    const coefficients = state.coefficients.slice();
    for (let k = 0; k < columnCount && group >= 0; k++)
      coefficients[expressionStart(whole) + k] += state.deviations[group * columnCount + k];
    expectClose(seen[v], pointPositions(places, evaluateShape(whole, coefficients)), { rtol: 1e-6, atol: 1e-5 });
  });
});
