import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type FileRecord,
  findStranger,
  MARKER,
  type OutputMarker,
  readMarker,
  removeWritten,
  UNFINISHED_MARKER,
  writeMarker,
} from './output-marker.ts';
import type { Standing } from './output-place.ts';

/** Where a folder is made before it takes its place: beside it, or in it where it cannot be renamed. */
export interface OutputStage {
  readonly kind: 'beside' | 'inside';
  /** The folder that is filled or replaced. */
  readonly target: string;
  /** Folder and start of the names of what a run leaves while it works. */
  readonly root: string;
  readonly prefix: string;
}

/** The new files, and the replaced ones until the new ones stand. */
export function stagedFolders({ root, prefix }: OutputStage, token: string): { partial: string; old: string } {
  return { partial: join(root, `${prefix}.partial-${token}`), old: join(root, `${prefix}.old-${token}`) };
}

/**
 * Puts a complete folder into its place. Fails with the old one where it stood.
 * @returns a folder of replaced files in which something appeared that we did not write, which stays; else null
 */
export function commitOutput(stage: OutputStage, token: string, standing: Standing): string | null {
  const { partial, old } = stagedFolders(stage, token);
  // What replaces a result must survive a power cut; a first result would only be made again.
  if (standing === 'result') syncTree(partial);
  if (stage.kind === 'inside') return moveInside(stage.target, partial, old);
  if (standing === 'nothing') {
    renameSync(partial, stage.target);
    return null;
  }
  chmodSync(partial, statSync(stage.target).mode & 0o7777);
  if (standing === 'empty') {
    renameOverEmpty(partial, stage.target);
    return null;
  }
  const { files } = readMarker(stage.target) as OutputMarker;
  // Between these two renames neither stands: a run that is killed there leaves both, and the next one goes on.
  renameSync(stage.target, old);
  try {
    renameSync(partial, stage.target);
  } catch (error) {
    renameSync(old, stage.target);
    throw error;
  }
  return removeReplaced(old, files);
}

/**
 * Finishes or takes back what killed runs left at a place; called by the one who holds its lock.
 * @throws {Error} of the file system
 */
export function recoverOutput(stage: OutputStage): void {
  for (const token of leftTokens(stage)) settleOutput(stage, token);
}

/** Finishes a run's commit if it had begun, else removes what the run has made. Where there is nothing, nothing is done. */
export function settleOutput(stage: OutputStage, token: string): void {
  const { partial, old } = stagedFolders(stage, token);
  const marker = existsSync(partial) ? readMarker(partial) : null;
  // The old result with its marker beside a complete new one: the commit had begun.
  if (marker?.complete && existsSync(old) && readMarker(old) !== null) {
    if (!finishCommit(stage, partial, old, marker)) return;
  } else if (marker !== null) rmSync(partial, { recursive: true });
  else if (existsSync(partial)) removeEmptyTree(partial);
  const replaced = existsSync(old) ? readMarker(old) : null;
  if (replaced !== null) removeWritten(old, replaced.files);
  else if (existsSync(old)) removeEmptyTree(old);
}

/** @returns false where something stands in the way that is not ours */
function finishCommit({ kind, target }: OutputStage, partial: string, old: string, marker: OutputMarker): boolean {
  if (kind === 'inside') {
    const before = readMarker(old)?.files ?? [];
    if (findStranger(target, [...before, ...marker.files]) !== null) return false;
    moveInside(target, partial, old);
    return true;
  }
  if (existsSync(target) && readdirSync(target).length > 0) return false;
  if (existsSync(target)) renameOverEmpty(partial, target);
  else renameSync(partial, target);
  return true;
}

/**
 * Moves files into a folder that stays, its old ones aside, entry by entry, the marker last. `old` with the old marker in
 * it says that the moving has begun; done again it goes on where it ended.
 */
function moveInside(target: string, partial: string, old: string): string | null {
  const incoming = topNames((readMarker(partial) as OutputMarker).files);
  if (!existsSync(old)) {
    const before = readMarker(target);
    mkdirSync(old);
    writeMarker(old, before ?? { ...(readMarker(partial) as OutputMarker), files: [] });
  }
  const before = readMarker(old)?.files ?? [];
  const done: [string, string][] = [];
  const move = (from: string, to: string): void => {
    renameSync(from, to);
    done.push([from, to]);
  };
  try {
    for (const name of incoming) {
      if (!existsSync(join(partial, name))) continue;
      if (existsSync(join(target, name))) move(join(target, name), join(old, name));
      move(join(partial, name), join(target, name));
    }
    for (const name of topNames(before))
      if (!incoming.has(name) && existsSync(join(target, name))) move(join(target, name), join(old, name));
    renameSync(join(partial, MARKER), join(target, MARKER));
  } catch (error) {
    for (const [from, to] of done.toReversed()) renameSync(to, from);
    removeWritten(old, []);
    throw error;
  }
  return removeReplaced(old, before, partial);
}

/** @returns the folder where something in it must or could not be removed, else null */
function removeReplaced(old: string, files: readonly FileRecord[], emptied?: string): string | null {
  try {
    if (emptied !== undefined) rmdirSync(emptied);
    return removeWritten(old, files) ? null : old;
  } catch (error) {
    // The new result stands; what is left of the old one is told of.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return old;
  }
}

function topNames(records: readonly FileRecord[]): Set<string> {
  return new Set(records.map(({ name }) => name.split('/')[0]));
}

function leftTokens({ root, prefix }: OutputStage): Set<string> {
  const pattern = /^\.(?:partial|old)-([0-9a-f]{24})$/;
  const names = readdirSync(root).filter((name) => name.startsWith(prefix));
  return new Set(names.flatMap((name) => pattern.exec(name.slice(prefix.length))?.[1] ?? []));
}

/** Removes a folder in which there are no files: of a run that was killed before it wrote any, or after it had moved them. */
function removeEmptyTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyTree(join(folder, entry.name));
    else if (entry.name === UNFINISHED_MARKER) unlinkSync(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function renameOverEmpty(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows replaces no folder, not even an empty one.
    if (code !== 'EPERM' && code !== 'EEXIST') throw error;
    rmdirSync(to);
    renameSync(from, to);
  }
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncPath(path);
  }
  // Windows opens no folder.
  if (process.platform !== 'win32') syncPath(folder);
}

function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
