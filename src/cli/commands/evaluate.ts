import { basename, dirname, join } from 'node:path';
import { inMillimetres } from '../../capture/scan/marked-mesh.ts';
import { type MeshUnit, nearestUnitOfMesh, unitAsKnown, unitOfMesh } from '../../capture/scan/mesh-unit.ts';
import { checkMeshFile } from '../../capture/scan/read-mesh.ts';
import { checkLandmarkFile } from '../../capture/scan/scan-landmarks.ts';
import { regionStatistics } from '../../evaluation/face-regions.ts';
import { realyError } from '../../evaluation/realy/realy.ts';
import { distancesAtVertices, measureMesh, type ScanError } from '../../evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../evaluation/scan-protocols.ts';
import type { DistanceStatistics } from '../../evaluation/statistics.ts';
import { openOutputFiles } from '../../export/output/output-files.ts';
import { heatmapNames, type ScanDistances, writeHeatmap } from '../../export/results/heatmap-files.ts';
import { type LoadedMesh, loadMarkedMesh, unitOfScan } from '../../fitting/scan/load-marked-mesh.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { loadHead } from '../../head/load-head.ts';
import { openKernels } from '../../kernels/runtime/wasm-kernels.ts';
import { given, meshInputs } from '../command-inputs.ts';
import { tell } from '../command-messages.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { HEAD_MODEL } from '../options/shared-options.ts';
import { createTalk, type Talk } from '../talk.ts';

export type EvaluateFlags = CommandFlags<'evaluate'>;

/** End of the heat map's colour scale. */
const HEATMAP_MM = 3;

/** `asm-fit evaluate`: how far a scan's face is from a mesh, by a named protocol. */
export async function runEvaluate(meshPath: string, scanPath: string, flags: EvaluateFlags): Promise<void> {
  const talk = createTalk(false);
  if (flags.heatmap === undefined || flags.protocol === 'realy') {
    await evaluate({ meshPath, scanPath }, flags, talk);
    return;
  }
  const names = heatmapNames(flags.heatmap);
  const files = openOutputFiles(
    {
      names: [names.glb, ...Object.values(names.pictures)],
      force: flags.force,
      inputs: [
        ...meshInputs(meshPath, 'fit.json'),
        ...meshInputs(scanPath, 'scan-landmarks.json'),
        ...given(flags.meshLandmarks, flags.scanLandmarks),
      ],
    },
    (run) => tell({ kind: 'files', run }),
  );
  try {
    await evaluate({ meshPath, scanPath }, flags, talk, async (measured) => {
      await writeHeatmap(names, measured, HEATMAP_MM, files);
      files.commit();
      const written = [names.glb, ...Object.values(names.pictures)].join(', ');
      talk.line(`wrote ${written}: 0 mm violet to ${HEATMAP_MM} mm yellow, grey unmeasured`);
    });
  } finally {
    files.discard();
  }
}

/** Files of what is measured, and of what it is measured against. */
interface MeasuredFiles {
  readonly meshPath: string;
  readonly scanPath: string;
}

/** @param onDistances told of the distances at the scan's vertices by protocols that have them */
async function evaluate(
  { meshPath, scanPath }: MeasuredFiles,
  flags: EvaluateFlags,
  talk: Talk,
  onDistances?: (measured: ScanDistances) => Promise<void>,
): Promise<void> {
  // A fit leaves its landmarks beside its meshes.
  const method = basename(meshPath) === 'deca.obj' ? 'deca' : 'asm';
  const source = (path: string, given: string | undefined, name: string) => ({
    ...(given === undefined ? {} : { given }),
    beside: join(dirname(path), name),
    method,
  });
  // Looking for a mesh's landmarks takes long; what is missing is said before.
  for (const path of [meshPath, scanPath]) checkMeshFile(path);
  for (const path of given(flags.meshLandmarks, flags.scanLandmarks)) checkLandmarkFile(path);
  const mesh = await loadMarkedMesh(meshPath, source(meshPath, flags.meshLandmarks, 'fit.json'), flags.threads);
  const scan = await loadMarkedMesh(
    scanPath,
    source(scanPath, flags.scanLandmarks, 'scan-landmarks.json'),
    flags.threads,
  );
  const scanUnit = unitOfScan(scan, flags, scanPath);
  const meshUnit = unitOfMeasured(mesh, flags.protocol, meshPath);
  talk.line(
    `scan in ${scanUnit.name}, landmarks ${scan.landmarksFrom}; mesh in ${meshUnit.name}, landmarks ${mesh.landmarksFrom}`,
  );
  for (const { warning } of [scanUnit, meshUnit]) if (warning !== null) talk.warn(warning);
  const kernels = openKernels(flags.threads);
  try {
    const inMm = inMillimetres(scan.mesh, scanUnit);
    if (flags.protocol === 'realy') {
      const error = await realyError(
        kernels,
        loadHead(kernels, HEAD_MODEL.default),
        inMillimetres(mesh.mesh, meshUnit),
        inMm,
      );
      talk.result(flags.json ? `${JSON.stringify(error)}\n` : evaluationText(error, error.regions));
      return;
    }
    const meshInMm = inMillimetres(mesh.mesh, meshUnit);
    const measurement = measureMesh(kernels, meshInMm, inMm, SCAN_PROTOCOLS[flags.protocol]);
    const { error } = measurement;
    const regions = regionStatistics(kernels, loadBundledHead(), inMm, measurement);
    await onDistances?.({ scan: inMm, distances: distancesAtVertices(inMm, measurement) });
    talk.result(flags.json ? `${JSON.stringify({ ...error, regions })}\n` : evaluationText(error, regions));
  } finally {
    kernels.close();
  }
}

/** A mesh that keeps its size must be in a unit that is known; one that is scaled may be in any. */
function unitOfMeasured({ mesh, unit }: LoadedMesh, protocol: EvaluateFlags['protocol'], path: string): MeshUnit {
  if (unit !== null) return unitAsKnown(mesh, unit, path);
  if (protocol === 'realy' || SCAN_PROTOCOLS[protocol].align === 'similarity') return nearestUnitOfMesh(mesh, path);
  return unitOfMesh(mesh, {}, path, `scale the mesh to mm, or take a protocol that solves for its size, such as now`);
}

function evaluationText(error: ScanError, regions: Readonly<Record<string, DistanceStatistics>>): string {
  const mm = (value: number): string => value.toFixed(3);
  const lines = [
    `${error.protocol} v${error.version}: median ${mm(error.medianMm)}, mean ${mm(error.meanMm)}, std ${mm(error.stdMm)}, p90 ${mm(error.p90Mm)}, rmse ${mm(error.rmseMm)} mm over ${error.points} points, scale ${error.scale.toFixed(4)}`,
  ];
  if (error.directions !== undefined) {
    const { scanToMesh, meshToScan } = error.directions;
    lines.push(`  scan to mesh: mean ${mm(scanToMesh.meanMm)} mm; mesh to scan: mean ${mm(meshToScan.meanMm)} mm`);
  }
  for (const [name, region] of Object.entries(regions))
    lines.push(`  ${name}: median ${mm(region.medianMm)}, mean ${mm(region.meanMm)} mm over ${region.points} points`);
  return `${lines.join('\n')}\n`;
}
