import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readMesh } from '../../src/capture/scan/read-mesh.ts';
import { AsmFitError } from '../../src/errors.ts';
import type { TriangleMesh } from '../../src/geometry/mesh/triangle-mesh.ts';
import { temporaryFolder } from './run-cli.ts';

const folder = temporaryFolder();

/** Where a file of that name comes to lie, in a folder of its own test run. */
export function writtenPath(name: string): string {
  return join(folder, name);
}

/** Writes a file and reads it as a mesh. */
export function readWritten(name: string, content: string | Uint8Array): Promise<TriangleMesh> {
  const path = writtenPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return readMesh(path);
}

/** The input error that a file ends in, its message without the folder. */
export async function refusal(name: string, content: string | Uint8Array): Promise<string> {
  const error = await readWritten(name, content).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AsmFitError) || error.kind !== 'input')
    throw new Error(`${name}: no input error`, { cause: error });
  return `${error.message.replaceAll(`${folder}/`, '')}; ${error.hint}`;
}

/** Places of the corners of all triangles, each from its least corner, in one order whatever the file's. */
export function surface({ positions, triangles }: TriangleMesh, digits = 9): string[] {
  const out: string[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = Array.from(triangles.subarray(t, t + 3), (v) =>
      Array.from(positions.subarray(3 * v, 3 * v + 3), (x) => (x + 0).toFixed(digits)).join(' '),
    );
    const least = corners.indexOf(corners.toSorted()[0]);
    out.push([0, 1, 2].map((k) => corners[(least + k) % 3]).join(', '));
  }
  return out.sort();
}
