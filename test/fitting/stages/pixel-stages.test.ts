import { describe, expect, it } from 'vitest';
import { fitPixelStages, widerJaws } from '../../../src/fitting/stages/pixel-stages.ts';
import { type HeadState, stateLayout } from '../../../src/fitting/unknowns/head-state.ts';
import { JAW_REACH } from '../../../src/fitting/unknowns/jaw-pose.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

const space = createShapeSpace(loadBundledHead());
const DEGREE = Math.PI / 180;

/** A face whose lips are parted by so many mm of a nose of 50. */
function parted(mm: number, partingMm?: number) {
  const points = new Float64Array(2 * 468);
  points[2 * 168 + 1] = 0;
  points[2 * 2 + 1] = 50;
  points[2 * 13 + 1] = 60;
  points[2 * 14 + 1] = 60 + mm;
  return { points, confidence: new Float64Array(468).fill(1), ...(partingMm === undefined ? {} : { partingMm }) };
}

function problemOf(lips: readonly (ReturnType<typeof parted> | null)[], shutJaws: readonly number[]) {
  const expressions: ViewExpressions = {
    group: Int32Array.from(lips, (_, v) => v),
    groupCount: lips.length,
    columnCount: 0,
    shutJaws: Uint8Array.from(shutJaws),
  };
  const layout = stateLayout(space, freeRig(Int32Array.from(lips, () => -1)), expressions);
  return { layout, landmarks: { landmarks: lips, bias: null, noise: null as never } };
}

describe('jaws that may be wider open than the detector has them', () => {
  it('are those of moments whose lips are far apart in one of their photographs, to what a jaw reaches', () => {
    const jaws = new Float64Array(4 * 5);
    jaws[5] = 18 * DEGREE;
    jaws[10] = 28 * DEGREE;
    const wider = widerJaws(problemOf([parted(8), parted(20), parted(30), parted(2, 25)], [0, 0, 0, 0]), jaws);
    expect([0, 5, 10, 15].map((i) => (wider?.[i] ?? 0) / DEGREE)).toEqual([
      0,
      expect.closeTo(31, 9),
      expect.closeTo(JAW_REACH[0] / DEGREE, 9),
      expect.closeTo(13, 9),
    ]);
    expect(jaws[5]).toBe(18 * DEGREE);
  });

  it('are none where lips are near each other, rest or are not seen', () => {
    expect(widerJaws(problemOf([parted(14), null], [0, 0]), new Float64Array(10))).toBeNull();
    expect(widerJaws(problemOf([parted(30)], [1]), new Float64Array(5))).toBeNull();
  });
});

describe('stages on pixels', () => {
  it('leave one photograph of a wide open mouth as its first mesh has it: it has none', async () => {
    const problem = { ...problemOf([parted(20)], [0]), priors: null as never, points: {} as never, pixels: null };
    const start: HeadState = {
      cameras: [],
      coefficients: new Float64Array(space.count),
      deviations: new Float64Array(0),
      jaws: Float64Array.from([18 * DEGREE, 0, 0, 0, 0]),
    };
    expect(widerJaws(problem, start.jaws)).not.toBeNull();
    expect(await fitPixelStages(plainKernels(), problem, start, { stages: [], onStep() {} })).toEqual(start);
  });
});
