import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file beside its name and renames it: whoever reads it, and whenever this process is killed, it is the old one
 * or the new one, whole. Replaces a file that is there; the folder must be.
 */
export function writeWhole(path: string, content: Uint8Array): void {
  const partial = `${path}.partial-${randomBytes(12).toString('hex')}`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}
