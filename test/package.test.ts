import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

function readJson<T>(name: string): T {
  return JSON.parse(textOf(name)) as T;
}

function textOf(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

function filesBelow(folder: string, ending: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

describe('package', () => {
  it('holds what a user runs: of what is compiled the library alone', () => {
    const { files } = readJson<{ files: string[] }>('package.json');
    expect(files.filter((path) => /^(dist|bench|scripts|src|test)/.test(path))).toEqual([
      'dist/program',
      'dist/src',
      'dist/kernels.wasm',
      'dist/viewer.js',
    ]);
  });

  it('brings each module that it opens as a thread or a process', () => {
    const named = filesBelow('src', '.ts').flatMap(
      (file) => textOf(file).match(/(?<=')program\/[^']*\.js(?=')/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !existsSync(join(root, 'dist', file)))).toEqual([]);
  });

  it('imports only packages that npm installs with it, and names those that its program holds', () => {
    const bundle = filesBelow('dist/program', '.js').map(textOf);
    const { dependencies, optionalDependencies } = readJson<Record<string, Record<string, string>>>('package.json');
    const installed = Object.keys({ ...dependencies, ...optionalDependencies });
    const imported = bundle.flatMap((text) => text.match(/(?<=^import [^;]*from ")(?!node:)[^."][^"]*(?=";$)/gm) ?? []);
    expect(imported).toContain('sharp');
    // Training asks for tfjs before it loads what imports it.
    expect(imported.filter((name) => !['@tensorflow/tfjs', ...installed].includes(name))).toEqual([]);
    const held = bundle.flatMap((text) => text.match(/(?<=^\/\/ .*\bnode_modules\/)(@[^/]*\/)?[^/@]+/gm) ?? []);
    const owners = held.map((name) => (name.startsWith('@gltf-transform/') ? 'gltf-transform' : name));
    const notice = textOf('NOTICE');
    expect(owners).toContain('zod');
    expect(owners.filter((name) => !notice.includes(`MIT-${name}.txt`))).toEqual([]);
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
