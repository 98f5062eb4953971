import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type OutputFolder, openOutputFolder } from '../../src/export/output/output-folder.ts';
import { MARKER } from '../../src/export/output/output-marker.ts';

/** Names of a small result; every file holds the name of its generation. */
const NAMES = ['mesh.obj', 'report.html', 'textures/skin.png', 'views/deep/00.png'];

export function open(output: string, options: { force?: boolean; inputs?: string[] } = {}): OutputFolder {
  return openOutputFolder({ output, force: false, inputs: [], command: 'test', version: '0.0.0', ...options });
}

export function fill(folder: OutputFolder, generation: string): void {
  // The second generation has a file that the first has not, and the other way round.
  for (const name of [...NAMES, `only-${generation}/x.txt`]) folder.write(name, `${generation}\n`);
}

export function writeResult(output: string, generation: string, force = false): void {
  const folder = open(output, { force });
  fill(folder, generation);
  folder.commit();
}

/** The generation of a folder that is whole, marker and all; null where none stands. @throws {Error} one that is not */
export function generationOf(output: string): string | null {
  if (!existsSync(output)) return null;
  const generation = readFileSync(join(output, NAMES[0]), 'utf8').trim();
  const expected = [MARKER, ...NAMES, `only-${generation}/x.txt`].sort();
  const files = filesIn(output);
  if (files.join() !== expected.join()) throw new Error(`${output} holds ${files}, not ${expected}`);
  for (const name of NAMES)
    if (readFileSync(join(output, name), 'utf8') !== `${generation}\n`) throw new Error(`${name} is of another run`);
  const marker = JSON.parse(readFileSync(join(output, MARKER), 'utf8'));
  if (!marker.complete) throw new Error('the marker says that it is not whole');
  return generation;
}

export function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => !lstatSync(join(folder, name)).isDirectory())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** That a place is refused with and without --force, as an output error, and nothing in a folder changes. */
export function refuse(
  output: string,
  message: RegExp,
  around: string,
  { inputs = [], forces = [false, true] }: { readonly inputs?: string[]; readonly forces?: boolean[] } = {},
): void {
  const before = snapshot(around);
  for (const force of forces)
    expect(() => open(output, { force, inputs }), `--force ${force}`).toThrow(
      expect.objectContaining({ kind: 'output', message: expect.stringMatching(message) }),
    );
  expect(snapshot(around)).toEqual(before);
}

function snapshot(folder: string): string[] {
  return filesIn(folder).map((name) => {
    const path = join(folder, name);
    return `${name} ${statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : ''}`;
  });
}
