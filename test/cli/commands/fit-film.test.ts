import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAnimation } from '../../helpers/pictures/film.ts';
import { runCli, temporaryFolder } from '../../helpers/run-cli.ts';

describe('asm-fit fit on a film', () => {
  it('refuses counts and frames that there cannot be, and folders of several films', async () => {
    const folder = temporaryFolder();
    const film = await writeAnimation(join(folder, 'a.gif'), [{ view: 0 }, { view: 1 }]);
    const out = join(temporaryFolder(), 'out');
    const none = runCli('fit', film, '-o', out, '--video-views', '0');
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/whole number in 1\.\.64/)]);
    const beyond = runCli('fit', film, '-o', out, '--views', '0,2');
    expect([beyond.code, beyond.stderr]).toEqual([
      2,
      expect.stringMatching(/frames of the film must lie in 0\.\.1; received 2/),
    ]);
    await writeAnimation(join(folder, 'b.gif'), [{ view: 0 }, { view: 1 }]);
    const two = runCli('fit', folder, '-o', out);
    expect([two.code, two.stderr]).toEqual([3, expect.stringMatching(/received 2 films \(a\.gif, b\.gif\)/)]);
    expect(existsSync(out)).toBe(false);
  });
});
