import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DEMO } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const photo = join(DEMO, 'views', '00.jpg');
const driver = join(DEMO, 'views', '01.jpg');

async function isValidGlb(path: string): Promise<void> {
  const { issues } = await validator.validateBytes(new Uint8Array(readFileSync(path)));
  expect(issues.messages.filter(({ severity }) => severity <= 1)).toEqual([]);
}

describe('asm-fit transfer and animate', () => {
  it("put the driver's expression on the identity", async () => {
    const out = join(temporaryFolder(), 'out');
    const run = runCli('transfer', photo, '--expression', driver, '-o', out, '--json', '--quiet');
    expect(run.stderr).toBe('');
    const { expression } = JSON.parse(run.stdout);
    expect(Object.keys(expression)).toContain('mouth-corner-puller-left');
    for (const file of ['transfer.png', 'transfer.obj', 'transfer_detail.obj', 'reconstruction/reconstruction.obj'])
      expect(existsSync(join(out, file)), file).toBe(true);
    await isValidGlb(join(out, 'transfer.glb'));
  });

  it('turn, open and blend', async () => {
    const folder = join(temporaryFolder(), 'expressions');
    mkdirSync(folder);
    copyFileSync(driver, join(folder, 'driver.jpg'));
    const out = join(temporaryFolder(), 'out');
    const run = runCli('animate', photo, '--expressions', folder, '--fps', '5', '-o', out, '--json', '--quiet');
    expect(run.stderr).toBe('');
    const { frames, expressions } = JSON.parse(run.stdout);
    expect(expressions).toEqual(['driver']);
    for (const file of ['animation.gif', 'animation.webp']) {
      const { pages, delay } = await sharp(join(out, file), { animated: true }).metadata();
      expect(pages).toBeGreaterThan(0.8 * frames);
      expect(delay?.[0]).toBe(200);
    }
    await isValidGlb(join(out, 'animation.glb'));
  });
});
