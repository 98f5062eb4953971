import type { View } from '../../capture/load-capture.ts';
import { expressionStart, type ShapePoints, type ShapeSpace } from '../../head/shape/shape-space.ts';

/**
 * Expressions that differ between views: view v shows the shared expression plus its group's deviation.
 *   X_v = X(shared) + sum_k deviation_(group(v), k) B_k
 */
export interface ViewExpressions {
  /** Group of each view, -1: the shared expression alone. */
  readonly group: Int32Array;
  readonly groupCount: number;
  /** Expression columns E, the last of the shape space. */
  readonly columnCount: number;
}

/**
 * Views of one label share an expression. Without labels a rig of given cameras shot one moment, while
 * freely placed photographs may each show another.
 */
export function viewExpressions(
  views: readonly Pick<View, 'expression' | 'camera'>[],
  space: ShapeSpace,
): ViewExpressions {
  const oneMoment = views.every((view) => view.camera !== null);
  const keys = views.map((view, v) => view.expression ?? (oneMoment ? '' : `view ${v}`));
  const distinct = [...new Set(keys)];
  const differ = distinct.length > 1;
  return {
    group: Int32Array.from(keys, (key) => (differ ? distinct.indexOf(key) : -1)),
    groupCount: differ ? distinct.length : 0,
    columnCount: space.count - expressionStart(space),
  };
}

/** One group's numbers out of [G, width], a view into them; zeros for group -1, the shared expression. */
export function groupSlice(values: Float64Array, width: number, group: number): Float64Array {
  return group < 0 ? new Float64Array(width) : values.subarray(group * width, (group + 1) * width);
}

/** Deviation [E] of one view, zeros where it shows the shared expression. */
export function deviationOf(expressions: ViewExpressions, deviations: Float64Array, view: number): Float64Array {
  return groupSlice(deviations, expressions.columnCount, expressions.group[view]);
}

/**
 * What each group's deviation adds to points: sum_k deviation_k B_k.
 * @returns [groups][N, 3]
 */
export function deviationOffsets(
  points: ShapePoints,
  expressions: ViewExpressions,
  deviations: Float64Array,
): Float64Array[] {
  const first = points.columns - expressions.columnCount;
  return Array.from({ length: expressions.groupCount }, (_, group) => {
    const deviation = groupSlice(deviations, expressions.columnCount, group);
    return Float64Array.from({ length: 3 * points.count }, (_, row) => {
      let sum = 0;
      for (let k = 0; k < deviation.length; k++) sum += deviation[k] * points.basis[row * points.columns + first + k];
      return sum;
    });
  });
}
