import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  createShapeSpace,
  embeddedShapePoints,
  evaluateShape,
  pointPositions,
  pointPositionsBackward,
} from '../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../helpers/close.ts';
import { dot, normals } from '../../helpers/gradient-check.ts';

const head = loadBundledHead();

describe('shape space', () => {
  const space = createShapeSpace(head);

  it('gives the template for zero coefficients and is linear', () => {
    expectClose(evaluateShape(space, new Float64Array(space.count)), head.template, { atol: 0 });
    const a = normals(space.count, 1, 0.3);
    const once = evaluateShape(space, a);
    const twice = evaluateShape(
      space,
      a.map((x) => 2 * x),
    );
    expectClose(
      twice.map((x, i) => x - head.template[i]),
      once.map((x, i) => 2 * (x - head.template[i])),
      { atol: 1e-9 },
    );
  });

  it('has smooth modes of the amplitude of their kernels', () => {
    const stride = 3 * head.vertexCount;
    let variance = 0;
    const v = head.embeddings.mediapipe468.vertices[0];
    for (let m = 0; m < space.smoothCount; m++)
      for (let k = 0; k < 3; k++) variance += space.deltas[(space.identityCount + m) * stride + 3 * v + k] ** 2;
    // 3 axes x (2.5^2 + 1.5^2), less what the cut-off modes hold.
    expect(variance).toBeGreaterThan(10);
    expect(variance).toBeLessThan(26);
  });

  it('ties points to the basis: position and its backward are adjoint', () => {
    const points = embeddedShapePoints(space, head.embeddings.ibug68);
    const x = normals(3 * head.vertexCount, 2);
    const g = normals(3 * 68, 3);
    const back = new Float64Array(x.length);
    pointPositionsBackward(points, g, back);
    expect(dot(pointPositions(points, x), g)).toBeCloseTo(dot(x, back), 6);
    const a = normals(space.count, 4, 0.2);
    const direct = pointPositions(points, evaluateShape(space, a));
    const base = pointPositions(points, head.template);
    for (let i = 0; i < direct.length; i += 37) {
      let sum = base[i];
      for (let k = 0; k < space.count; k++) sum += a[k] * points.basis[i * space.count + k];
      expect(direct[i]).toBeCloseTo(sum, 6);
    }
  });
});
