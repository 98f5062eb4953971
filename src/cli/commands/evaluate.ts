import { loadPair, measurePair } from '../../api/road/measure-files.ts';
import type { ScanError } from '../../evaluation/scan-error.ts';
import type { DistanceStatistics } from '../../evaluation/statistics.ts';
import { openOutputFiles } from '../../export/output/output-files.ts';
import { heatmapNames, type ScanDistances, writeHeatmap } from '../../export/results/heatmap-files.ts';
import { withKernels } from '../../kernels/runtime/with-kernels.ts';
import { given, meshInputs } from '../command-inputs.ts';
import { tell } from '../command-messages.ts';
import type { CommandFlags } from '../options/command-table.ts';
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
  const { protocol, threads } = flags;
  const pair = await loadPair(meshPath, scanPath, settingsOf(flags));
  const { mesh, scan, warnings } = pair;
  talk.line(
    `scan in ${scan.unit.name}, landmarks ${scan.landmarksFrom}; mesh in ${mesh.unit.name}, landmarks ${mesh.landmarksFrom}`,
  );
  for (const warning of warnings) talk.warn(warning);
  const { error, regions } = await withKernels(threads, async (kernels) => {
    const measurement = await measurePair(kernels, pair, protocol);
    if (measurement.distances !== null) await onDistances?.(measurement.distances);
    return measurement;
  });
  talk.result(flags.json ? `${JSON.stringify({ ...error, regions })}\n` : evaluationText(error, regions));
}

function settingsOf({ protocol, meshLandmarks, scanLandmarks, mmPerUnit, canthi, threads }: EvaluateFlags) {
  return {
    protocol,
    meshLandmarks: meshLandmarks ?? null,
    scanLandmarks: scanLandmarks ?? null,
    mmPerUnit: mmPerUnit ?? null,
    canthi: canthi ?? null,
    threads,
    signal: null,
  };
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
