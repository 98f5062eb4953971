import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lashPicture } from '../../../scripts/head/cards/lash-picture.ts';
import { LASH_PICTURE, LASH_STRIPS } from '../../../scripts/head/cards/lash-strips.ts';
import { lashCards } from '../../../scripts/head/cards/lashes.ts';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { cardFrames, placeCards } from '../../../src/head/cards/place-cards.ts';

const head = loadBundledHead();
const cards = head.cards.find(({ name }) => name === 'lashes');
if (cards === undefined) throw new Error('the head must have lashes');
const points = placeCards(cardFrames(cards, head.template), head.template);
const at = (p: number): number[] => [0, 1, 2].map((k) => points[3 * p + k]);
const [COLUMNS, POINTS] = [17, 5];
/** Left eye's upper lid, its lower one, then the right eye's. */
const point = (strip: number, column: number, row: number): number => (strip * COLUMNS + column) * POINTS + row;
const eyes = eyeballs(head, head.template);

describe('lashes that ship', () => {
  it('are those that the scripts make', () => {
    const made = lashCards(head);
    expect(made.triangles).toEqual(cards.triangles);
    expect(made.anchors).toEqual(cards.anchors);
    for (const [k, x] of made.offsets.entries()) expect(cards.offsets[k]).toBeCloseTo(x, 4);
    for (const [k, x] of made.uvs.entries()) expect(cards.uvs[k]).toBeCloseTo(x, 4);
  });

  it('are on the picture that the scripts draw: of one colour, thick at the roots, none at the tips', async () => {
    const { data, info } = await sharp(readFileSync(head.extraTextures.lashes))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = LASH_PICTURE;
    expect([info.width, info.height, info.channels]).toEqual([width, height, 4]);
    const cover = lashPicture();
    // Sixteen levels ship.
    let worst = 0;
    for (let i = 0; i < cover.length; i++) worst = Math.max(worst, Math.abs(data[4 * i + 3] - cover[i]));
    expect(worst).toBeLessThan(24);
    const row = (share: number, { picture }: (typeof LASH_STRIPS)['upper']): number => {
      const y = Math.floor(height * (picture.top + share * picture.height));
      return cover.subarray(y * width, (y + 1) * width).reduce((sum, x) => sum + x, 0) / width / 255;
    };
    const of = (strip: (typeof LASH_STRIPS)['upper']): number[] => [0.02, 0.3, 0.6, 0.98].map((t) => row(t, strip));
    expect(of(LASH_STRIPS.upper)[0]).toBeGreaterThan(0.5);
    expect(of(LASH_STRIPS.upper)[0]).toBeLessThan(0.8);
    for (const strip of [LASH_STRIPS.upper, LASH_STRIPS.lower]) {
      const rows = of(strip);
      for (let k = 1; k < rows.length; k++) expect(rows[k]).toBeLessThan(rows[k - 1]);
      expect(rows[3]).toBeLessThan(0.03);
    }
    expect(of(LASH_STRIPS.lower)[0]).toBeLessThan(0.6 * of(LASH_STRIPS.upper)[0]);
  });
});

describe('lashes on the head', () => {
  it('grow from the rims, out of the eye, up from the upper lid and down from the lower one', () => {
    for (const [e, { centre, radius }] of eyes.entries()) {
      const slit = findSlits(head)[e === 0 ? 'left' : 'right'];
      const away = (p: number): number => Math.hypot(...at(p).map((x, k) => x - centre[k]));
      for (const [lid, strip] of [
        ['upper', 2 * e],
        ['lower', 2 * e + 1],
      ] as const)
        for (let column = 0; column < COLUMNS; column++) {
          const [root, tip] = [point(strip, column, 0), point(strip, column, POINTS - 1)];
          const rim = [...slit.upper, ...slit.lower].map((v) =>
            Math.hypot(...at(root).map((x, k) => x - head.template[3 * v + k])),
          );
          expect(Math.min(...rim)).toBeLessThan(2.5);
          expect(away(root)).toBeGreaterThan(radius);
          expect(away(tip)).toBeGreaterThan(away(root) + 1);
          const rise = at(tip)[1] - at(root)[1];
          expect(lid === 'upper' ? rise : -rise).toBeGreaterThan(0.5);
        }
    }
  });

  it('are as long as their strips say, and lean to the temples at the outer corners', () => {
    for (const [strip, lid] of (['upper', 'lower', 'upper', 'lower'] as const).entries())
      for (let column = 0; column < COLUMNS; column++) {
        let length = 0;
        for (let row = 1; row < POINTS; row++)
          length += Math.hypot(
            ...at(point(strip, column, row)).map((x, k) => x - at(point(strip, column, row - 1))[k]),
          );
        expect(length).toBeCloseTo(LASH_STRIPS[lid].length(column / (COLUMNS - 1)), 1);
      }
    for (const strip of [0, 1, 2, 3]) {
      const outwards = strip < 2 ? 1 : -1;
      const lean = (column: number): number =>
        outwards * (at(point(strip, column, POINTS - 1))[0] - at(point(strip, column, 0))[0]);
      expect(lean(COLUMNS - 1)).toBeGreaterThan(1);
      expect(lean(0)).toBeLessThan(0);
    }
  });
});
