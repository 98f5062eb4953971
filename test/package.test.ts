import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, name), 'utf8')) as T;
}

describe('package', () => {
  it('holds what a user runs: of what is compiled the library alone', () => {
    const { files } = readJson<{ files: string[] }>('package.json');
    expect(files.filter((path) => /^(dist|bench|scripts|src|test)/.test(path))).toEqual([
      'dist/src',
      'dist/kernels.wasm',
      'dist/viewer.js',
    ]);
  });

  it("does not run onnxruntime's install script, which fetches CUDA libraries that are not used", () => {
    const { allowScripts } = readJson<{ allowScripts: Record<string, boolean> }>('package.json');
    expect(allowScripts['onnxruntime-node']).toBe(false);
    // npm before 11.16 knows no allowScripts; without this mark `npm ci` of any version looks for no script.
    // An update of onnxruntime-node writes it anew: take the line out again.
    const { packages } = readJson<{ packages: Record<string, { hasInstallScript?: boolean }> }>('package-lock.json');
    expect(packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
  });

  it('is installed without a warning of npm about its configuration', () => {
    const { stderr } = spawnSync('npm', ['config', 'list'], { cwd: root, encoding: 'utf8' });
    expect(stderr).not.toContain('Unknown project config');
  });
});
