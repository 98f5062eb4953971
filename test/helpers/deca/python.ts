import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's own Python: its packages are the oracles (python3-torch, python3-scipy). */
const PYTHON = '/usr/bin/python3';

/** Looked for and not loaded: torch takes seconds. */
const FIND = 'import sys, importlib.util; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';

/** Why Python with a module is not there, null where it is. */
export function missingPython(module: string): string | null {
  const run = spawnSync(PYTHON, ['-c', FIND, module], { encoding: 'utf8' });
  return run.status === 0 ? null : `no ${module} for ${PYTHON}: apt-get install python3-${module}`;
}

export function runPython(script: string, ...args: string[]): void {
  const run = spawnSync(PYTHON, [join(import.meta.dirname, script), ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${script}: ${run.stderr}`);
}
