import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { DEMO } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';
import { CHROMIUM, type DrivenPage, withChromium } from '../helpers/viewer/chromium.ts';
import { serving } from '../helpers/viewer/served-view.ts';

const folder = temporaryFolder();
const fit = join(folder, 'fit');
const SCREEN = { width: 900, height: 640 };
const READY = "document.documentElement.dataset.state === 'ready'";

/** How far two screenshots are apart where the head is shown: the mean difference of their bytes. */
async function difference(a: Buffer, b: Buffer): Promise<number> {
  const [first, second] = await Promise.all(
    [a, b].map((png) =>
      sharp(png).extract({ left: 0, top: 110, width: 540, height: 440 }).removeAlpha().raw().toBuffer(),
    ),
  );
  return first.reduce((sum, value, i) => sum + Math.abs(value - second[i]), 0) / first.length;
}

/** Two frames: what was asked for is drawn by then. */
const drawn = (page: DrivenPage) =>
  page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))',
  );

/** Turns, poses, plays: each is seen. */
async function expectLively(page: DrivenPage): Promise<void> {
  await page.until(READY);
  await drawn(page);
  const still = await page.screenshot();
  expect(await difference(still, await page.screenshot())).toBeLessThan(0.02);
  await page.drag('input[aria-label="jawOpen"]', [0.08, 0.5], [0.95, 0.5]);
  expect(
    await page.evaluate<number>('Number(document.querySelector(\'input[aria-label="jawOpen"]\').value)'),
  ).toBeGreaterThan(0.8);
  await drawn(page);
  const open = await page.screenshot();
  expect(await difference(still, open)).toBeGreaterThan(0.3);
  await page.drag('canvas', [0.4, 0.5], [0.6, 0.5]);
  await drawn(page);
  expect(await difference(open, await page.screenshot())).toBeGreaterThan(1);
  await page.click('button[aria-label="play"]');
  await page.until('document.querySelector(\'button[aria-label="pause"]\') !== null');
  const before = await page.screenshot();
  await page.until('Number(document.querySelector(\'input[aria-label="time"]\').value) > 0.17');
  expect(await difference(before, await page.screenshot())).toBeGreaterThan(0.2);
  await page.press(' ');
  await page.until('document.querySelector(\'button[aria-label="play"]\') !== null');
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(CHROMIUM === null)("the page in Chromium (Debian's, where it is installed)", () => {
  const fitted = runCli('fit', join(DEMO, 'views', '00.jpg'), '-o', fit, '--preset', 'fast');

  it('moves where it is served, without a complaint', async () => {
    expect(fitted.code, fitted.stderr).toBe(0);
    const { url, end } = await serving(fit);
    await withChromium(SCREEN, async (page) => {
      await page.goto(url);
      await expectLively(page);
      expect(page.complaints).toEqual([]);
    });
    await end();
  });

  it('moves from disk, lays the head over its photograph, compares, on a dark phone too', async () => {
    const url = pathToFileURL(join(fit, 'viewer.html')).href;
    await withChromium(SCREEN, async (page) => {
      await page.goto(url);
      await expectLively(page);
      await page.click('#tab-photos');
      await page.until("document.querySelector('.photo img').naturalWidth > 0");
      await drawn(page);
      const shown = await page.screenshot();
      await page.drag('input[aria-label="head"]', [0.6, 0.5], [0.02, 0.5]);
      await drawn(page);
      expect(await difference(shown, await page.screenshot())).toBeGreaterThan(0.3);
      await page.click('#tab-compare');
      await page.until("document.querySelectorAll('.pane').length === 3");
      await page.press('3');
      await page.press('?');
      await page.until("document.querySelector('dialog').open");
      expect(page.complaints).toEqual([]);
    });
    await withChromium({ width: 390, height: 800, dark: true, phone: true }, async (page) => {
      await page.goto(url);
      await page.until(READY);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(30, 33, 38)');
      expect(page.complaints).toEqual([]);
    });
  });

  it('says what is wrong in place of a head that is none', async () => {
    const broken = join(folder, 'no-head.html');
    const page = readFileSync(join(fit, 'viewer.html'), 'utf8');
    writeFileSync(broken, page.replace(/(data-file="head\.glb">)[^<]{100}/, '$1'));
    await withChromium(SCREEN, async (driven) => {
      await driven.goto(pathToFileURL(broken).href);
      await driven.until("document.documentElement.dataset.state === 'failed'");
      expect(await driven.evaluate("document.querySelector('[role=alert]').textContent")).toContain(
        'This result cannot be shown.',
      );
    });
  });
});
