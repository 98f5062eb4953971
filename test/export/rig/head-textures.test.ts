import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lashColor } from '../../../src/export/rig/extras/lash-color.ts';
import { headTextures } from '../../../src/export/rig/head-textures.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { vertexMap } from '../../../src/render/texture/vertex-map.ts';

const head = loadBundledHead();
const SIDE = 512;

/** Skin of one colour, a share of it under brows of another. */
function browed(hairs: readonly number[], share: number): ByteImage {
  const brows = new Set(head.cards[1].anchors);
  const map = vertexMap(head, SIDE, (v) => (brows.has(v) ? 1 : 0));
  const data = new Uint8Array(3 * SIDE * SIDE).fill(200);
  for (let i = 0; i < map.length; i++) if (map[i] > 0 && (i * 7919) % 100 < 100 * share) data.set(hairs, 3 * i);
  return { width: SIDE, height: SIDE, data };
}

describe('lashes', () => {
  it.each([
    ['dark', [60, 44, 36], [42, 31, 25]],
    ['fair', [190, 150, 110], [190, 150, 110].map((byte) => byteFromLinear(0.35 * LINEAR_FROM_BYTE[byte]))],
  ])('of %s brows are of their colour, and cover as they ship', async (_, hairs, expected) => {
    const { lashes } = await headTextures(head, { skin: browed(hairs, 0.6), eye: null }, (name) => `${name}.png`);
    const [shipped, worn] = await Promise.all(
      [head.extraTextures.lashes, Buffer.from(lashes.bytes)].map((picture) => sharp(picture).raw().toBuffer()),
    );
    expect(worn.length).toBe(shipped.length);
    for (let k = 0; k < shipped.length; k += 4) {
      for (let c = 0; c < 3; c++) expect(Math.abs(worn[k + c] - expected[c])).toBeLessThanOrEqual(1);
      expect(worn[k + 3]).toBe(shipped[k + 3]);
    }
    expect(lashes.alpha).toBe('strands');
  });

  it('go by hairs, not by the skin that shows between them, and by nothing off the brows', () => {
    const [thick, thin] = [0.9, 0.4].map((share) => lashColor(head, browed([120, 90, 60], share)));
    thick.forEach((byte, c) => {
      expect(Math.abs(byte - thin[c])).toBeLessThanOrEqual(1);
    });
    const skin = { width: 2, height: 2, data: new Uint8Array(12).fill(255) };
    expect(lashColor(head, skin)).toEqual(new Array(3).fill(byteFromLinear(0.35)));
  });
});
