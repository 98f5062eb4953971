import type { View } from '../../capture/load-capture.ts';
import { JAW_POSE } from '../../head/anatomy/jaw.ts';
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
  /** 1 for jaws that rest because the lips are shut [max(1, G)]; none where it is left out. */
  readonly shutJaws?: Uint8Array;
}

/** Lips that a detector's points part by less are shut: over shut lips they stand up to 2 mm apart. */
export const PARTED_MM = 3;

/** Whether a view shows lips parted. @param gap mm; null where it does not say */
export function lipsParted(gap: number | null): boolean {
  return gap !== null && gap >= PARTED_MM;
}

/**
 * Views of one label share an expression. Without labels a rig of given cameras shot one moment, while
 * freely placed photographs may each show another. A jaw moves where a photograph shows parted lips: where they are shut, or
 * not to be seen while others show theirs, jaw and identity could not be told apart.
 * @param lipGaps how far each view shows the lips parted, mm; null where it does not say
 */
export function viewExpressions(
  views: readonly Pick<View, 'expression' | 'camera'>[],
  space: ShapeSpace,
  lipGaps: readonly (number | null)[] = [],
): ViewExpressions {
  const oneMoment = views.every((view) => view.camera !== null);
  const keys = views.map((view, v) => view.expression ?? (oneMoment ? '' : `view ${v}`));
  const distinct = [...new Set(keys)];
  const differ = distinct.length > 1;
  const group = Int32Array.from(keys, (key) => (differ ? distinct.indexOf(key) : -1));
  const nobodySays = lipGaps.every((gap) => gap === null);
  const parted = (jaw: number): boolean => lipGaps.some((gap, v) => lipsParted(gap) && Math.max(0, group[v]) === jaw);
  return {
    group,
    groupCount: differ ? distinct.length : 0,
    columnCount: space.count - expressionStart(space),
    shutJaws: Uint8Array.from({ length: differ ? distinct.length : 1 }, (_, jaw) =>
      nobodySays || parted(jaw) ? 0 : 1,
    ),
  };
}

/** Whether a number of the jaws' poses keeps still. @param i index in [jaws, JAW_POSE] */
export function jawRests({ shutJaws }: ViewExpressions, i: number): boolean {
  return shutJaws?.[Math.floor(i / JAW_POSE)] === 1;
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
