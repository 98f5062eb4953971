import { createLeastSquares } from '../../geometry/least-squares.ts';
import { alignSimilarity, applySimilarity, invertSimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, type TargetSurface } from '../../surface/target-surface.ts';
import { evaluateShape, pointPositions, type ShapePoints, type ShapeSpace } from '../shape/shape-space.ts';

/** A head's shape on a surface. */
export interface SurfaceFit {
  /** [space.count] */
  readonly coefficients: Float64Array;
  /** Head space -> the surface's. */
  readonly similarity: Similarity;
}

/** Columns of a shape space that may move, its first ones, and the points that are brought onto the surface. */
export interface MovingShape {
  readonly space: ShapeSpace;
  readonly columns: number;
  readonly points: ShapePoints;
}

/** The surface, and where landmarks of the head are on it [L, 3]. */
export interface MarkedSurface {
  readonly surface: TargetSurface;
  readonly marks: { readonly points: ShapePoints; readonly target: Float64Array };
}

export interface SurfaceFitOptions {
  readonly steps: number;
  /** Standard deviations, mm: of distances along the normal, of the points themselves, of landmarks. */
  readonly normalSigma: number;
  readonly pointSigma: number;
  readonly landmarkSigma: number;
  /** Farther than this a point has no partner, mm of the head. */
  readonly farMm: number;
  /** Points that count as much as the shape's prior. */
  readonly priorPoints: number;
}

/**
 * A head's shape columns fitted to a surface: nearest points, point-to-plane and weakly point-to-point, with the space's
 * prior, and a similarity in turns (ICP). Normals' directions are the surface's.
 */
export function fitShapeToSurface(
  kernels: Kernels,
  { space, columns, points }: MovingShape,
  { surface, marks }: MarkedSurface,
  options: SurfaceFitOptions,
): SurfaceFit {
  let coefficients = new Float64Array(space.count);
  const rest = pointPositions(points, space.head.template);
  const marksRest = pointPositions(marks.points, space.head.template);
  let similarity = alignSimilarity(marksRest, marks.target);
  for (let step = 0; step < options.steps; step++) {
    const shape = evaluateShape(space, coefficients);
    const here = pointPositions(points, shape);
    const hits = closestOnSurface(kernels, surface, applySimilarity(similarity, here));
    const inverse = invertSimilarity(similarity);
    const wanted = applySimilarity(inverse, hits.points);
    const marksWanted = applySimilarity(inverse, marks.target);
    const system = createLeastSquares(columns);
    const row = (from: ShapePoints, i: number, k: number): Float64Array =>
      from.basis.subarray((3 * i + k) * space.count, (3 * i + k) * space.count + columns);
    const along = new Float64Array(columns);
    let used = 0;
    for (let i = 0; i < points.count; i++) {
      const gap = Math.hypot(
        here[3 * i] - wanted[3 * i],
        here[3 * i + 1] - wanted[3 * i + 1],
        here[3 * i + 2] - wanted[3 * i + 2],
      );
      if (gap > options.farMm || hits.onBoundary[i]) continue;
      used++;
      const n = hits.normals.subarray(3 * i, 3 * i + 3);
      const { rotation: r } = inverse;
      let value = 0;
      along.fill(0);
      for (let k = 0; k < 3; k++) {
        const normal = r[3 * k] * n[0] + r[3 * k + 1] * n[1] + r[3 * k + 2] * n[2];
        const offset = wanted[3 * i + k] - rest[3 * i + k];
        const basis = row(points, i, k);
        value += normal * offset;
        for (let a = 0; a < columns; a++) along[a] += normal * basis[a];
        system.add(basis, offset, options.pointSigma);
      }
      system.add(along, value, options.normalSigma);
    }
    for (let l = 0; l < marks.points.count; l++)
      for (let k = 0; k < 3; k++)
        system.add(row(marks.points, l, k), marksWanted[3 * l + k] - marksRest[3 * l + k], options.landmarkSigma);
    for (let a = 0; a < columns; a++)
      system.addDiagonal(a, used / options.priorPoints / space.priorSigma[a] ** 2, space.priorMean[a]);
    const solved = system.solve();
    if (solved === null) break;
    coefficients = new Float64Array(space.count);
    for (let a = 0; a < columns; a++) coefficients[a] = Math.min(space.upper[a], Math.max(space.lower[a], solved[a]));
    const moved = pointPositions(points, evaluateShape(space, coefficients));
    const weights = Float64Array.from({ length: points.count }, (_, i) =>
      hits.onBoundary[i] ||
      Math.hypot(
        moved[3 * i] - wanted[3 * i],
        moved[3 * i + 1] - wanted[3 * i + 1],
        moved[3 * i + 2] - wanted[3 * i + 2],
      ) > options.farMm
        ? 0
        : 1,
    );
    similarity = alignSimilarity(moved, hits.points, 'similarity', weights);
  }
  return { coefficients, similarity };
}
