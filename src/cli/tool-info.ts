import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../files/package-files.ts';

/** Name and version from package.json. */
export function toolInfo(): { name: string; version: string } {
  const json = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name: json.name, version: json.version };
}
