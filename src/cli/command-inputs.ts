import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { captureFiles, describeCapture } from '../capture/formats/capture-formats.ts';
import { choiceLine } from '../capture/frames/film-views.ts';
import type { Capture } from '../capture/load-capture.ts';

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

/** What a capture's views are, for the talk of a command. */
export function viewsLine({ views, film }: Capture, path: string): string {
  return film === null ? `${views.length} views from ${path}` : choiceLine(film);
}

/** A mesh and what is looked for beside it. */
export function meshInputs(mesh: string | undefined, ...beside: readonly string[]): string[] {
  return mesh === undefined ? [] : [mesh, ...beside.map((name) => join(dirname(mesh), name)).filter(existsSync)];
}
