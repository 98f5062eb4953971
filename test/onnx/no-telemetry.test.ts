import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/folders.ts';

// That a whole fit tells nobody: test/programs/no-network.test.ts.
describe('the package', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const entries = Object.values<{ default?: string }>(exports).flatMap((entry) => entry.default ?? []);

  it.each(entries)('%s switches telemetry off before it loads anything', (entry) => {
    const source = readFileSync(join(ROOT, entry.replace('./dist/', '').replace('.js', '.ts')), 'utf8');
    expect(source.match(/ from '|^import '[^']+'/m)?.[0]).toMatch(/onnx\/no-telemetry\.ts'$/);
    const said = spawnSync(
      process.execPath,
      ['--eval', `import('${join(ROOT, entry)}').then(() => console.log(process.env.ORT_DISABLE_TELEMETRY))`],
      { encoding: 'utf8', env: { ...process.env, ORT_DISABLE_TELEMETRY: undefined } },
    );
    expect(said.stdout.trim()).toBe('1');
  });
});
