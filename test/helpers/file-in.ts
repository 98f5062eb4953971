import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes files into a folder and tells where they are. */
export function fileIn(folder: string): (name: string, bytes: Uint8Array | string) => string {
  return (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}
