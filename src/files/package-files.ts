import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
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

/** Whether this runs from dist/, as users run it, and not from src/. */
export function isBuilt(): boolean {
  return fileURLToPath(import.meta.url).startsWith(builtFile(sep));
}

/** A file of the built package; what is opened as a thread or a process lies in program/. @param path relative to dist/ */
export function builtFile(path: string): string {
  return join(packageFolder(), 'dist', path);
}
