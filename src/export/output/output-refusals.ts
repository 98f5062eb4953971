import { readdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, parse } from 'node:path';
import type { OutputStage } from './commit-output.ts';
import { findStranger, isOwnName, MARKER, readMarker } from './output-marker.ts';
import { kindOf, type OutputPlace, refusal, type Standing } from './output-place.ts';
import { liesWithin, linksIn, placeOfName, realPath } from './real-path.ts';

/**
 * Refuses an output that is, or holds, what a command reads; links in an input folder count as what they lead to.
 * @throws {AsmFitError} output
 */
export function refuseInputs(place: OutputPlace, inputs: readonly string[]): void {
  const refuse = (input: string): never => {
    throw refusal(
      place.name,
      'be apart from what is read',
      `a place that is or holds ${input}`,
      'choose another folder: what is read there would be replaced',
    );
  };
  for (const input of inputs)
    if (liesWithin(input, place.path) || liesWithin(placeOfName(input), place.path)) refuse(input);
  if (place.stats === null) return;
  for (const input of inputs)
    if (statSync(input, { throwIfNoEntry: false })?.isDirectory())
      // A link to a folder around the output may lead to anything in it.
      for (const link of linksIn(input))
        if (liesWithin(link, place.path) || liesWithin(place.path, realPath(link))) refuse(link);
}

/**
 * What stands at a place, refused unless it may be filled or replaced.
 * @throws {AsmFitError} output: no folder; not empty and not to be replaced; not ours alone; the working directory, the
 * home folder, or a folder around them
 */
export function checkStanding({ name, path }: OutputPlace, kind: OutputStage['kind'], force: boolean): Standing {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  if (!stats.isDirectory())
    throw refusal(name, 'be a folder', kindOf(stats), 'choose another name; --force replaces folders of results alone');
  const entries = readdirSync(path);
  if (entries.length === 0 || (kind === 'inside' && entries.every((entry) => entry !== MARKER && isOwnName(entry))))
    return 'empty';
  if (!force)
    throw refusal(
      name,
      'not exist yet',
      'an existing file or folder',
      'choose another name, or add --force to replace an earlier result',
    );
  for (const [folder, what] of keptFolders())
    if (liesWithin(folder, path))
      throw refusal(
        name,
        `not be or hold ${what}`,
        path === folder ? `${what} itself` : `${path}, which holds ${folder}`,
        'choose a folder of its own for the results',
      );
  const marker = readMarker(path);
  if (marker === null || !marker.complete)
    throw refusal(
      name,
      'be a folder that asm-fit wrote',
      `a folder without our ${MARKER}`,
      'choose another name, or remove the folder by hand if nothing in it is needed',
    );
  const stranger = findStranger(path, marker.files);
  if (stranger !== null)
    throw refusal(
      name,
      'hold nothing but what asm-fit wrote',
      `${join(name, stranger.name)}, ${stranger.what}`,
      'move it elsewhere first, or choose another name',
    );
  return 'result';
}

/** Folders that nobody means to replace. */
function keptFolders(): [string, string][] {
  const kept: [string, string][] = [];
  const add = (what: string, folder: () => string): void => {
    try {
      const path = folder();
      if (path !== '') kept.push([realPath(path), what]);
    } catch {
      // A working directory that is gone, a user without a home: nothing to keep.
    }
  };
  add('the working directory', () => process.cwd());
  add('the home folder', homedir);
  add('the home folder', () => userInfo().homedir);
  add('the root of the file system', () => parse(process.execPath).root);
  return kept;
}
