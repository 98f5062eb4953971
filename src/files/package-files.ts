import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, found from this file whether it runs from src/ or dist/. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** What ships beside the code. */
export function dataFolder(): string {
  return join(packageFolder(), 'data');
}

/** A file of the built package. @param path relative to dist/ */
export function builtFile(path: string): string {
  return join(packageFolder(), 'dist', path);
}
