import { describe, expect, it } from 'vitest';
import {
  deviationOf,
  deviationOffsets,
  type ViewExpressions,
  viewExpressions,
} from '../../../src/fitting/unknowns/view-expressions.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, expressionStart } from '../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../helpers/close.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';

const space = createShapeSpace(loadBundledHead());

describe('expressions that differ between views', () => {
  const view = { camera: null, expression: null };
  const given = { ...view, camera: turnedCamera(0) };

  it('follow labels, else one moment of a given rig, else every view', () => {
    expect(viewExpressions([view, view], space)).toMatchObject({ groupCount: 2, group: Int32Array.of(0, 1) });
    expect(viewExpressions([given, given], space)).toMatchObject({ groupCount: 0, group: Int32Array.of(-1, -1) });
    const labelled = [{ ...given, expression: 'smile' }, given, { ...given, expression: 'smile' }];
    expect(viewExpressions(labelled, space)).toMatchObject({ groupCount: 2, group: Int32Array.of(0, 1, 0) });
  });

  it('are the last columns of the shape space', () => {
    const { columnCount } = viewExpressions([view, view], space);
    expect(columnCount).toBe(space.count - expressionStart(space));
  });

  const expressions: ViewExpressions = { group: Int32Array.of(1, -1, 0), groupCount: 2, columnCount: 2 };
  const deviations = Float64Array.of(0.1, 0.2, -0.3, 0.4);

  it('add nothing to a view of the shared expression', () => {
    const ofViews = [0, 1, 2].map((v) => Array.from(deviationOf(expressions, deviations, v)));
    expect(ofViews).toEqual([
      [-0.3, 0.4],
      [0, 0],
      [0.1, 0.2],
    ]);
  });

  it('add their shapes to points', () => {
    const basis = Float64Array.from({ length: 6 * 3 }, (_, i) => i + 1);
    const points = {
      count: 2,
      arity: 1,
      vertices: new Uint32Array(2),
      weights: new Float64Array(2),
      basis,
      columns: 3,
    };
    const offsets = deviationOffsets(points, expressions, deviations);
    offsets.forEach((offset, group) => {
      const [a, b] = deviations.subarray(2 * group);
      expectClose(
        offset,
        Array.from({ length: 6 }, (_, row) => a * (3 * row + 2) + b * (3 * row + 3)),
        { rtol: 1e-12 },
      );
    });
  });
});
