import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/folders.ts';

/** What a built file imports before it runs, and what that imports in turn: packages' names, and files. */
function importedBy(path: string, met = new Set<string>()): Set<string> {
  if (met.has(path)) return met;
  met.add(path);
  for (const [, name] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export) (?:[^"']* from )?["']([^"']+)["'];?$/gm,
  ))
    if (name.startsWith('.')) importedBy(join(dirname(path), name), met);
    else met.add(name);
  return met;
}

describe('the program', () => {
  it('reads a command line and says its help before it loads what decodes pictures or looks at them', () => {
    const imported = [...importedBy(join(ROOT, 'dist/program/cli/main.js'))];
    expect(imported).toContain('commander');
    expect(imported.filter((name) => /sharp|onnxruntime/.test(name))).toEqual([]);
  });
});
