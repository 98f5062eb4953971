import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { abandonFiles, type OutputFilesRun, openOutputFiles } from '../../../src/export/output/output-files.ts';
import { heatmapNames } from '../../../src/export/results/heatmap-files.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

function open(names: string[], force = false, inputs: string[] = []) {
  return openOutputFiles({ names, force, inputs });
}

describe('output files', () => {
  it('take their names together at the end, in a folder made for them', () => {
    const root = temporaryFolder();
    const { glb, pictures } = heatmapNames(join(root, 'maps', 'Heat.GLB'));
    const names = [glb, ...Object.values(pictures)];
    const files = open(names);
    for (const name of names) files.write(name, 'one');
    for (const name of names) expect(existsSync(name), name).toBe(false);
    files.commit();
    files.discard();
    expect(readdirSync(join(root, 'maps')).sort()).toEqual([
      'Heat.glb',
      'Heat_front.png',
      'Heat_left.png',
      'Heat_right.png',
    ]);
    expect(() => open(names)).toThrow(/Heat\.glb: the output must not exist yet; received an existing file/);
    const again = open(names, true);
    again.write(glb, 'two');
    again.commit();
    expect(readFileSync(glb, 'utf8')).toBe('two');
  });

  it('remove what killed runs have left, an hour later, and nothing else', () => {
    const root = temporaryFolder();
    const { pid: dead } = spawnSync('true');
    const token = '0123456789abcdef01234567';
    const hoursAgo = (hours: number): Date => new Date(Date.now() - 3_600_000 * hours);
    for (const [name, hours] of [
      [`.asm-fit.partial-p${dead}-${token}-0`, 2],
      [`.asm-fit.probe-p${dead}-${token}`, 2],
      [`.asm-fit.partial-p${dead}-${token}-1`, 0.5],
      [`.asm-fit.partial-p${process.pid}-${token}-2`, 2],
      ['.asm-fit.partial-mine', 2],
    ] as const) {
      writeFileSync(join(root, name), '');
      utimesSync(join(root, name), hoursAgo(hours), hoursAgo(hours));
    }
    open([join(root, 'a.glb')]).discard();
    expect(readdirSync(root).sort()).toEqual(
      [
        '.asm-fit.partial-mine',
        `.asm-fit.partial-p${dead}-${token}-1`,
        `.asm-fit.partial-p${process.pid}-${token}-2`,
      ].sort(),
    );
  });

  it('leave nothing when they are discarded, or abandoned by another thread', () => {
    const root = temporaryFolder();
    const name = join(root, 'a', 'b', 'x.glb');
    const files = open([name]);
    files.write(name, 'one');
    files.discard();
    expect(readdirSync(root)).toEqual([]);
    let run: OutputFilesRun | undefined;
    openOutputFiles({ names: [name], force: false, inputs: [] }, (announced) => {
      run = announced;
    }).write(name, 'one');
    abandonFiles(run as OutputFilesRun);
    expect(readdirSync(root)).toEqual([]);
  });

  it('never replace what is read, a folder, or a file that came to be meanwhile', () => {
    const root = temporaryFolder();
    const scan = join(root, 'scan.glb');
    writeFileSync(scan, 'a scan');
    symlinkSync('scan.glb', join(root, 'alias.glb'));
    mkdirSync(join(root, 'folder.glb'));
    expect(() => open([scan], true, [scan])).toThrow(/be apart from what is read/);
    expect(() => open([join(root, 'alias.glb')], true, [scan])).toThrow(/be apart from what is read/);
    expect(() => open([scan], true, [join(root, 'alias.glb')])).toThrow(/be apart from what is read/);
    expect(() => open([join(root, 'folder.glb')], true)).toThrow(/be a file; received a folder/);
    const name = join(root, 'new.glb');
    const files = open([name]);
    files.write(name, 'ours');
    expect(() => files.write(name, 'ours')).toThrow(/written once/);
    writeFileSync(name, 'mine');
    expect(() => files.commit()).toThrow(/must not exist yet/);
    files.discard();
    expect(readFileSync(name, 'utf8')).toBe('mine');
    expect(readFileSync(scan, 'utf8')).toBe('a scan');
    expect(readdirSync(root).length).toBe(4);
  });
});
