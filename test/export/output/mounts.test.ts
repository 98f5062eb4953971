import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../helpers/folders.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

/** Why no mounts can be made that nobody else sees; empty where they can. */
const noMounts = ((): string => {
  const mount = 'folder=$(mktemp -d); mount -t tmpfs -o size=1M none "$folder"';
  const { status, stderr, error } = spawnSync('unshare', ['-m', 'sh', '-ec', mount], { encoding: 'utf8' });
  return status === 0 ? '' : ` (skipped, no mounts here: ${error?.message ?? stderr.trim()})`;
})();

describe.skipIf(noMounts !== '')(`on disks of their own${noMounts}`, () => {
  /** Runs shell lines with mounts that nobody else sees. @returns what they print */
  function withMounts(lines: string): string {
    const folder = temporaryFolder();
    const module = relative(folder, join(ROOT, 'dist', 'src', 'export', 'output', 'output-folder.js'));
    writeFileSync(
      join(folder, 'write.mjs'),
      `import { openOutputFolder } from ${JSON.stringify(`./${module}`)};
       const [output, generation, size] = process.argv.slice(2);
       try {
         const folder = openOutputFolder({ output, force: true, inputs: [], command: 'test', version: '0' });
         try {
           folder.write('a/b.txt', generation.padEnd(Number(size)));
           folder.write('c.txt', generation);
           folder.commit();
           console.log('wrote');
         } finally {
           folder.discard();
         }
       } catch (error) {
         console.log(error.kind, error.message.replace(/.*received /, ''));
       }`,
    );
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['-m', 'sh', '-ec', `cd ${folder}; mkdir m; mount -t tmpfs -o size=2M none m; ${lines}`],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  it('a mount point stays one, is replaced from within, and left as it was by a disk that is full', () => {
    const said = withMounts(`
      w="${process.execPath} write.mjs"
      $w m one 4; $w m two 4; cat m/c.txt; echo; $w m three 5000000; cat m/c.txt; echo; ls -A m
      mount --bind m/a m/a; echo; $w m/a x 1 || true`);
    expect(said).toMatch(
      /^wrote\nwrote\ntwo\noutput ENOSPC: no space left on device, write\ntwo\n\.asm-fit\.json\na\nc\.txt\n/,
    );
  });

  it('a bind mount of the same disk is a mount point too', () => {
    const said = withMounts(`
      w="${process.execPath} write.mjs"; mkdir real "b ind"; mount --bind real "b ind"
      $w "b ind" one 4; $w "b ind" two 4; cat real/c.txt; echo; ls -A . real`);
    expect(said).toBe('wrote\nwrote\ntwo\n.:\nb ind\nm\nreal\nwrite.mjs\n\nreal:\n.asm-fit.json\na\nc.txt\n');
  });

  it('a full or read-only disk is found out before the work', () => {
    const said = withMounts(`
      w="${process.execPath} write.mjs"; head -c 1800000 /dev/zero > m/full
      $w m/out one 4; ls -A m; rm m/full; $w m/out one 4; mount -o remount,ro m; $w m/out two 4; $w m/new two 4; cat m/out/c.txt`);
    expect(said).toMatch(
      /^output ENOSPC: no space left on device, write\nfull\nwrote\noutput EROFS: .*\noutput EROFS: .*\none$/,
    );
  });
});
