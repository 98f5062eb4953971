import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readlinkSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** Of the machine, its start and its numbering of processes; empty where the system does not say. */
  machine: z.string(),
  boot: z.string(),
  processSpace: z.string(),
  /** When the process started, in the system's own count; null where it does not say. */
  started: z.string().nullable(),
  since: z.string(),
  token: z.string(),
});

/** Who holds a lock. */
export type LockOwner = z.infer<typeof ownerSchema>;

export interface OutputLock {
  readonly path: string;
  /** Whether it still is this run's. */
  held(): boolean;
  /** Gives it back; another's is left alone. */
  release(): void;
}

const TRIES = 150;
const PAUSE_MS = 20;
/** A lock without a name in it is being written, or its writer died in that instant. */
const UNNAMED_MS = 2000;

/**
 * Takes a lock: a file that names its owner, made where none is. One that a dead process left is taken over; of several
 * who try, one wins.
 * @throws {AsmFitError} output: another run holds it; and what the file system says
 */
export function takeLock(path: string, folder: string, owner: LockOwner = thisProcess()): OutputLock {
  const text = lockText(owner);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (createFile(path, text)) return lockOf(path, text);
    const found = readIfThere(path);
    if (found === null) continue;
    const holder = parseOwner(found);
    if (holder === null ? age(path) > UNNAMED_MS : stateOf(holder, owner) === 'dead') removeDead(path, found);
    else if (holder !== null) throw heldError(folder, path, holder, owner);
    pause();
  }
  throw new AsmFitError(
    'output',
    `${folder}: one run at a time may write here; received a lock that does not say whose it is`,
    `if no other run is writing there, remove ${path}`,
  );
}

/** Refuses where a live run holds a lock, without taking it. @throws {AsmFitError} output */
export function refuseHeld(path: string, folder: string): void {
  const found = readIfThere(path);
  const holder = found === null ? null : parseOwner(found);
  if (holder === null) return;
  const self = thisProcess();
  if (stateOf(holder, self) !== 'dead') throw heldError(folder, path, holder, self);
}

/** Gives back a lock, if it is this owner's. */
export function releaseLock(path: string, owner: LockOwner): void {
  if (readIfThere(path) === lockText(owner)) removeIfThere(path);
}

function lockText(owner: LockOwner): string {
  return `${JSON.stringify(owner)}\n`;
}

function lockOf(path: string, text: string): OutputLock {
  const held = (): boolean => readIfThere(path) === text;
  return {
    path,
    held,
    release() {
      if (held()) unlinkSync(path);
    },
  };
}

/** Alive, dead, or on a machine or in a container whose processes cannot be seen from here. */
export function stateOf(owner: LockOwner, self: LockOwner): 'alive' | 'dead' | 'unseen' {
  if (owner.host !== self.host || owner.machine !== self.machine) return 'unseen';
  // A name and no number may stand for two machines.
  if (owner.boot !== self.boot) return self.machine === '' ? 'unseen' : 'dead';
  if (owner.processSpace !== self.processSpace) return 'unseen';
  if (!processLives(owner.pid)) return 'dead';
  const started = processStart(owner.pid);
  // The number may be another process's by now; one that has ended and waits to be fetched is no run either.
  return started === 'ended' || (owner.started !== null && started !== null && started !== owner.started)
    ? 'dead'
    : 'alive';
}

/** Whether a process has that number here, be it another user's. */
export function processLives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

export function thisProcess(): LockOwner {
  return {
    pid: process.pid,
    host: hostname(),
    machine: readIfThere('/etc/machine-id')?.trim() ?? '',
    boot: readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    processSpace: linkIfThere('/proc/self/ns/pid'),
    started: processStart(process.pid),
    since: new Date().toISOString(),
    token: randomBytes(12).toString('hex'),
  };
}

/** Start of a process in clock ticks since boot, from /proc/<pid>/stat; null where there is no such file. */
function processStart(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the program's name, which may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
}

/** Removes a dead run's lock, if it still is that one: who does so holds a file of its own meanwhile. */
function removeDead(path: string, found: string): void {
  const guard = `${path}.takeover`;
  if (!createFile(guard, '')) {
    if (age(guard) > UNNAMED_MS) removeIfThere(guard);
    return;
  }
  try {
    if (readIfThere(path) === found) removeIfThere(path);
  } finally {
    removeIfThere(guard);
  }
}

function heldError(folder: string, path: string, holder: LockOwner, self: LockOwner): AsmFitError {
  const unseen = stateOf(holder, self) === 'unseen';
  return new AsmFitError(
    'output',
    `${folder}: one run at a time may write here; received the lock of process ${holder.pid} on ${holder.host}, since ${holder.since}`,
    unseen
      ? `wait until it ends, or choose another folder; if that run is dead, remove ${path}`
      : 'wait until it ends, or choose another folder',
  );
}

/** @returns false where the name is taken */
function createFile(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, text);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

function parseOwner(text: string): LockOwner | null {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readIfThere(path: string): string | null {
  return ifThere(() => readFileSync(path, 'utf8'));
}

function linkIfThere(path: string): string {
  return ifThere(() => readlinkSync(path)) ?? '';
}

function removeIfThere(path: string): void {
  ifThere(() => unlinkSync(path));
}

function age(path: string): number {
  return Date.now() - (ifThere(() => statSync(path).mtimeMs) ?? Date.now());
}

function ifThere<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ESRCH: a process that ended while its file in /proc was read. What may not be read says nothing either.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM')
      return null;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
