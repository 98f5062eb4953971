import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEMO, ROOT } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';
import { serving } from '../helpers/served-view.ts';

const folder = temporaryFolder();
const fit = join(folder, 'fit');
const fitted = runCli('fit', join(DEMO, 'views', '00.jpg'), '-o', fit, '--preset', 'fast');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('asm-fit fit', () => {
  it('writes the page beside its report, which leads to it', () => {
    expect(fitted.code, fitted.stderr).toBe(0);
    expect(readFileSync(join(fit, 'report.html'), 'utf8')).toContain('href="viewer.html"');
    expect(readFileSync(join(fit, 'viewer.html'), 'utf8')).toContain('data-file="views/00_photo.jpg"');
  });
});

describe("the page's program", () => {
  it('takes at most 1.5 MB and nothing from elsewhere', () => {
    const script = join(ROOT, 'dist', 'viewer.js');
    expect(statSync(script).size).toBeLessThan(1.5e6);
    expect(readFileSync(script, 'utf8')).not.toMatch(/\bimport\s*\(?["'`]|<link|<script/);
  });
});

describe('asm-fit view', () => {
  it('says where it serves, and ends when it is interrupted', async () => {
    const { url, end } = await serving(fit);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(url)).status).toBe(200);
    expect(await end()).toBe(130);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('refuses a port that is taken, and says the next step', async () => {
    const { url, end } = await serving(fit);
    const { port } = new URL(url);
    const second = runCli('view', fit, '--port', port);
    await end();
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(`--port: must be a free port; received ${port}, one that is in use\nhint: give another`),
    );
  });

  it('saves the page, and replaces one only where it is told to', () => {
    const page = join(folder, 'page.html');
    expect(runCli('view', fit, '--save', page)).toMatchObject({ code: 0, stdout: `${page}\n` });
    const size = statSync(page).size;
    expect(runCli('view', fit, '--save', page)).toMatchObject({ code: 4 });
    expect(runCli('view', fit, '--save', page, '--force')).toMatchObject({ code: 0 });
    expect(statSync(page).size).toBe(size);
  });

  it('refuses a damaged result', () => {
    const broken = join(folder, 'broken');
    expect(runCli('export', fit, '-o', broken).code).toBe(0);
    writeFileSync(join(broken, 'fit.json'), readFileSync(join(fit, 'fit.json'), 'utf8').slice(0, 4000));
    expect(runCli('view', broken)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('fit.json: it must be JSON; received'),
    });
  });
});
