import { byteFromLinear } from '../../../image/color.ts';
import type { ByteImage } from '../../../image/image.ts';
import type { KernelMemory } from '../../../kernels/kernel.ts';
import type { HairTexture } from '../colors/paint-hair.ts';
import type { HairMesh } from '../hair-mesh.ts';
import { type CardPalette, cardPalette } from './card-palette.ts';
import { hairChart } from './hair-chart.ts';
import { type HairCard, layCards, POINTS } from './lay-cards.ts';
import { strandWays } from './strand-ways.ts';
import { drawTufts, TUFT, TUFTS } from './tufts.ts';

/** Locks of strands on hair: strips that stand off its surface towards their tips. */
export interface HairCards {
  readonly mesh: CardMesh;
  /** Tufts by rows, colours by columns. */
  readonly texture: {
    readonly color: ByteImage;
    /** [height, width] 0..255 */
    readonly opacity: Uint8Array;
  };
}

/** Strips of two vertices a point, all of as many triangles. */
export interface CardMesh {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 3] unit: cards are lit nearly as the hair beneath them, whichever way they stand. */
  readonly normals: Float32Array;
  /** [V, 2] */
  readonly uvs: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** Triangles of each card, one card after another. */
export const CARD_TRIANGLES = 2 * (POINTS - 1);
const COLORS = 16;
/** Off the hair's surface at the roots, so that the two do not fight, mm. */
const ROOT_LIFT_MM = 0.1;
/** At its roots a card is so narrow, of its width. */
const ROOT_WIDTH = 0.6;
/** From this share of its length on a card has its width. */
const WIDE_FROM = 0.3;
/** Texels of a tuft's picture that filters may mix with its neighbours. */
const MARGIN = 1;

/** Locks over hair, in its colours, along the ways that it runs; null where it has room for none. */
export function hairCards(memory: KernelMemory, mesh: HairMesh, texture: HairTexture): HairCards | null {
  const chart = hairChart(memory, mesh, texture);
  const cards = layCards(chart, strandWays(chart));
  if (cards.length === 0) return null;
  const palette = cardPalette(cards, COLORS);
  return { mesh: cardMesh(cards, palette), texture: cardTexture(palette) };
}

function cardMesh(cards: readonly HairCard[], { of }: CardPalette): CardMesh {
  const count = 2 * POINTS * cards.length;
  const positions = new Float64Array(3 * count);
  const normals = new Float32Array(3 * count);
  const uvs = new Float64Array(2 * count);
  const triangles: number[] = [];
  cards.forEach((card, i) => {
    const cell = { left: of[i] / COLORS, top: Math.floor(TUFTS * card.tuft) / TUFTS };
    for (let k = 0; k < POINTS; k++) {
      const t = k / (POINTS - 1);
      const first = 2 * (POINTS * i + k);
      const place = cardPoint(card, k);
      for (const side of [0, 1]) {
        const v = first + side;
        for (let c = 0; c < 3; c++) {
          positions[3 * v + c] = place.middle[c] + (2 * side - 1) * place.half[c];
          normals[3 * v + c] = place.normal[c];
        }
        uvs[2 * v] = cell.left + (MARGIN + side * (TUFT.width - 2 * MARGIN)) / (TUFT.width * COLORS);
        uvs[2 * v + 1] = cell.top + (MARGIN + t * (TUFT.height - 2 * MARGIN)) / (TUFT.height * TUFTS);
      }
      if (k + 1 < POINTS) triangles.push(first, first + 3, first + 1, first, first + 2, first + 3);
    }
  });
  return { positions, normals, uvs, triangles: Uint32Array.from(triangles) };
}

/** Middle of a card at a point, the way from there to its edge, mm, and how it is lit. */
function cardPoint(
  { points, normals, sides, width, lift, tilt, gleam }: HairCard,
  k: number,
): { readonly middle: number[]; readonly half: number[]; readonly normal: number[] } {
  const t = k / (POINTS - 1);
  const half = (width / 2) * Math.min(1, ROOT_WIDTH + ((1 - ROOT_WIDTH) * t) / WIDE_FROM);
  // Its lower edge does not go into the hair, once it is clear of it.
  const off = ROOT_LIFT_MM + lift * t * t + half * Math.abs(Math.sin(tilt)) * Math.min(1, 2 * t);
  const [point, normal, side] = [points[k], normals[k], sides[k]];
  const length = Math.hypot(1, gleam);
  return {
    middle: point.map((x, c) => x + off * normal[c]),
    half: side.map((x, c) => half * (Math.cos(tilt) * x + Math.sin(tilt) * normal[c])),
    normal: normal.map((x, c) => (x + gleam * side[c]) / length),
  };
}

/** Each tuft in each colour. */
function cardTexture({ colors }: CardPalette): HairCards['texture'] {
  const width = COLORS * TUFT.width;
  const height = TUFTS * TUFT.height;
  const data = new Uint8Array(3 * width * height);
  const opacity = new Uint8Array(width * height);
  drawTufts().forEach(({ cover, shade }, row) => {
    for (let y = 0; y < TUFT.height; y++)
      for (let x = 0; x < width; x++) {
        const [column, own] = [Math.floor(x / TUFT.width), y * TUFT.width + (x % TUFT.width)];
        const k = (row * TUFT.height + y) * width + x;
        for (let c = 0; c < 3; c++) data[3 * k + c] = byteFromLinear(shade[own] * colors[column][c]);
        opacity[k] = Math.round(255 * cover[own]);
      }
  });
  return { color: { width, height, data }, opacity };
}
