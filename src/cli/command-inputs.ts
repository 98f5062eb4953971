import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { captureFiles, describeCapture } from '../capture/formats/capture-formats.ts';

/** The paths among options that may be missing. */
export function given(...paths: readonly (string | undefined)[]): string[] {
  return paths.filter((path) => path !== undefined);
}

/**
 * What a capture is read from: itself, and the files that it is made of.
 * @throws {AsmFitError} input: as {@link describeCapture}
 */
export function captureInputs(capture: string): string[] {
  return [capture, ...captureFiles(describeCapture(capture))];
}

/** A mesh and what is looked for beside it. */
export function meshInputs(mesh: string | undefined, ...beside: readonly string[]): string[] {
  return mesh === undefined ? [] : [mesh, ...beside.map((name) => join(dirname(mesh), name)).filter(existsSync)];
}
