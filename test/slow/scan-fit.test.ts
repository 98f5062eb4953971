import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const shared = join(import.meta.dirname, '..', '..', '..', 'shared');
const SCANS = [
  ['james', join(shared, 'captures', 'james', 'scan.obj'), []],
  ['lee_perry_smith', join(shared, 'captures', 'lee_perry_smith', 'scan.obj'), ['--canthi', '90']],
  ['DemoFace', join(shared, 'scans', 'meshmonk', 'DemoFace_10K.obj'), []],
] as const;

interface Row {
  readonly name: string;
  readonly parameterCount: number;
  readonly folded: { readonly face: number };
  readonly error: { readonly meanMm: number };
}

describe('capacity on real scans', () => {
  for (const [name, scan, flags] of SCANS) {
    const missing = existsSync(scan) ? '' : ' (skipped: no such scan at hand)';
    it.skipIf(missing !== '')(
      `${name}: 0.30 mm with 2,000 parameters, half of the morphable head, each part a gain${missing}`,
      () => {
        const run = runCli(
          'scan-fit',
          scan,
          '-o',
          join(temporaryFolder(), 'out'),
          '--ablation',
          '--json',
          '--quiet',
          ...flags,
        );
        expect(run.code, run.stderr).toBe(0);
        const { rows } = JSON.parse(run.stdout) as { rows: Row[] };
        const mean = (find: string): number => (rows.find((row) => row.name.includes(find)) as Row).error.meanMm;
        const all = rows.find((row) => row.name === 'ASM: bones + binding + GMM, K = 2') as Row;
        expect(all.parameterCount).toBeLessThanOrEqual(2000);
        expect(all.error.meanMm).toBeLessThanOrEqual(0.3);
        expect(all.folded.face).toBe(0);
        expect(all.error.meanMm).toBeLessThan(0.5 * mean('expressions'));
        const [bones, binding, gmm] = ['bones, K = 2', 'bones + binding, K', 'bones + GMM, K'].map(mean);
        expect(binding).toBeLessThan(bones);
        expect(gmm).toBeLessThan(binding);
        expect(all.error.meanMm).toBeLessThan(gmm);
      },
    );
  }
});
