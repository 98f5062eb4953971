import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { createScanFitter } from '../../fitting/scan/scan-fitter.ts';
import { trianglesWhere } from '../../geometry/mesh/mesh.ts';
import { applySimilarity } from '../../geometry/similarity.ts';
import { embeddedPoints, type HeadModel, skinTriangles } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { outwardVertices } from '../../render/raster/outward-vertices.ts';
import { closestOnSurface, createTargetSurface, nearestCorners } from '../../surface/target-surface.ts';
import { FACE_REGIONS, type FaceRegion, faceRegionsOf } from '../face-regions.ts';

/** REALY's regions [Chai 2022]. */
export const REALY_REGIONS = ['nose', 'mouth', 'forehead', 'cheek'] as const;
export type RealyRegion = (typeof REALY_REGIONS)[number];

const REGION_OF: Readonly<Record<FaceRegion, RealyRegion>> = {
  forehead: 'forehead',
  eyes: 'forehead',
  nose: 'nose',
  cheeks: 'cheek',
  mouth: 'mouth',
  chin: 'cheek',
};

/** iBUG's points of each region: brows and eyes, nose, mouth, jaw. */
export const REGION_KEYPOINTS: Readonly<Record<RealyRegion, readonly number[]>> = {
  forehead: [...range(17, 27), ...range(36, 48)],
  nose: range(27, 36),
  mouth: range(48, 68),
  cheek: range(0, 17),
};

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** How much of the head's statistics lays it on a mesh: enough to find parts of a face, too little to follow noise. */
const MODES = 50;

/** A head laid on a mesh: 68 points on its surface, and a region for any place. */
export interface LaidHead {
  /** [68, 3] on the mesh */
  readonly keypoints: Float64Array;
  /** Regions of places near the mesh [N, 3]. */
  regionsOf(places: Float64Array): RealyRegion[];
}

/** Lays the head on a mesh, so that a mesh without REALY's masks and keypoints has them. @param mesh in mm */
export async function layHead(kernels: Kernels, head: HeadModel, mesh: MarkedMesh): Promise<LaidHead> {
  // Teeth and the inside of a mouth would pull at lips.
  const outwards = outwardVertices(mesh.positions, mesh.triangles, mesh.landmarks);
  const outer = trianglesWhere(mesh.triangles, (v) => outwards[v] === 1);
  const fitter = await createScanFitter(kernels, head, { ...mesh, triangles: outer });
  const size = fitter.sizes.find(({ columns }) => columns.length === MODES) ?? fitter.sizes[0];
  const { positions, similarity } = await fitter.morphable(size);
  // The positions have the scan's size already.
  const placed = applySimilarity({ ...similarity, scale: 1 }, positions);
  const wanted = embeddedPoints(head.embeddings.ibug68, placed);
  const keypoints = closestOnSurface(kernels, createTargetSurface(mesh.positions, outer), wanted).points;
  const skin = createTargetSurface(placed.slice(0, 3 * head.parts[0].vertexCount), skinTriangles(head));
  const labels = faceRegionsOf(head);
  return {
    keypoints,
    regionsOf(places) {
      const hits = closestOnSurface(kernels, skin, places);
      return Array.from(nearestCorners(skin, hits), (v) => REGION_OF[FACE_REGIONS[labels[v]]]);
    },
  };
}
