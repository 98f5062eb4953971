import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCaptureFile } from '../capture/formats/capture-file.ts';

/** The paths among options that may be missing. */
export function given(...paths: readonly (string | undefined)[]): string[] {
  return paths.filter((path) => path !== undefined);
}

/** What a capture is read from: itself, and the files that its capture.json names. */
export function captureInputs(capture: string): string[] {
  const file = join(capture, 'capture.json');
  if (!statSync(capture, { throwIfNoEntry: false })?.isDirectory() || !existsSync(file)) return [capture];
  const { views, scan } = readCaptureFile(file, capture);
  const named = given(...views.flatMap(({ image, mask }) => [image, mask]), scan?.mesh);
  return [capture, ...named.map((name) => join(capture, name))];
}

/** A mesh and what is looked for beside it. */
export function meshInputs(mesh: string | undefined, ...beside: readonly string[]): string[] {
  return mesh === undefined ? [] : [mesh, ...beside.map((name) => join(dirname(mesh), name)).filter(existsSync)];
}
