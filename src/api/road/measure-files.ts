import { basename, dirname, join } from 'node:path';
import { inMillimetres, type MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { type MeshUnit, nearestUnitOfMesh, unitAsKnown, unitOfMesh } from '../../capture/scan/mesh-unit.ts';
import { checkMeshFile } from '../../capture/scan/read-mesh.ts';
import { checkLandmarkFile } from '../../capture/scan/scan-landmarks.ts';
import { regionStatistics } from '../../evaluation/face-regions.ts';
import { realyError } from '../../evaluation/realy/realy.ts';
import { distancesAtVertices, measureMesh, type ScanError } from '../../evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../evaluation/scan-protocols.ts';
import type { DistanceStatistics } from '../../evaluation/statistics.ts';
import type { ScanDistances } from '../../export/results/heatmap-files.ts';
import { type LoadedMesh, loadMarkedMesh, unitOfScan } from '../../fitting/scan/load-marked-mesh.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { loadHead } from '../../head/load-head.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { EvaluateMeshSettings, ProtocolName } from '../options/evaluate-mesh-options.ts';
import { DEFAULT_HEAD } from '../options/shared-values.ts';

/** A mesh of a file with its size. */
export interface SizedMesh {
  readonly mesh: MarkedMesh;
  readonly unit: MeshUnit;
  /** Where its landmarks come from, in words. */
  readonly landmarksFrom: string;
}

/** What is compared. */
export interface MeasuredPair {
  readonly mesh: SizedMesh;
  readonly scan: SizedMesh;
  readonly warnings: readonly string[];
}

/** What a protocol says of a pair. */
export interface PairMeasurement {
  readonly error: ScanError;
  /** By part of the face; those that the protocol has. */
  readonly regions: Readonly<Record<string, DistanceStatistics>>;
  /** At the scan's vertices; null for protocols that have none. */
  readonly distances: ScanDistances | null;
}

/**
 * Reads a mesh and a scan, finds their landmarks and their units.
 * @throws {AsmFitError} input: one of them cannot be used; no_face: no landmarks are found
 */
export async function loadPair(
  meshPath: string,
  scanPath: string,
  settings: EvaluateMeshSettings,
): Promise<MeasuredPair> {
  const { protocol, meshLandmarks, scanLandmarks, threads, signal } = settings;
  // A fit leaves its landmarks beside its meshes.
  const method = basename(meshPath) === 'deca.obj' ? 'deca' : 'asm';
  const source = (path: string, given: string | null, name: string) => ({
    ...(given === null ? {} : { given }),
    beside: join(dirname(path), name),
    method,
  });
  // Looking for a mesh's landmarks takes long; what is missing is said before.
  for (const path of [meshPath, scanPath]) checkMeshFile(path);
  for (const path of [meshLandmarks, scanLandmarks]) if (path !== null) checkLandmarkFile(path);
  signal?.throwIfAborted();
  const mesh = await loadMarkedMesh(meshPath, source(meshPath, meshLandmarks, 'fit.json'), threads);
  signal?.throwIfAborted();
  const scan = await loadMarkedMesh(scanPath, source(scanPath, scanLandmarks, 'scan-landmarks.json'), threads);
  signal?.throwIfAborted();
  const scanUnit = unitOfScan(scan, toldSize(settings), scanPath);
  const meshUnit = unitOfMeasured(mesh, protocol, meshPath);
  return {
    mesh: { mesh: mesh.mesh, unit: meshUnit, landmarksFrom: mesh.landmarksFrom },
    scan: { mesh: scan.mesh, unit: scanUnit, landmarksFrom: scan.landmarksFrom },
    warnings: [scanUnit, meshUnit].flatMap(({ warning }) => (warning === null ? [] : [warning])),
  };
}

function toldSize({ mmPerUnit, canthi }: EvaluateMeshSettings): { mmPerUnit?: number; canthi?: number } {
  return { ...(mmPerUnit === null ? {} : { mmPerUnit }), ...(canthi === null ? {} : { canthi }) };
}

/** A mesh that keeps its size must be in a unit that is known; one that is scaled may be in any. */
function unitOfMeasured({ mesh, unit }: LoadedMesh, protocol: ProtocolName, path: string): MeshUnit {
  if (unit !== null) return unitAsKnown(mesh, unit, path);
  if (protocol === 'realy' || SCAN_PROTOCOLS[protocol].align === 'similarity') return nearestUnitOfMesh(mesh, path);
  return unitOfMesh(mesh, {}, path, `scale the mesh to mm, or take a protocol that solves for its size, such as now`);
}

/** @throws {AsmFitError} input: as the protocol's measure does */
export async function measurePair(
  kernels: Kernels,
  { mesh, scan }: MeasuredPair,
  protocol: ProtocolName,
): Promise<PairMeasurement> {
  const scanInMm = inMillimetres(scan.mesh, scan.unit);
  const meshInMm = inMillimetres(mesh.mesh, mesh.unit);
  if (protocol === 'realy') {
    const { regions, ...error } = await realyError(kernels, loadHead(kernels, DEFAULT_HEAD), meshInMm, scanInMm);
    return { error, regions, distances: null };
  }
  const measurement = measureMesh(kernels, meshInMm, scanInMm, SCAN_PROTOCOLS[protocol]);
  const regions = regionStatistics(kernels, loadBundledHead(), scanInMm, measurement);
  const distances = { scan: scanInMm, distances: distancesAtVertices(scanInMm, measurement) };
  return { error: measurement.error, regions, distances };
}
