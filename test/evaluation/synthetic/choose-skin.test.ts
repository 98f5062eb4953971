import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseSkin } from '../../../src/evaluation/synthetic/choose-skin.ts';
import type { LinearImage } from '../../../src/image/image.ts';
import { SKIN_SIZE } from '../../../src/render/texture/skins.ts';
import { expectSameBytes } from '../../helpers/close.ts';

const folder = mkdtempSync(join(tmpdir(), 'asm-fit-test-'));
const GREYS = { dark: 40, light: 220, middle: 120 } as const;

beforeAll(async () => {
  for (const [name, grey] of Object.entries(GREYS))
    await sharp({
      create: { width: SKIN_SIZE, height: SKIN_SIZE, channels: 3, background: { r: grey, g: grey, b: grey } },
    })
      .png()
      .toFile(join(folder, `${name}.png`));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the skin of a synthetic person', () => {
  it('is drawn, or a tone, without a folder', async () => {
    expect(await chooseSkin({ seed: 1 })).toEqual({ name: null, choice: null });
    expect(await chooseSkin({ seed: 1, skin: 10 })).toEqual({ name: 'tone 10', choice: 10 });
  });

  it('is counted from light to dark with one, or goes by the seed', async () => {
    const names = await Promise.all(
      [1, 2, 3].map(async (skin) => (await chooseSkin({ seed: 1, skins: folder, skin })).name),
    );
    expect(names).toEqual(['light', 'middle', 'dark']);
    const [drawn, again] = await Promise.all([0, 1].map(() => chooseSkin({ seed: 5, skins: folder })));
    expect(names).toContain(drawn.name);
    expect(again.name).toBe(drawn.name);
    expectSameBytes((again.choice as LinearImage).data, (drawn.choice as LinearImage).data);
  });

  it('is refused beyond the last', async () => {
    await expect(chooseSkin({ seed: 1, skin: 11 })).rejects.toMatchObject({
      kind: 'usage',
      message: '--skin: the albedo model has tones 1 to 10; received 11',
    });
    await expect(chooseSkin({ seed: 1, skins: folder, skin: 4 })).rejects.toMatchObject({
      kind: 'usage',
      message: `--skin: ${folder} holds skins 1 to 3; received 4`,
    });
  });
});
