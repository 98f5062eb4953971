import sharp from 'sharp';
import { expect, it } from 'vitest';
import { headTextures } from '../../../src/export/rig/head-textures.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { ALPHA_CUTOFF } from '../../../src/image/alpha-cutoff.ts';

it('has lashes of the shipped colour and thinner, but not gone', async () => {
  const head = loadBundledHead();
  const skin = { width: 2, height: 2, channels: 3, data: new Uint8Array(12) } as const;
  const { lashes } = await headTextures(head, { skin, eye: null }, (name) => `${name}.png`);
  const [shipped, worn] = await Promise.all(
    [head.extraTextures.lashes, Buffer.from(lashes.bytes)].map((picture) => sharp(picture).raw().toBuffer()),
  );
  expect(worn.length).toBe(shipped.length);
  let [before, after] = [0, 0];
  for (let k = 0; k < shipped.length; k += 4) {
    expect(worn.subarray(k, k + 3)).toEqual(shipped.subarray(k, k + 3));
    expect(Math.abs(worn[k + 3] - 0.7 * shipped[k + 3])).toBeLessThanOrEqual(1);
    if (shipped[k + 3] >= 255 * ALPHA_CUTOFF) before++;
    if (worn[k + 3] >= 255 * ALPHA_CUTOFF) after++;
  }
  expect(after).toBeLessThan(0.95 * before);
  expect(after).toBeGreaterThan(0.6 * before);
});
