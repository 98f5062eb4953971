import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { byteImage } from '../../src/image/image.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { albedoTexture } from '../../src/render/mesh/head-mesh.ts';
import { SKIN_SIZE } from '../../src/render/texture/skins.ts';
import { HELD_OUT_SKINS } from '../../src/texture-gan/training/gan-options.ts';
import { ROOT } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const EXPERIMENT = join(ROOT, 'dist-tools', 'scripts', 'texture-gan', 'experiment.js');

/** Skins of the albedo model in the places of MakeHuman's, which are fetched for real training alone. */
async function writeSkins(folder: string): Promise<string> {
  const head = loadBundledHead();
  const skins = join(folder, 'skins');
  mkdirSync(skins);
  for (const [k, name] of [...HELD_OUT_SKINS, 'learnt_a', 'learnt_b'].entries()) {
    const small = byteImage(albedoTexture(head, [0.5 * k - 1, 0.3 * k]));
    const step = SKIN_SIZE / small.width;
    const data = new Uint8Array(3 * SKIN_SIZE ** 2);
    for (let i = 0; i < data.length; i++) {
      const texel = Math.floor(i / 3);
      const x = Math.floor((texel % SKIN_SIZE) / step);
      const y = Math.floor(Math.floor(texel / SKIN_SIZE) / step);
      data[i] = small.data[3 * (y * small.width + x) + (i % 3)];
    }
    writeFileSync(join(skins, `${name}.png`), await encodePng({ width: SKIN_SIZE, height: SKIN_SIZE, data }));
  }
  return skins;
}

describe('the texture GAN', () => {
  it('is trained by one command to a network with its checksum', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'completion');
    const checkpoint = join(folder, 'gan.checkpoint');
    const where = ['--skins', await writeSkins(folder), '-o', output, '--checkpoint', checkpoint];
    const { code, stdout } = runCli('train', 'texture-gan', ...where, '--steps', '3', '--batch', '2', '--charts', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 skins, 3 steps, held-out l1 0\.\d{4}: .*completion\.onnx [0-9a-f]{64}\n$/);
    expect(readFileSync(join(output, 'completion.onnx')).length).toBeLessThan(15e6);
    expect(existsSync(checkpoint)).toBe(false);
  });

  it.skipIf(!existsSync(EXPERIMENT))('is compared, in small (needs npm run build:tools)', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'experiment');
    execFileSync(process.execPath, [EXPERIMENT, '--quick', '--skins', await writeSkins(folder), '-o', output]);
    const { tables, nearest } = JSON.parse(readFileSync(join(output, 'experiment.json'), 'utf8'));
    expect(tables.map(({ completion }: { completion: string }) => completion)).toEqual([
      'albedo',
      'reconstruction',
      'gan',
    ]);
    for (const { l1, ssim, kid } of tables)
      for (const value of [l1, ssim, kid]) expect(value).toEqual(expect.any(Number));
    expect(nearest.patches).toBeGreaterThan(0);
  });
});
