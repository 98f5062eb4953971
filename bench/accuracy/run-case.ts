import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markedHead } from '../../src/evaluation/marked-head.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import type { DistanceStatistics } from '../../src/evaluation/statistics.ts';
import { loadMarkedMesh } from '../../src/fitting/scan/load-marked-mesh.ts';
import { loadHead } from '../../src/head/load-head.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import type { TrueCapture } from './captures.ts';
import type { AccuracyCase } from './cases.ts';

/** What a case came to: errors of the template, of DECA's mesh and of the fit, by protocol now; or why there is no fit. */
export interface CaseResult {
  readonly entry: AccuracyCase;
  readonly template: DistanceStatistics;
  readonly deca: DistanceStatistics | null;
  readonly asm: DistanceStatistics | null;
  readonly seconds: number | null;
  readonly failure: string | null;
}

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'asm-fit');

/** Fits a capture by the command that users type, with its defaults, and measures what it left. */
export async function runCase(
  kernels: Kernels,
  entry: AccuracyCase,
  { folder, scan }: TrueCapture,
): Promise<CaseResult> {
  const head = loadHead(kernels, 'bundled');
  const now = (mesh: Parameters<typeof measureMesh>[1]): DistanceStatistics => {
    const { medianMm, meanMm, stdMm, p90Mm, rmseMm, points } = measureMesh(
      kernels,
      mesh,
      scan,
      SCAN_PROTOCOLS.now,
    ).error;
    return { medianMm, meanMm, stdMm, p90Mm, rmseMm, points };
  };
  const template = now(markedHead(head, head.template));
  const out = mkdtempSync(join(tmpdir(), 'asm-fit-benchmark-'));
  try {
    const views = Array.from({ length: entry.views }, (_, v) => v).join(',');
    const cameras = entry.cameras === 'given' ? [] : ['--ignore-cameras'];
    const args = ['fit', folder, '-o', join(out, 'fit'), '--views', views, '--quiet', ...cameras];
    const run = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
    if (run.status !== 0)
      return { entry, template, deca: null, asm: null, seconds: null, failure: run.stderr.trim().slice(0, 500) };
    const fit = join(out, 'fit', 'fit.json');
    const meshOf = async (name: string, method: string) =>
      (await loadMarkedMesh(join(out, 'fit', name), { beside: fit, method }, 1)).mesh;
    const { timing } = JSON.parse(readFileSync(fit, 'utf8')) as { timing: { totalSeconds: number } };
    return {
      entry,
      template,
      deca: now(await meshOf('deca.obj', 'deca')),
      asm: now(await meshOf('captured.obj', 'asm')),
      seconds: timing.totalSeconds,
      failure: null,
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
