import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders, missingFolders, probeFolder, removeFolders } from './make-folders.ts';
import { processLives } from './output-lock.ts';
import { kindOf, locateOutput, refusal, writable } from './output-place.ts';
import { liesWithin } from './real-path.ts';

/** Files that a command writes beside other people's: each takes its name when all of them are made. */
export interface OutputFiles {
  /** @param name one of those that were asked for @throws {AsmFitError} output */
  write(name: string, content: string | Uint8Array): void;
  /** @throws {AsmFitError} output */
  commit(): void;
  /** Removes what was written so far. Does nothing after a commit. */
  discard(): void;
}

/** What is asked of output files. */
export interface OutputFilesRequest {
  /** As the user wrote them, all in one folder. */
  readonly names: readonly string[];
  /** Replace files that exist. */
  readonly force: boolean;
  /** All files that the command reads. */
  readonly inputs: readonly string[];
  /** What alone is replaced; any file where it is left out. */
  readonly replaces?: ReplacedFile;
}

/** A kind of file, and how one is told. */
export interface ReplacedFile {
  /** In words: `a page that asm-fit wrote`. */
  readonly what: string;
  isOne(path: string): boolean;
}

/** What may be left behind; plain data. */
export interface OutputFilesRun {
  readonly partials: readonly string[];
  /** Folders that were missing above the files. */
  readonly parents: readonly string[];
}

/**
 * Opens files for writing, before any work.
 * @throws {AsmFitError} output: one exists and is not to be replaced, is no file, is read by the command, or cannot be
 * written
 * @param announce told, before anything is made, what {@link abandonFiles} needs
 */
export function openOutputFiles(
  request: OutputFilesRequest,
  announce: (run: OutputFilesRun) => void = () => {},
): OutputFiles {
  const { names } = request;
  const token = `p${process.pid}-${randomBytes(12).toString('hex')}`;
  const paths = new Map(names.map((name) => [name, locate(name, request)]));
  const partials = new Map(
    [...paths].map(([name, path], k) => [name, join(dirname(path), `.asm-fit.partial-${token}-${k}`)]),
  );
  const folder = dirname([...paths.values()][0]);
  const probe = `.asm-fit.probe-${token}`;
  const run: OutputFilesRun = {
    partials: [...partials.values(), join(folder, probe)],
    parents: missingFolders(folder),
  };
  announce(run);
  const written = new Set<string>();
  let open = true;
  const discard = (): void => {
    if (!open) return;
    open = false;
    abandonFiles(run);
  };
  try {
    writable(names[0], () => {
      makeFolders(folder);
      sweepLeftovers(folder);
      probeFolder(folder, probe);
    });
  } catch (error) {
    discard();
    throw error;
  }
  return {
    write(name, content) {
      const partial = partials.get(name);
      if (partial === undefined || written.has(name))
        throw new Error(`${name}: must be one of the files, written once`);
      written.add(name);
      writable(name, () => writeFileSync(partial, content, { flag: 'wx' }));
    },
    commit() {
      // One may have come to be while the work was done.
      const ends = [...written].map((name) => [name, locate(name, request)] as const);
      for (const [name, path] of ends) writable(name, () => renameSync(partials.get(name) as string, path));
      open = false;
    },
    discard,
  };
}

const LEFTOVER = /^\.asm-fit\.(partial|probe)-p(\d+)-[0-9a-f]{24}(-\d+)?$/;
/** A process of another machine or container cannot be asked whether it lives; none takes so long. */
const LEFTOVER_AGE_MS = 3_600_000;

/** Removes what killed runs have left in a folder: files of ours whose process has ended, an hour old. */
function sweepLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = LEFTOVER.exec(name)?.[2];
    if (pid === undefined || processLives(Number(pid))) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() && Date.now() - stats.mtimeMs > LEFTOVER_AGE_MS) rmSync(path, { force: true });
  }
}

/** Takes back files that will not be committed: also from another thread, which holds what was announced. */
export function abandonFiles({ partials, parents }: OutputFilesRun): void {
  for (const partial of partials) rmSync(partial, { force: true });
  removeFolders(parents);
}

function locate(name: string, { force, inputs, replaces }: OutputFilesRequest): string {
  const { path, stats } = locateOutput(name);
  if (stats === null) return path;
  if (!stats.isFile()) throw refusal(name, 'be a file', kindOf(stats), 'choose another name');
  const input = inputs.find((input) => statSync(input, { throwIfNoEntry: false })?.isFile() && liesWithin(input, path));
  if (input !== undefined)
    throw refusal(name, 'be apart from what is read', `${input}, the same file`, 'choose another name');
  if (!force)
    throw refusal(name, 'not exist yet', 'an existing file', 'choose another name, or add --force to replace it');
  if (replaces !== undefined && !replaces.isOne(path))
    throw refusal(name, `be a new file or ${replaces.what}`, 'another file', 'choose another name');
  return path;
}
