import { describe, expect, it } from 'vitest';
import { CARD_TRIANGLES, hairCards } from '../../../../src/fitting/hair/cards/hair-cards.ts';
import { hairChart } from '../../../../src/fitting/hair/cards/hair-chart.ts';
import { TUFT, TUFTS } from '../../../../src/fitting/hair/cards/tufts.ts';
import type { HairTexture } from '../../../../src/fitting/hair/colors/paint-hair.ts';
import type { HairMesh } from '../../../../src/fitting/hair/hair-mesh.ts';
import { LINEAR_FROM_BYTE } from '../../../../src/image/color.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';

const { memory } = plainKernels();
/** A square of hair 240 mm wide that faces +z, most of its chart. */
const square: HairMesh = {
  positions: Float64Array.of(-120, 120, 0, 120, 120, 0, 120, -120, 0, -120, -120, 0),
  triangles: Uint32Array.of(0, 2, 1, 0, 3, 2),
  uvs: Float64Array.of(0.05, 0.05, 0.95, 0.05, 0.95, 0.95, 0.05, 0.95),
  edge: new Float64Array(4).fill(50),
  thickness: new Float64Array(4).fill(10),
  bare: new Float64Array(4),
  trust: { skin: new Float64Array(4), clothes: new Float64Array(4) },
  cutY: -1e4,
};
const BROWN = [90, 60, 40];

function painted(size: number, opacity: (x: number, y: number) => number = () => 255): HairTexture {
  const data = new Uint8Array(3 * size * size);
  for (let i = 0; i < data.length; i++) data[i] = BROWN[i % 3];
  const cover = new Uint8Array(size * size);
  for (let i = 0; i < cover.length; i++) cover[i] = opacity(i % size, Math.floor(i / size));
  return { color: { width: size, height: size, data }, opacity: cover, seen: new Uint8Array(size * size).fill(51) };
}

describe('the chart of hair', () => {
  it('has the mesh under it, and the means of the texture, whatever its size', () => {
    for (const size of [128, 512, 1024]) {
      // Every second column covers.
      const chart = hairChart(
        memory,
        square,
        painted(size, (x) => (x % 2 === 0 ? 255 : 0)),
      );
      expect(chart.size).toBe(Math.min(512, size));
      const i = (chart.size / 2) * chart.size + chart.size / 4;
      const mm = 240 / (0.9 * chart.size);
      expect(chart.positions.data[3 * i]).toBeCloseTo((-chart.size / 4 + 0.5) * mm, 3);
      expect(chart.positions.data[3 * i + 1]).toBeCloseTo(-0.5 * mm, 3);
      expect(chart.normals.data[3 * i + 2]).toBeCloseTo(1, 6);
      expect(chart.thickness[i]).toBeCloseTo(10, 5);
      expect(chart.seen[i]).toBeCloseTo(0.2, 5);
      expect(chart.cover[i]).toBeCloseTo(size === 1024 ? 0.5 : 1, 5);
      for (let c = 0; c < 3; c++) expect(chart.colors[3 * i + c]).toBeCloseTo(LINEAR_FROM_BYTE[BROWN[c]], 5);
      expect(chart.positions.data[0]).toBeNaN();
    }
  });
});

describe('cards of strands over hair', () => {
  const cards = hairCards(memory, square, painted(512));
  if (cards === null) throw new Error('no cards');
  const { mesh, texture } = cards;

  it('are strips of as many triangles, rooted in the surface, their tips above it', () => {
    const count = mesh.triangles.length / 3 / CARD_TRIANGLES;
    expect(count).toBeGreaterThan(400);
    expect(mesh.positions.length / 3).toBe(count * (CARD_TRIANGLES + 2));
    const perCard = CARD_TRIANGLES + 2;
    let lifted = 0;
    for (let card = 0; card < count; card++) {
      const middle = (row: number): number => {
        const v = card * perCard + 2 * row;
        return (mesh.positions[3 * v + 2] + mesh.positions[3 * v + 5]) / 2;
      };
      expect(middle(0)).toBeCloseTo(0.1, 6);
      const tip = middle(perCard / 2 - 1);
      expect(tip).toBeGreaterThan(middle(0));
      expect(tip).toBeLessThan(0.1 + 3 + (9 / 2) * Math.sin(0.25) + 1e-6);
      if (tip > 2) lifted++;
      // By the square of the way: 7/16 of the rise in the last quarter, 3/4 in the last half.
      if (tip > 0.5) expect((tip - middle(3)) / (tip - middle(2))).toBeCloseTo(7 / 12, 6);
      // No corner lies in the hair once the card is clear of it.
      for (let row = perCard / 4; row < perCard / 2; row++)
        for (const side of [0, 1])
          expect(mesh.positions[3 * (card * perCard + 2 * Math.floor(row) + side) + 2]).toBeGreaterThan(0);
    }
    expect(lifted / count).toBeLessThan(0.4);
    for (let t = 0; t < mesh.triangles.length; t++)
      expect(Math.floor(mesh.triangles[t] / perCard)).toBe(Math.floor(t / (3 * CARD_TRIANGLES)));
  });

  it('turn their fronts outwards: engines turn normals about on backs', () => {
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => mesh.positions.subarray(3 * mesh.triangles[t + k]));
      expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0);
    }
  });

  it('are lit nearly as the hair beneath', () => {
    for (let v = 0; v < mesh.normals.length; v += 3) {
      expect(Math.hypot(...mesh.normals.subarray(v, v + 3))).toBeCloseTo(1, 5);
      expect(mesh.normals[v + 2]).toBeGreaterThan(Math.cos(0.35));
    }
  });

  it('take each its tuft in its colour from one picture, and nothing of the next', () => {
    const { width, height, data } = texture.color;
    expect([width, height]).toEqual([16 * TUFT.width, TUFTS * TUFT.height]);
    const perCard = CARD_TRIANGLES + 2;
    const cells = new Set<string>();
    for (let card = 0; card < mesh.uvs.length / 2 / perCard; card++) {
      const own = new Set<string>();
      for (let v = card * perCard; v < (card + 1) * perCard; v++) {
        const x = (mesh.uvs[2 * v] * width) / TUFT.width;
        const y = (mesh.uvs[2 * v + 1] * height) / TUFT.height;
        own.add(`${Math.floor(x)} ${Math.floor(y)}`);
        expect(Math.min(x % 1, 1 - (x % 1)) * TUFT.width).toBeGreaterThan(0.99);
      }
      expect(own.size).toBe(1);
      for (const cell of own) cells.add(cell);
    }
    expect(new Set([...cells].map((cell) => cell.split(' ')[1])).size).toBe(TUFTS);
    // Brown, lighter or darker by 12 per cent, and single strands by 15.
    for (let k = 0; k < texture.opacity.length; k += 17) {
      const ratio = LINEAR_FROM_BYTE[data[3 * k]] / LINEAR_FROM_BYTE[BROWN[0]];
      expect(ratio).toBeGreaterThan(0.87 * 0.84);
      expect(ratio).toBeLessThan(1.13 * 1.16);
      expect(data[3 * k]).toBeGreaterThan(data[3 * k + 2]);
    }
  });

  it('are light where hair is, dark where it is dark', () => {
    const half = painted(512);
    half.color.data.forEach((_, i) => {
      if (Math.floor(i / 3) % 512 >= 256) half.color.data[i] = [230, 190, 140][i % 3];
    });
    const two = hairCards(memory, square, half);
    if (two === null) throw new Error('no cards');
    const { width, height, data } = two.texture.color;
    const perCard = CARD_TRIANGLES + 2;
    let counted = 0;
    for (let card = 0; card < two.mesh.uvs.length / 2 / perCard; card++) {
      const v = card * perCard;
      const ends = [0, perCard - 1].map((k) => two.mesh.positions[3 * (v + k)]);
      if (Math.min(...ends.map(Math.abs)) < 10 || ends[0] * ends[1] < 0) continue;
      counted++;
      const [x, y] = [two.mesh.uvs[2 * v] * width + TUFT.width / 2, two.mesh.uvs[2 * v + 1] * height];
      expect(data[3 * (Math.floor(y) * width + Math.floor(x))] > 150).toBe(ends[0] > 0);
    }
    expect(counted).toBeGreaterThan(300);
  });

  it('are none where hair covers nothing whole', () => {
    expect(
      hairCards(
        memory,
        square,
        painted(256, () => 200),
      ),
    ).toBeNull();
  });
});
