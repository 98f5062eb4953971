import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packedProject } from '../program/packed-project.ts';
import { onceARun } from '../run/once-a-run.ts';
import { type Made, pairAlone, whole } from './made-once.ts';

export const HAS_STRACE = works('strace', '-V');
export const HAS_UNSHARE = works('unshare', '-rn', 'true');
export const HAS_TASKSET = works('taskset', '-c', '0', 'true');

/** A fit as a user runs it. */
export interface WatchedFit extends Made {
  /** The user's, empty before. */
  readonly home: string;
  /** The calls that opened files and sockets, where there is strace. */
  readonly calls: string;
}

/**
 * The detailed fit once more, as far from it as what comes out must not tell: alone, by the packed program in a user's project, in
 * a home that is new, without a network, on three threads and one core, below a program that watches. As in made-once.ts.
 * @throws {Error} the fit failed
 */
export function watchedFit(): WatchedFit {
  return onceARun('watched', (shared) => {
    const project = packedProject();
    const [home, folder, calls] = ['home', 'out', 'calls'].map((name) => join(shared, name));
    mkdirSync(home);
    const command = [
      ...(HAS_TASKSET ? ['taskset', '-c', '0'] : []),
      ...(HAS_UNSHARE ? ['unshare', '-rn'] : []),
      ...(HAS_STRACE ? ['strace', '-f', '--seccomp-bpf', '-e', 'trace=network,openat', '-o', calls] : []),
      process.execPath,
      join(project, 'node_modules', 'asm-fit', 'bin', 'asm-fit'),
      ...['fit', ...pairAlone(), '-o', folder, '--threads', '3', '--quiet'],
    ];
    const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
      encoding: 'utf8',
      env: { ...process.env, HOME: home, XDG_CACHE_HOME: undefined, ORT_DISABLE_TELEMETRY: undefined },
    });
    return whole({ folder, code: status, stdout, stderr, home, calls });
  });
}

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
