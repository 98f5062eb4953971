import type { ScanError } from '../evaluation/scan-error.ts';
import type { DistanceStatistics } from '../evaluation/statistics.ts';
import { withKernels } from '../kernels/runtime/with-kernels.ts';
import { resolveOptions } from '../option-value.ts';
import {
  EVALUATE_MESH_DEFAULTS,
  EVALUATE_MESH_VALUES,
  type EvaluateMeshOptions,
} from './options/evaluate-mesh-options.ts';
import { checkPath } from './options/shared-values.ts';
import { loadPair, measurePair, type SizedMesh } from './road/measure-files.ts';

/** How far a scan's face is from a mesh. */
export interface MeshEvaluation extends ScanError {
  /** By part of the face; those that have points enough. */
  readonly regions: Readonly<Record<string, DistanceStatistics>>;
  /** At the scan's vertices [V] mm, NaN where nothing was measured; null by `realy`, which bends the scan. */
  readonly distances: Float64Array | null;
  /** What was taken of the mesh. */
  readonly mesh: MeshFacts;
  /** What was taken of the scan. */
  readonly scan: MeshFacts;
  /** What is unlikely about sizes, in words. */
  readonly warnings: readonly string[];
}

/** How a mesh's size and landmarks are known. */
export interface MeshFacts {
  /** Its unit, and by what it is known, in words. */
  readonly unit: string;
  /** mm per unit. */
  readonly mmPerUnit: number;
  /** Where its landmarks come from, in words. */
  readonly landmarksFrom: string;
}

/**
 * Measures how far a scan's face is from a mesh by a named protocol (docs/evaluation.md), as `asm-fit evaluate` does.
 * @param meshPath OBJ, PLY, STL, GLB or glTF, such as a fit's captured.obj
 * @param scanPath the same formats
 * @throws {AsmFitError} usage: an option is none; input: a file cannot be used, or the meshes lie nowhere near each other;
 * no_face: no landmarks are found. Where `signal` fires: its reason.
 * @example
 * import { evaluateMesh } from 'asm-fit';
 *
 * const { protocol, medianMm, regions } = await evaluateMesh('out/captured.obj', 'scan.obj', { protocol: 'now' });
 * console.log(`${protocol}: median ${medianMm.toFixed(2)} mm, nose ${regions['nose']?.meanMm.toFixed(2)} mm`);
 */
export async function evaluateMesh(
  meshPath: string,
  scanPath: string,
  options: EvaluateMeshOptions = {},
): Promise<MeshEvaluation> {
  for (const path of [meshPath, scanPath]) checkPath('evaluateMesh', path);
  const settings = resolveOptions('evaluateMesh', EVALUATE_MESH_VALUES, EVALUATE_MESH_DEFAULTS, options);
  const pair = await loadPair(meshPath, scanPath, settings);
  return withKernels(settings.threads, async (kernels) => {
    const { error, regions, distances } = await measurePair(kernels, pair, settings.protocol);
    settings.signal?.throwIfAborted();
    const { mesh, scan, warnings } = pair;
    const atVertices = distances?.distances ?? null;
    return { ...error, regions, distances: atVertices, mesh: meshFacts(mesh), scan: meshFacts(scan), warnings };
  });
}

function meshFacts({ unit, landmarksFrom }: SizedMesh): MeshFacts {
  return { unit: unit.name, mmPerUnit: unit.mm, landmarksFrom };
}
