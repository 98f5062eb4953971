import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../folders.ts';
import { onceARun } from '../run/once-a-run.ts';
import { temporaryFolder } from '../run-cli.ts';

/** As strict as a caller's project may be. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: false,
    rootDir: '.',
    outDir: 'build',
  },
  include: ['*.ts'],
};

/** A new project that has the package from its tarball, as built in dist/, and the dependencies of the repository. */
export function packedProject(): string {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  const place = join(modules, 'asm-fit');
  mkdirSync(place, { recursive: true });
  run(folder, 'tar', '-xzf', packed(), '-C', place, '--strip-components=1');
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  return folder;
}

/** The tarball, packed once a run: it takes seconds. */
function packed(): string {
  return onceARun('package', (shared) => {
    // Without scripts: the one before packing would build again.
    run(ROOT, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', shared);
    const tarball = readdirSync(shared).find((name) => name.endsWith('.tgz')) as string;
    return join(shared, tarball);
  });
}

/** Runs a program in a folder. @returns its stdout @throws {Error} with what it says, where it fails */
export function run(folder: string, program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}
