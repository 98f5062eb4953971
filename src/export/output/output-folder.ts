import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { commitOutput, type OutputStage, recoverOutput, settleOutput, stagedFolders } from './commit-output.ts';
import { makeFolders, missingFolders, probeFolder, removeFolders } from './make-folders.ts';
import { type LockOwner, type OutputLock, refuseHeld, releaseLock, takeLock, thisProcess } from './output-lock.ts';
import {
  type FileRecord,
  fileRecord,
  MARKER,
  type OutputMarker,
  OWN_PREFIX,
  TOOL,
  writeMarker,
} from './output-marker.ts';
import { isMountPoint, locateOutput, type OutputPlace, writable } from './output-place.ts';
import { checkStanding, refuseInputs } from './output-refusals.ts';
import { liesWithin } from './real-path.ts';

/** What is asked of an output folder. */
export interface OutputRequest {
  /** As the user wrote it. */
  readonly output: string;
  /** Replace an earlier result. */
  readonly force: boolean;
  /** All that the command reads, files and folders. */
  readonly inputs: readonly string[];
  /** What writes, for the marker: the command and the program's version. */
  readonly command: string;
  readonly version: string;
}

/**
 * A folder that appears whole or not at all: files go to a folder beside it, which takes the final name when everything is
 * written. A killed run leaves the old folder as it was. Where the folder cannot be renamed, being a mount point, the files
 * are made in a hidden folder in it and moved at the end.
 */
export interface OutputFolder {
  /** @param name relative, with forward slashes @throws {AsmFitError} output: the file system refuses it */
  write(name: string, content: string | Uint8Array): void;
  /**
   * Puts the folder in its place, instead of the old one.
   * @returns a folder of replaced files that was left since something that is not ours appeared in it; else null
   * @throws {AsmFitError} output: the old one stands as it stood
   */
  commit(): string | null;
  /** Removes what was written so far. Does nothing after a commit. */
  discard(): void;
}

/** What a run may leave behind; plain data. */
export interface OutputRun {
  readonly owner: LockOwner;
  readonly stages: readonly OutputStage[];
  /** Folders that were missing above the output. */
  readonly parents: readonly string[];
}

/** Longer names get a number in the names of what stands beside them while a run works. */
const MAX_NAME_BYTES = 180;

/**
 * Opens an output folder for writing, and holds its lock until it is committed or discarded. Nothing that is there is
 * touched, but for what killed runs of ours have left.
 * @throws {AsmFitError} output: the place holds an input or something that is not ours, is not to be replaced, is being
 * written by another run, or cannot be written
 * @param announce told, before anything is made, what {@link abandonOutput} needs
 */
export function openOutputFolder(request: OutputRequest, announce: (run: OutputRun) => void = () => {}): OutputFolder {
  const { output: name, force } = request;
  const place = locateOutput(name);
  return writable(name, () => {
    refuseInputs(place, request.inputs);
    const kind = place.stats !== null && mustStay(place.path) ? 'inside' : 'beside';
    const interrupted = kind === 'inside' && existsSync(join(place.path, `${OWN_PREFIX}.lock`));
    // Said before anything is written; once more with the lock.
    if (!interrupted) checkStanding(place, kind, force);
    return stageOutput(place, kind, request, announce);
  });
}

/** A mount point cannot be renamed, and a shell that stands in a folder would stand nowhere. */
function mustStay(folder: string): boolean {
  if (isMountPoint(folder)) return true;
  try {
    return liesWithin(process.cwd(), folder);
  } catch {
    // The working directory is gone.
    return false;
  }
}

function stageOutput(
  place: OutputPlace,
  kind: OutputStage['kind'],
  request: OutputRequest,
  announce: (run: OutputRun) => void,
): OutputFolder {
  const parent = dirname(place.path);
  const beside: OutputStage = { kind: 'beside', target: place.path, root: parent, prefix: prefixOf(place.path) };
  const within: OutputStage = { kind: 'inside', target: place.path, root: place.path, prefix: OWN_PREFIX };
  const run: OutputRun = {
    owner: thisProcess(),
    stages: [beside, within],
    parents: missingFolders(parent),
  };
  announce(run);
  try {
    makeFolders(parent);
    const locks: OutputLock[] = [];
    const lock = tryBeside(place, () => takeLock(lockPath(beside), place.name, run.owner));
    if (lock !== null) locks.push(lock);
    const stage = kind === 'beside' && lock !== null ? beside : within;
    if (stage === within) locks.push(takeLock(lockPath(within), place.name, run.owner));
    // Whoever sees this folder as a mount point locks it within.
    else refuseHeld(lockPath(within), place.name);
    recoverOutput(stage);
    checkStanding(place, stage.kind, request.force);
    const { partial } = stagedFolders(stage, run.owner.token);
    mkdirSync(partial);
    writeMarker(partial, markerOf(request, [], false));
    probeFolder(partial, `${OWN_PREFIX}.probe`);
    return filling({ place, stage, run, locks }, request);
  } catch (error) {
    abandonOutput(run);
    throw error;
  }
}

/** Takes back a run that will not be committed: also from another thread, which holds what was announced. */
export function abandonOutput({ owner, stages, parents }: OutputRun): void {
  for (const stage of stages) {
    if (!existsSync(stage.root)) continue;
    settleOutput(stage, owner.token);
    releaseLock(lockPath(stage), owner);
  }
  removeFolders(parents);
}

function lockPath({ root, prefix }: OutputStage): string {
  return join(root, `${prefix}.lock`);
}

/** A folder that exists may be filled from within where its parent may not be written. */
function tryBeside<T>(place: OutputPlace, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (place.stats !== null && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) return null;
    throw error;
  }
}

/** An output that is being filled: the run that fills it, and the locks that keep others out. */
interface StagedOutput {
  readonly place: OutputPlace;
  readonly stage: OutputStage;
  readonly run: OutputRun;
  readonly locks: readonly OutputLock[];
}

function filling({ place, stage, run, locks }: StagedOutput, request: OutputRequest): OutputFolder {
  const { token } = run.owner;
  const { partial } = stagedFolders(stage, token);
  const records = new Map<string, FileRecord>();
  let open = true;
  return {
    write(name, content) {
      checkName(name);
      if (records.has(name)) throw new Error(`${name}: a result must be written once; received it twice`);
      writable(place.name, () => {
        makeFolders(dirname(join(partial, name)));
        writeFileSync(join(partial, name), content, { flag: 'wx' });
      });
      records.set(name, fileRecord(name, content));
    },
    commit() {
      return writable(place.name, () => {
        for (const lock of locks)
          if (!lock.held())
            throw new AsmFitError(
              'output',
              `${place.name}: its lock must stay until the end; received ${lock.path} gone or another's`,
              'let one run at a time write there',
            );
        writeMarker(partial, markerOf(request, [...records.values()], true));
        // What stands there may have changed while the work was done.
        const left = commitOutput(stage, token, checkStanding(place, stage.kind, request.force));
        open = false;
        try {
          for (const lock of locks) lock.release();
        } catch (error) {
          // The result stands; a lock that stays is a dead run's in a moment, which the next one takes over.
          if ((error as NodeJS.ErrnoException).code === undefined) throw error;
        }
        return left;
      });
    },
    discard() {
      if (!open) return;
      open = false;
      abandonOutput(run);
    },
  };
}

/** Names that stay inside. @throws {Error} one that does not is a bug of ours */
function checkName(name: string): void {
  const parts = name.split('/');
  if (/[\\\0]/.test(name) || parts.some((part) => part === '' || part === '.' || part === '..') || parts[0] === MARKER)
    throw new Error(`${JSON.stringify(name)}: the name of a result must stay inside its folder`);
}

function markerOf({ version, command }: OutputRequest, files: FileRecord[], complete: boolean): OutputMarker {
  return { version: 1, tool: { name: TOOL, version }, command, complete, files };
}

/** Start of the names of what stands beside a folder while it is written. */
function prefixOf(path: string): string {
  const name = basename(path);
  const short =
    Buffer.byteLength(name) <= MAX_NAME_BYTES ? name : createHash('sha256').update(name).digest('hex').slice(0, 24);
  return `.${short}${OWN_PREFIX}`;
}
