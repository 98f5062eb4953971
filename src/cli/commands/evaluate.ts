import { basename, dirname, join } from 'node:path';
import { inMillimetres, unitOfMesh } from '../../capture/scan/marked-mesh.ts';
import { SCAN_PROTOCOLS, type ScanProtocolName, scanError } from '../../evaluation/scan-protocols.ts';
import { loadMarkedMesh } from '../../fitting/scan/load-marked-mesh.ts';
import { openKernels } from '../../kernels/wasm-kernels.ts';
import { createTalk } from '../talk.ts';

export interface EvaluateFlags {
  readonly protocol: ScanProtocolName;
  readonly meshLandmarks?: string;
  readonly scanLandmarks?: string;
  readonly mmPerUnit?: number;
  readonly canthi?: number;
  readonly json: boolean;
  readonly threads: number;
}

/** `asm-fit evaluate`: how far a scan's face is from a mesh, by a named protocol. */
export async function runEvaluate(meshPath: string, scanPath: string, flags: EvaluateFlags): Promise<void> {
  const talk = createTalk(false);
  // A fit leaves its landmarks beside its meshes.
  const method = basename(meshPath) === 'deca.obj' ? 'deca' : 'asm';
  const source = (path: string, given: string | undefined, name: string) => ({
    ...(given === undefined ? {} : { given }),
    beside: join(dirname(path), name),
    method,
  });
  const mesh = await loadMarkedMesh(meshPath, source(meshPath, flags.meshLandmarks, 'fit.json'), flags.threads);
  const scan = await loadMarkedMesh(
    scanPath,
    source(scanPath, flags.scanLandmarks, 'scan-landmarks.json'),
    flags.threads,
  );
  const scanUnit = unitOfMesh(scan.mesh, flags);
  const meshUnit = unitOfMesh(mesh.mesh);
  talk.line(
    `scan in ${scanUnit.name}, landmarks ${scan.landmarksFrom}; mesh in ${meshUnit.name}, landmarks ${mesh.landmarksFrom}`,
  );
  const kernels = openKernels(flags.threads);
  try {
    const result = scanError(
      kernels,
      inMillimetres(mesh.mesh, meshUnit),
      inMillimetres(scan.mesh, scanUnit),
      SCAN_PROTOCOLS[flags.protocol],
    );
    const show = (mm: number): string => mm.toFixed(3);
    process.stdout.write(
      flags.json
        ? `${JSON.stringify(result)}\n`
        : `${result.protocol} v${result.version}: median ${show(result.medianMm)}, mean ${show(result.meanMm)}, std ${show(result.stdMm)}, p90 ${show(result.p90Mm)}, rmse ${show(result.rmseMm)} mm over ${result.points} points, scale ${result.scale.toFixed(4)}\n`,
    );
  } finally {
    kernels.close();
  }
}
