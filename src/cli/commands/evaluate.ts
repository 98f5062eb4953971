import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { readMesh } from '../../evaluation/read-mesh.ts';
import { readSevenLandmarks } from '../../evaluation/scan-landmarks.ts';
import {
  inMillimetres,
  type MarkedMesh,
  SCAN_PROTOCOLS,
  type ScanProtocolName,
  scanError,
} from '../../evaluation/scan-protocols.ts';
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

/** mm between outer eye corners; whatever the unit, people's are within a factor of two of it. */
const TYPICAL_CANTHI_MM = 90;
const UNITS = [
  { name: 'mm', mm: 1 },
  { name: 'cm', mm: 10 },
  { name: 'm', mm: 1000 },
] as const;

/** `asm-fit evaluate`: how far a scan's face is from a mesh, by a named protocol. */
export async function runEvaluate(meshPath: string, scanPath: string, flags: EvaluateFlags): Promise<void> {
  const talk = createTalk(false);
  // A fit leaves its landmarks beside its meshes.
  const mesh = load(meshPath, flags.meshLandmarks, join(dirname(meshPath), 'fit.json'));
  const raw = load(scanPath, flags.scanLandmarks, join(dirname(scanPath), 'scan-landmarks.json'));
  const scanUnit = unitOf(raw, flags);
  const meshUnit = unitOf(mesh, {});
  talk.line(`scan in ${scanUnit.name}, mesh in ${meshUnit.name}`);
  const kernels = openKernels(flags.threads);
  try {
    const result = scanError(
      kernels,
      inMillimetres(mesh, meshUnit.mm),
      inMillimetres(raw, scanUnit.mm),
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

function load(path: string, given: string | undefined, beside: string): MarkedMesh {
  const mesh = readMesh(path);
  const file = given ?? beside;
  if (!existsSync(file))
    throw new AsmFitError(
      'input',
      `${path}: its landmarks must be given; received none, and ${file} is not there`,
      'pass --mesh-landmarks and --scan-landmarks',
    );
  const method = basename(path) === 'deca.obj' ? 'deca' : 'asm';
  const { points, exclude } = readSevenLandmarks(file, mesh.positions, method);
  const { triangles } = mesh;
  const kept = triangles.filter((_, i) => [0, 1, 2].every((c) => !exclude.has(triangles[3 * Math.floor(i / 3) + c])));
  return { positions: mesh.positions, triangles: kept, landmarks: points };
}

function unitOf(
  { landmarks: p }: MarkedMesh,
  { mmPerUnit, canthi }: { readonly mmPerUnit?: number; readonly canthi?: number },
): { name: string; mm: number } {
  if (mmPerUnit !== undefined) return { name: `${mmPerUnit} mm, as told`, mm: mmPerUnit };
  const apart = Math.hypot(p[0] - p[9], p[1] - p[10], p[2] - p[11]);
  if (canthi !== undefined)
    return {
      name: `${(canthi / apart).toFixed(4)} mm, its eyes' outer corners ${canthi} mm apart as told`,
      mm: canthi / apart,
    };
  const off = (mm: number): number => Math.abs(Math.log((mm * apart) / TYPICAL_CANTHI_MM));
  const unit = UNITS.reduce((a, b) => (off(b.mm) < off(a.mm) ? b : a));
  return { name: `${unit.name}, as its eyes' distance says`, mm: unit.mm };
}
