import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Data flows downwards: a room may import only from rooms above it. */
const ROOMS = [
  'files',
  'geometry',
  'kernels',
  'image',
  'onnx',
  'surface',
  'head',
  'capture',
  'render',
  'asm',
  'deca',
  'fitting',
  'evaluation',
  'export',
  'cli',
];
const src = join(import.meta.dirname, '..', 'src');

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

describe('rooms', () => {
  it('import only from rooms above them', () => {
    const wrong: string[] = [];
    for (const file of files(src)) {
      const own = ROOMS.indexOf(relative(src, file).split(/[\\/]/)[0]);
      if (own < 0) continue;
      for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const room = ROOMS.indexOf(relative(src, resolve(dirname(file), path)).split(/[\\/]/)[0]);
        if (room > own) wrong.push(`${relative(src, file)} imports ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
