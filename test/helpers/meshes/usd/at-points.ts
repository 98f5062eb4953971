import { weldedPoints } from '../../../../src/export/formats/welded-points.ts';
import type { RiggedHead } from '../../../../src/export/rig/rigged-head.ts';

/** Of vertices that seams made several of, the first. @param parts [V, 3] of each primitive @returns [P, 3] of each */
export function atPoints(
  parts: readonly Float64Array[],
  { primitives }: Pick<RiggedHead, 'primitives'>,
): Float64Array[] {
  return parts.map((positions, p) =>
    Float64Array.from(
      Array.from(weldedPoints(primitives[p]).vertexOf).flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]),
    ),
  );
}
