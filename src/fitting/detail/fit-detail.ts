import type { Camera } from '../../geometry/camera.ts';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { indexCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { projectMesh } from '../../render/mesh/kernel-mesh.ts';
import { visiblePoints } from '../../render/raster/rasterize.ts';
import type { GreyView } from '../evidence/pixels/feature-images.ts';
import { coarseCamera, weigh } from '../evidence/pixels/visibility.ts';
import { skinNeighbours } from '../priors/skin-smoothness.ts';
import { bandPictures } from './band-pictures.ts';
import type { DetailStage } from './detail-stage.ts';
import { matchPatches, type PatchView } from './match-patches.ts';
import { skinPatches } from './skin-patches.ts';
import { smoothOffsets } from './smooth-offsets.ts';
import { unfoldedDisplacement } from './unfolded-displacement.ts';

/** What 84 bones cannot hold: displacements of the skin along its normals. */
export interface DetailFit {
  /** [V] mm, outwards */
  readonly displacement: Float64Array;
  /** [V, 3] mm, the skin displaced */
  readonly positions: Float64Array;
}

/** A fitted skin in its photographs. */
export interface DetailedSkin {
  /** [V, 3] mm, under the expression that views share */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [V] 1 where photographs are compared */
  readonly compared: ArrayLike<number>;
  /** Each view's camera, logarithmic greys, and skin of its own moment [V, 3]. */
  readonly views: readonly {
    readonly camera: Camera;
    readonly grey: GreyView;
    readonly positions: Float64Array;
  }[];
}

export interface DetailRun {
  readonly stage: DetailStage;
  onStep(step: number, disagreement: number): void | Promise<void>;
}

/**
 * Smooth residuals of the skin after the model's fit, along the fitted normals, cameras, bones and jaws held: patches of the skin are
 * swept along the normals until the photographs agree ({@link matchPatches}), and what they say is smoothed ({@link smoothOffsets}).
 * Each round searches nearer to what the one before found.
 */
export async function fitDetail(
  kernels: Kernels,
  { positions, triangles, compared, views }: DetailedSkin,
  { stage, onStep }: DetailRun,
): Promise<DetailFit> {
  const count = positions.length / 3;
  const { normals } = vertexNormals(positions, triangles);
  const neighbours = skinNeighbours(count, triangles);
  const pictures = bandPictures(
    kernels,
    views.map(({ grey }) => grey),
    views.map(({ camera }) => camera),
    stage.bandMm,
  );
  const patches = skinPatches({ positions, triangles, normals, neighbours, wanted: compared }, stage.patch);
  const outwards = views.map((view) => vertexNormals(view.positions, triangles).normals);
  let displacement: Float64Array = new Float64Array(count);
  for (let round = 0; round < stage.rounds; round++) {
    const shown = views.map((view, v): PatchView => {
      const own = displaced(view.positions, outwards[v], displacement);
      const turned = vertexNormals(own, triangles).normals;
      const weights = viewWeights(
        kernels,
        view.camera,
        { positions: own, triangles, normals: turned },
        stage.minCosine,
      );
      return { camera: view.camera, picture: pictures[v], positions: own, normals: outwards[v], weights };
    });
    const narrower = { reachMm: stage.search.reachMm / (round + 1), stepMm: stage.search.stepMm / (round + 1) };
    const matched = matchPatches(patches, shown, { ...stage.search, ...narrower });
    const found = smoothOffsets(matched, displacement, neighbours, stage.smoothing);
    displacement = unfoldedDisplacement(
      { positions, normals, triangles },
      displacement.map((d, i) => d + found[i]),
    );
    await onStep(round, matched.disagreement);
  }
  return { displacement, positions: displaced(positions, normals, displacement) };
}

function displaced(positions: Float64Array, normals: Float64Array, displacement: Float64Array): Float64Array {
  return positions.map((x, i) => x + displacement[Math.floor(i / 3)] * normals[i]);
}

const TOLERANCE_MM = 2;

/** cos^2 of the angle between normal and view ray where a z-buffer shows the vertex and the cosine exceeds `minCosine`, else 0. @returns [V] */
function viewWeights(
  kernels: Kernels,
  camera: Camera,
  { positions, triangles, normals }: { positions: Float64Array; triangles: Uint32Array; normals: Float64Array },
  minCosine: number,
): Float64Array {
  const { memory } = kernels;
  const mark = memory.mark();
  const coarse = coarseCamera(camera);
  const depth = memory.room(coarse.width * coarse.height);
  const mesh = { positions: realCopy(memory, positions), triangles: indexCopy(memory, triangles) };
  projectMesh(kernels, mesh, [coarse], [depth]);
  const shown = visiblePoints(coarse, depth, positions, TOLERANCE_MM);
  memory.release(mark);
  const cosines = new Float64Array(shown.length);
  weigh(camera, { shown, points: positions, normals }, minCosine, cosines);
  return cosines.map((cosine) => cosine * cosine);
}
