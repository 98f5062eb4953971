import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../src/geometry/camera.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createLinearImage } from '../../../src/image/image.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { type CardPicture, cardPicture, loadCardPicture } from '../../../src/render/mesh/card-picture.ts';
import { drawCards, type WornCards } from '../../../src/render/mesh/draw-cards.ts';

const SIZE = 20;
const DISTANCE = 100;
/** One pixel a mm at the card; looks along -z of the head at its face. */
const camera: Camera = {
  width: SIZE,
  height: SIZE,
  fx: DISTANCE,
  fy: DISTANCE,
  cx: SIZE / 2,
  cy: SIZE / 2,
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: Float64Array.of(0, 0, DISTANCE),
};
const ambient = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);

/** All of one colour and cover. */
function plain(albedo: number, cover: number): CardPicture {
  const image = createLinearImage(32, 32, 4);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? cover : cover * albedo;
  return cardPicture(image);
}

/** A square of 10 mm about the head's middle. */
function square(picture: CardPicture, density = 1): WornCards {
  return {
    points: [-5, -5, 0, 5, -5, 0, 5, 5, 0, -5, 5, 0],
    uvs: [0, 1, 1, 1, 1, 0, 0, 0],
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    picture,
    density,
  };
}

/** Colours after the cards were drawn over grey skin at a depth. */
function drawn(cards: WornCards, { depth = DISTANCE + 1, light = ambient } = {}): Float32Array {
  const colors = new Float32Array(4 * SIZE * SIZE).map((_, i) => (i % 4 === 3 ? 1 : 0.5));
  drawCards(
    { width: SIZE, height: SIZE, depth: new Float32Array(SIZE * SIZE).fill(depth), colors },
    cards,
    camera,
    light,
  );
  return colors;
}

const inside = 4 * (10 * SIZE + 10);
const outside = 4 * (2 * SIZE + 2);

describe('cards over a rendering', () => {
  it('are blended by their cover, once a pixel, and nowhere else', () => {
    const colors = drawn(square(plain(0.1, 0.4)));
    expect(colors[inside]).toBeCloseTo(0.4 * 0.1 + 0.6 * 0.5, 5);
    expect(colors[outside]).toBe(0.5);
    let changed = 0;
    for (let i = 0; i < colors.length; i += 4) if (colors[i] !== 0.5) changed++;
    expect(changed).toBe(100);
  });

  it('cover more or less by their density, never more than all', () => {
    expect(drawn(square(plain(0.1, 0.4), 0.5))[inside]).toBeCloseTo(0.2 * 0.1 + 0.8 * 0.5, 5);
    expect(drawn(square(plain(0.1, 0.4), 3))[inside]).toBeCloseTo(0.1, 5);
  });

  it('lie behind what is nearer, but for what their roots lie in', () => {
    const cards = square(plain(0.1, 1));
    expect(drawn(cards, { depth: DISTANCE - 1 })[inside]).toBe(0.5);
    expect(drawn(cards, { depth: DISTANCE - 0.2 })[inside]).toBeCloseTo(0.1, 5);
  });

  it('are lit on the side that faces the camera, whichever way they are wound', () => {
    const light = directionalLight([0, 0, 1], [1, 1, 1], [0, 0, 0]);
    const cards = square(plain(0.2, 1));
    const turned = { ...cards, triangles: Uint32Array.of(0, 2, 1, 0, 3, 2) };
    const lit = drawn(cards, { light })[inside];
    expect(lit).toBeGreaterThan(0.15);
    expect(drawn(turned, { light })[inside]).toBeCloseTo(lit, 6);
  });

  it('take the level of their picture that is as coarse as the pixels: thin hairs do not flicker', () => {
    const image = createLinearImage(320, 320, 4);
    // Every other column is hair: half covered, seen from afar.
    for (let i = 0; i < 320 * 320; i++) if (i % 2 === 0) image.data[4 * i + 3] = 1;
    const colors = drawn(square(cardPicture(image)));
    expect(colors[inside]).toBeCloseTo(0.25, 5);
  });

  it('have pictures whose levels keep colour and cover', async () => {
    const levels = await loadCardPicture(loadBundledHead().extraTextures.lashes);
    const mean = ({ data }: (typeof levels)[number], c: number): number => {
      let sum = 0;
      for (let i = c; i < data.length; i += 4) sum += (4 * data[i]) / data.length;
      return sum;
    };
    expect(levels.length).toBe(6);
    for (const level of levels.slice(1))
      for (const c of [0, 3]) expect(mean(level, c)).toBeCloseTo(mean(levels[0], c), 5);
    expect(mean(levels[0], 3)).toBeGreaterThan(0.02);
  });
});
