import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { builtFile } from '../src/files/package-files.ts';
import { PRESET_NAMES, type PresetName } from '../src/fitting/options/fit-options.ts';

/** One run of `asm-fit fit` as its user has it. */
export interface WholeFit {
  readonly capture: string;
  readonly preset: PresetName;
  /** From start to exit, seconds. */
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
  readonly stages: readonly { readonly name: string; readonly seconds: number; readonly peakMemoryMb: number }[];
}

/** Fits a capture with every preset, cameras as the capture gives them. @throws where a fit fails */
export function wholeFits(capture: string): WholeFit[] {
  return PRESET_NAMES.map((preset) => {
    const folder = mkdtempSync(join(tmpdir(), 'asm-fit-bench-'));
    try {
      const output = join(folder, 'out');
      const start = performance.now();
      const run = spawnSync(
        process.execPath,
        [join(builtFile('..'), 'bin', 'asm-fit'), 'fit', capture, '-o', output, '--preset', preset, '--quiet'],
        { encoding: 'utf8' },
      );
      const wallSeconds = (performance.now() - start) / 1000;
      if (run.status !== 0) throw new Error(`asm-fit fit ${capture}: exit code ${run.status}\n${run.stderr}`);
      const { timing } = JSON.parse(readFileSync(join(output, 'fit.json'), 'utf8')) as {
        timing: { peakMemoryMb: number; stages: WholeFit['stages'] };
      };
      return { capture: basename(capture), preset, wallSeconds, ...timing };
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
