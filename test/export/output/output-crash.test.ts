import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { thisProcess } from '../../../src/export/output/output-lock.ts';
import { fill, generationOf, open, writeResult } from '../../helpers/result-folder.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

/**
 * Changes to the file system that are let through before the process "dies": all that follow fail, clean-ups too; or, with
 * `back`, before one that fails alone.
 */
const power = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, back: false, mounted: false }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const changing = [
    'renameSync',
    'unlinkSync',
    'rmdirSync',
    'rmSync',
    'mkdirSync',
    'writeFileSync',
    'chmodSync',
  ] as const;
  const cut = Object.fromEntries(
    changing.map((name) => [
      name,
      (...args: unknown[]) => {
        if (power.left-- <= 0) {
          if (power.back) power.left = Number.POSITIVE_INFINITY;
          throw Object.assign(new Error('cut off'), { code: 'CUT' });
        }
        return (real[name] as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { ...real, ...cut };
});

vi.mock('../../../src/export/output/output-place.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../../src/export/output/output-place.ts')>();
  return { ...real, isMountPoint: (folder: string) => power.mounted || real.isMountPoint(folder) };
});

beforeEach(() => {
  power.left = Number.POSITIVE_INFINITY;
});

/** As if the process of a lock had died. */
function orphanLocks(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true }) as string[])
    if (name.endsWith('.lock')) writeFileSync(join(folder, name), orphan);
}
const orphan = `${JSON.stringify({ ...thisProcess(), pid: 4194305 })}\n`;

/** Replaces a result, cut off after `changes` changes. @returns whether it came to the end */
function replaceUntil(output: string, changes: number): boolean {
  const folder = open(output, { force: true });
  fill(folder, 'two');
  power.left = changes;
  try {
    folder.commit();
    return true;
  } catch (error) {
    expect((error as Error).message).toMatch(/cut off/);
    return false;
  } finally {
    power.left = 0;
    try {
      folder.discard();
    } catch {
      // It is dead.
    }
    power.left = Number.POSITIVE_INFINITY;
  }
}

describe.each([
  ['beside', false],
  ['inside', true],
])('a commit %s that is cut off after any change', (kind, mounted) => {
  it('leaves the old or the new result, whole after the next start', () => {
    const seen = new Set<string>();
    for (let changes = 0; ; changes++) {
      const root = temporaryFolder();
      const output = join(root, 'out');
      writeResult(output, 'one');
      power.mounted = mounted;
      const ended = replaceUntil(output, changes);
      // At once, with no help: only between the two renames nothing stands in its place.
      const found = kind === 'beside' ? generationOf(output) : undefined;
      if (found === null) expect(readdirSync(root).filter((name) => /\.(partial|old)-/.test(name)).length).toBe(2);
      orphanLocks(root);
      expect(() => open(output)).toThrow(/must not exist yet/);
      const after = generationOf(output) as string;
      if (found !== undefined && found !== null) expect(after).toBe(found);
      seen.add(`${found} ${after}`);
      writeResult(output, 'one', true);
      expect(generationOf(output)).toBe('one');
      power.mounted = false;
      expect(readdirSync(root)).toEqual(['out']);
      if (ended) break;
    }
    expect([...seen].sort()).toEqual(
      kind === 'beside' ? ['null two', 'one one', 'two two'] : ['undefined one', 'undefined two'],
    );
  });

  it('leaves no trace of a first result', () => {
    for (let changes = 0, ended = false; !ended; changes++) {
      const root = temporaryFolder();
      const output = join(root, 'out');
      if (mounted) mkdirSync(output);
      power.mounted = mounted;
      ended = replaceUntil(output, changes);
      orphanLocks(root);
      if (kind === 'beside') expect(generationOf(output)).toBe(ended ? 'two' : existsSync(output) ? 'two' : null);
      writeResult(output, 'one', true);
      power.mounted = false;
      expect(generationOf(output)).toBe('one');
      expect(readdirSync(root)).toEqual(['out']);
    }
  });

  it('in which one change fails leaves the old or the new result at once', () => {
    const seen = new Set<string>();
    for (let changes = 0; ; changes++) {
      const root = temporaryFolder();
      const output = join(root, 'out');
      writeResult(output, 'one');
      power.mounted = mounted;
      const folder = open(output, { force: true });
      fill(folder, 'two');
      Object.assign(power, { left: changes, back: true });
      let ended = true;
      let left: string | null = null;
      try {
        left = folder.commit();
      } catch (error) {
        expect((error as Error).message).toMatch(/out: the output must be writable; received cut off/);
        ended = false;
      }
      const met = power.left === Number.POSITIVE_INFINITY;
      Object.assign(power, { left: Number.POSITIVE_INFINITY, back: false });
      folder.discard();
      // What could not be removed once the new result stood is told of, and goes with the next run.
      if (left !== null || (ended && met)) {
        expect(readFileSync(join(output, 'mesh.obj'), 'utf8')).toBe('two\n');
        orphanLocks(root);
        writeResult(output, 'two', true);
      }
      power.mounted = false;
      const stands = generationOf(output) as string;
      expect(stands).toBe(ended ? 'two' : 'one');
      expect(readdirSync(root)).toEqual(['out']);
      seen.add(stands);
      if (ended && !met) break;
    }
    expect([...seen].sort()).toEqual(['one', 'two']);
  });

  it('that meets what is not ours puts nothing in place', () => {
    const output = join(temporaryFolder(), 'out');
    writeResult(output, 'one');
    power.mounted = mounted;
    const folder = open(output, { force: true });
    fill(folder, 'two');
    // What another program made in the meantime is in the way.
    writeFileSync(join(output, 'mine.txt'), 'mine');
    expect(() => folder.commit()).toThrow(/hold nothing but what asm-fit wrote; received .*mine.txt/);
    folder.discard();
    power.mounted = false;
    expect(readdirSync(output).sort()).toEqual([
      '.asm-fit.json',
      'mesh.obj',
      'mine.txt',
      'only-one',
      'report.html',
      'textures',
      'views',
    ]);
    expect(readdirSync(dirname(output))).toEqual(['out']);
  });
});

describe('what a killed run left', () => {
  it('is not taken for ours where it is not: folders of others with such names stay', () => {
    const root = temporaryFolder();
    const names = [
      '.out.partial-123',
      '.out.asm-fit.partial-1',
      `.out.asm-fit.partial-${'a'.repeat(24)}`,
      `.out.asm-fit.old-${'b'.repeat(24)}`,
    ];
    for (const name of names) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'precious.txt'), 'mine');
    }
    writeResult(join(root, 'out'), 'one');
    expect(generationOf(join(root, 'out'))).toBe('one');
    for (const name of names) expect(readdirSync(join(root, name))).toEqual(['precious.txt']);
  });
});
