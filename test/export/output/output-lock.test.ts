import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type LockOwner, stateOf, takeLock, thisProcess } from '../../../src/export/output/output-lock.ts';
import { ROOT } from '../../helpers/folders.ts';
import { generationOf, open, writeResult } from '../../helpers/result-folder.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const NOBODY = 4194305;
const children: { kill(signal: 'SIGKILL'): void }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function lockWith(owner: Partial<LockOwner>): string {
  const path = join(temporaryFolder(), '.out.asm-fit.lock');
  writeFileSync(path, JSON.stringify({ ...thisProcess(), ...owner }));
  return path;
}

describe('a lock', () => {
  it('is held until it is released, and says by whom', () => {
    const path = join(temporaryFolder(), 'lock');
    const lock = takeLock(path, 'out');
    expect(lock.held()).toBe(true);
    expect(() => takeLock(path, 'out')).toThrow(
      expect.objectContaining({
        kind: 'output',
        message: expect.stringMatching(`out: one run at a time .* process ${process.pid} on `),
      }),
    );
    lock.release();
    expect(existsSync(path)).toBe(false);
    takeLock(path, 'out').release();
  });

  it("leaves another's in peace when it was taken away", () => {
    const path = join(temporaryFolder(), 'lock');
    const lock = takeLock(path, 'out');
    const other = JSON.stringify({ ...thisProcess(), pid: 1 });
    writeFileSync(path, other);
    expect(lock.held()).toBe(false);
    lock.release();
    expect(readFileSync(path, 'utf8')).toBe(other);
  });

  it('of a dead process, of a reused number, of the time before a restart is taken over', () => {
    const dead: Partial<LockOwner>[] = [{ pid: NOBODY }];
    const self = thisProcess();
    if (self.started !== null) dead.push({ started: `${Number(self.started) - 1}` });
    if (self.machine !== '' && self.boot !== '') dead.push({ boot: 'before' });
    for (const owner of dead) {
      const path = lockWith(owner);
      const lock = takeLock(path, 'out');
      expect(lock.held()).toBe(true);
      lock.release();
      expect(readdirSync(resolve(path, '..'))).toEqual([]);
    }
  });

  it('of another machine or container is not, and the way out is said', () => {
    for (const owner of [{ host: 'elsewhere' }, { machine: 'another' }, { processSpace: 'pid:[1]' }] as const) {
      const path = lockWith({ ...owner, pid: NOBODY });
      const before = readFileSync(path, 'utf8');
      expect(() => takeLock(path, 'out')).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(`remove ${path}`) }),
      );
      expect(readFileSync(path, 'utf8')).toBe(before);
    }
    // Machines without a number of their own may share a name.
    const self = { ...thisProcess(), machine: '' };
    expect(stateOf({ ...self, boot: 'another', pid: NOBODY }, self)).toBe('unseen');
  });

  it('of a process that has ended and was not fetched is that of a dead one', async () => {
    if (process.platform !== 'linux') return console.log('skipped: no /proc here');
    // The shell becomes a program that fetches no children, before its child ends.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(parent);
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = { ...thisProcess(), pid: Number(text), started: null };
    await expect.poll(() => stateOf(child, thisProcess()), { timeout: 10_000 }).toBe('dead');
    expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toMatch(/\) Z /);
  });

  it('without a name in it is waited for a moment, then taken over', () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, '');
    const old = new Date(Date.now() - 60_000);
    utimesSync(path, old, old);
    takeLock(path, 'out').release();
    // Also where a process died while it took one over.
    writeFileSync(path, JSON.stringify({ ...thisProcess(), pid: NOBODY }));
    writeFileSync(`${path}.takeover`, '');
    utimesSync(`${path}.takeover`, old, old);
    takeLock(path, 'out').release();
    expect(readdirSync(resolve(path, '..'))).toEqual([]);
  });
});

describe('one writer at a time', () => {
  it('whichever way the folder is spelled, and also where it exists', () => {
    const root = temporaryFolder();
    const output = join(root, 'out');
    for (const generation of ['one', 'two']) {
      const first = open(output, { force: true });
      for (const spelling of [output, join(root, 'x', '..', 'out'), `${output}/`])
        expect(() => open(spelling, { force: true })).toThrow(/one run at a time may write here/);
      first.discard();
      writeResult(output, generation, true);
    }
    expect(generationOf(output)).toBe('two');
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('gives up at the end if its lock was taken away meanwhile', () => {
    const root = temporaryFolder();
    const folder = open(join(root, 'out'));
    writeFileSync(join(root, '.out.asm-fit.lock'), JSON.stringify({ ...thisProcess(), pid: 1 }));
    expect(() => folder.commit()).toThrow(/its lock must stay until the end/);
    folder.discard();
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  it('of several that start at the same moment one wins, also over a dead lock', async () => {
    const root = temporaryFolder();
    const script = join(root, 'race.mjs');
    const module = join(ROOT, 'dist', 'src', 'export', 'output', 'output-lock.js');
    // Each holds the lock for a moment in which nobody else may be there.
    writeFileSync(
      script,
      `import { takeLock } from ${JSON.stringify(module)};
       import { openSync, closeSync, unlinkSync } from 'node:fs';
       process.stdout.write('ready');
       process.stdin.once('data', async () => {
         const [lockPath, inside] = process.argv.slice(2);
         try {
           const lock = takeLock(lockPath, 'out');
           closeSync(openSync(inside, 'wx'));
           await new Promise((done) => setTimeout(done, 300));
           if (!lock.held()) throw new Error('lost');
           unlinkSync(inside);
           lock.release();
           process.exit(0);
         } catch (error) {
           process.exit(error.kind === 'output' ? 4 : 1);
         }
       });`,
    );
    for (let round = 0; round < 4; round++) {
      const lock = join(root, `lock${round}`);
      if (round % 2 === 1) writeFileSync(lock, JSON.stringify({ ...thisProcess(), pid: NOBODY }));
      const runners = Array.from({ length: 5 }, () =>
        spawn(process.execPath, [script, lock, join(root, 'inside')], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      children.push(...runners);
      await Promise.all(runners.map((runner) => once(runner.stdout, 'data')));
      const codes = runners.map((runner) => once(runner, 'exit').then(([code]) => code as number));
      for (const runner of runners) runner.stdin.write('go');
      expect((await Promise.all(codes)).sort()).toEqual([0, 4, 4, 4, 4]);
      expect(existsSync(lock)).toBe(false);
    }
  });
});
