import { describe, expect, it } from 'vitest';
import { hairColor } from '../../../../src/deca/training/scenes/paint-hair.ts';
import { createSkinPainter, paintSkin } from '../../../../src/deca/training/scenes/paint-skin.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { SKIN_SIZE, type Skin } from '../../../../src/render/texture/skins.ts';

const head = loadBundledHead();
const occlusion = new Float32Array(head.albedo.size ** 2).fill(1);

describe('painted skins', () => {
  it('are never near black, however dark the albedo model would have them', () => {
    const painter = createSkinPainter(head, { skins: [], occlusion });
    const random = createRandom(1);
    for (let p = 0; p < 12; p++) expect(paintSkin(painter, random).luminance).toBeGreaterThan(0.02);
  });

  it('are the given ones in other tones, and say so in their code', () => {
    const of = (name: string, level: number): Skin => ({
      name,
      data: new Uint8Array(3 * SKIN_SIZE * SKIN_SIZE).fill(level),
    });
    const painter = createSkinPainter(head, { skins: [of('dark', 80), of('light', 200)], occlusion });
    const random = createRandom(3);
    const people = Array.from({ length: 10 }, () => paintSkin(painter, random));
    const tones = people.map(({ luminance }) => luminance);
    expect(Math.max(...tones) / Math.min(...tones)).toBeGreaterThan(3);
    for (const { albedo } of people) expect(albedo.every(Number.isFinite)).toBe(true);
  });
});

describe('hair', () => {
  it('is not yellow, and dark on dark skin', () => {
    const random = createRandom(5);
    for (let k = 0; k < 200; k++) {
      const [, green, blue] = hairColor(random, 0.4);
      expect(blue / green).toBeGreaterThan(0.35);
    }
    const onDark = Array.from({ length: 200 }, () => hairColor(random, 0.04)[0]).sort((a, b) => a - b);
    expect(onDark[100]).toBeLessThan(0.06);
  });
});
