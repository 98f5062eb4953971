import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The file that says which files of a folder are ours. */
export const MARKER = '.asm-fit.json';
/** Its name while it is written. */
export const UNFINISHED_MARKER = `${MARKER}.new`;
/** Start of the names of what a run leaves in a folder while it works. */
export const OWN_PREFIX = '.asm-fit';
const OWN_NAMES = /^\.asm-fit\.(json(\.new)?|lock(\.takeover)?|probe-[0-9a-f]{24}|(partial|old)-[0-9a-f]{24})$/;
export const TOOL = 'asm-fit';
const MAX_MARKER_BYTES = 64 * 2 ** 20;
/** What file browsers leave in every folder that they show: nobody's work. */
const BROWSER_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

const recordSchema = z.object({ name: z.string().min(1), bytes: z.number().int().nonnegative(), sha256: z.string() });
const markerSchema = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.literal(TOOL), version: z.string() }),
  command: z.string(),
  complete: z.boolean(),
  files: z.array(recordSchema),
});

/** A file as we wrote it; its name has forward slashes. */
export type FileRecord = z.infer<typeof recordSchema>;
/** Who wrote a folder and what; `complete` is false while it is being written. */
export type OutputMarker = z.infer<typeof markerSchema>;

/** What is in a folder and not by us: a file's or folder's name in it, and in which way. */
export interface Stranger {
  readonly name: string;
  readonly what: 'not written by asm-fit' | 'changed since asm-fit wrote it';
}

/** Whether a name in a folder of results is the marker's, or of what a run leaves there while it works. */
export function isOwnName(name: string): boolean {
  return OWN_NAMES.test(name);
}

/** The marker of a folder; null where there is none that is whole and ours. */
export function readMarker(folder: string): OutputMarker | null {
  const path = join(folder, MARKER);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size > MAX_MARKER_BYTES) return null;
  const text = readFileSync(path, 'utf8');
  try {
    return markerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes the marker whole or not at all. */
export function writeMarker(folder: string, marker: OutputMarker): void {
  const unfinished = join(folder, UNFINISHED_MARKER);
  writeFileSync(unfinished, `${JSON.stringify(marker, null, 1)}\n`);
  renameSync(unfinished, join(folder, MARKER));
}

export function fileRecord(name: string, content: string | Uint8Array): FileRecord {
  return {
    name,
    bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

/**
 * The first thing in a folder, links and empty folders too, that is none of these records' files as they were written, by
 * their content: dates are kept by `cp -p`, `rsync -t` and archives, and made anew by plain copies.
 */
export function findStranger(folder: string, records: readonly FileRecord[]): Stranger | null {
  const known = new Map<string, FileRecord[]>();
  for (const record of records) known.set(record.name, [...(known.get(record.name) ?? []), record]);
  const folders = parentFolders(records);
  const walk = (prefix: string): Stranger | null => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory() && folders.has(name)) {
        const found = walk(`${name}/`);
        if (found !== null) return found;
        continue;
      }
      if (entry.isFile() && BROWSER_FILES.has(entry.name)) continue;
      if (prefix === '' && isOwnName(name)) continue;
      const candidates = entry.isFile() ? known.get(name) : undefined;
      if (candidates === undefined) return { name, what: 'not written by asm-fit' };
      const path = join(folder, name);
      const { size } = lstatSync(path);
      const alike = candidates.filter(({ bytes }) => bytes === size);
      const found = alike.length > 0 ? fileRecord(name, readFileSync(path)).sha256 : '';
      if (!alike.some(({ sha256 }) => sha256 === found)) return { name, what: 'changed since asm-fit wrote it' };
    }
    return null;
  };
  return walk('');
}

/**
 * Removes the files that the records name, and the folders that are empty then, the marker last; whatever else is there
 * stays. @returns whether the folder is gone
 */
export function removeWritten(folder: string, records: readonly FileRecord[]): boolean {
  const known = new Set(records.map(({ name }) => name));
  const folders = parentFolders(records);
  const clear = (prefix: string): number => {
    let left = 0;
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const name = `${prefix}${entry.name}`;
      const path = join(folder, name);
      if (entry.isDirectory() && folders.has(name) && clear(`${name}/`) === 0) rmdirSync(path);
      else if (entry.isFile() && (known.has(name) || BROWSER_FILES.has(entry.name))) unlinkSync(path);
      else if (name !== MARKER) left++;
    }
    return left;
  };
  if (clear('') > 0) return false;
  if (lstatSync(join(folder, MARKER), { throwIfNoEntry: false }) !== undefined) unlinkSync(join(folder, MARKER));
  rmdirSync(folder);
  return true;
}

/** Folders that the records' files lie in, at any depth. */
function parentFolders(records: readonly FileRecord[]): Set<string> {
  const out = new Set<string>();
  for (const { name } of records)
    for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) out.add(name.slice(0, slash));
  return out;
}
