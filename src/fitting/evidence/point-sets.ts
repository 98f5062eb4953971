import { type JawedPoints, jawedPoints } from '../../head/shape/jawed-points.ts';
import type { ShapeSpace } from '../../head/shape/shape-space.ts';
import { gapPoints } from './landmarks/gaps.ts';
import { landmarkPoints } from './landmarks/landmark-points.ts';

/** Points of the head that terms look at: landmarks, surface samples, gaps between lips and lids. */
export const POINT_SETS = ['landmarks', 'samples', 'gaps'] as const;
export type PointSetName = (typeof POINT_SETS)[number];

export type PointSets = Readonly<Record<PointSetName, JawedPoints>>;

/** What landmarks speak of. */
export type LandmarkSets = Pick<PointSets, 'landmarks' | 'gaps'>;

export function landmarkSets(space: ShapeSpace): LandmarkSets {
  return { landmarks: jawedPoints(space, landmarkPoints(space)), gaps: jawedPoints(space, gapPoints(space)) };
}
