import { CLOTHES } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { neckRadius } from './neck-radius.ts';
import type { WornPart } from './worn-part.ts';

/** Points around the body. */
const AROUND = 96;
/** Rows of the collar, of the shoulders, and down the body. */
const COLLAR_ROWS = 7;
const SHOULDER_ROWS = 14;
const BODY_ROWS = 4;
/** Half the width and half the depth of the shoulders, and how far down a picture may reach, mm. */
const SHOULDERS_MM = 195;
const CHEST_MM = 105;
const DOWN_MM = 420;
/** So far above the bust's end the shoulders begin, mm; so far below it nothing of it is to be hidden. */
const NECK_MM = 8;
const BELOW_MM = 4;

/** A shirt: a collar around the neck, shoulders, a body down beyond the picture. Points are (angle, row). */
export function clothes(head: HeadModel, positions: ArrayLike<number>, random: Random): WornPart {
  const neck = neckRadius(head, positions);
  const gap = 2 + 3 * random.uniform();
  const high = 26 * random.uniform();
  const folds = Array.from({ length: 6 }, () => ({
    waves: 3 + Math.floor(12 * random.uniform()),
    phase: 2 * Math.PI * random.uniform(),
    mm: 1 + 2.5 * random.uniform(),
  }));
  const rows = COLLAR_ROWS + SHOULDER_ROWS + BODY_ROWS;
  const out = new Float64Array(3 * rows * (AROUND + 1));
  for (let j = 0; j <= AROUND; j++) {
    const angle = (2 * Math.PI * j) / AROUND;
    const [side, front] = [Math.cos(angle), Math.sin(angle)];
    // A neck's hole lies lower in front.
    const end = neck.end + NECK_MM;
    const top = end + 12 - 8 * front + high * (0.75 - 0.25 * front);
    const brim = neck.at(angle, top) + gap;
    const base = neck.at(angle, end) + gap + 2;
    for (let i = 0; i < rows; i++) {
      let [radius, y] = [brim, top];
      if (i < COLLAR_ROWS) {
        const s = (i - 1) / (COLLAR_ROWS - 2);
        // The first row is tucked in, so that the collar has a rim.
        if (i === 0) [radius, y] = [brim - gap - 3, top - 4];
        else {
          y = top + s * (end - top);
          radius = neck.at(angle, y) + gap + 2 * s;
        }
      } else {
        const s = Math.min(1, (i - COLLAR_ROWS + 1) / SHOULDER_ROWS);
        const wide = superellipse(side / SHOULDERS_MM, front / CHEST_MM);
        radius = base + (wide - base) * Math.sin((Math.PI / 2) * s) ** 1.1;
        const slope = 52 + 65 * Math.abs(front) ** 1.5;
        y = end - slope * (s ** 1.4 + 0.5 * s ** 6);
        const down = Math.max(0, i - COLLAR_ROWS - SHOULDER_ROWS + 1) / BODY_ROWS;
        // The bust flares beneath.
        if (y > neck.end - BELOW_MM) radius = Math.max(radius, neck.at(angle, y - 1) + gap + 2);
        y -= DOWN_MM * down;
        for (const { waves, phase, mm } of folds)
          radius += mm * smoothStep(s, [0.1, 0.7]) * Math.sin(waves * angle + phase + 0.9 * i);
      }
      const k = 3 * (i * (AROUND + 1) + j);
      out[k] = neck.centre[0] + radius * side;
      out[k + 1] = y;
      out[k + 2] = neck.centre[1] + radius * front;
    }
  }
  return { positions: out, ...grid(rows), texture: cloth(random), label: CLOTHES };
}

/** Distance of a superellipse of exponent 2.6 from its middle. @param x @param y direction over the half axes */
function superellipse(x: number, y: number): number {
  return (Math.abs(x) ** 2.6 + Math.abs(y) ** 2.6) ** (-1 / 2.6);
}

/** Triangles and texture coordinates of rows around a body. */
function grid(rows: number): Pick<WornPart, 'triangles' | 'uvs'> {
  const width = AROUND + 1;
  const triangles: number[] = [];
  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j < AROUND; j++) {
      const a = i * width + j;
      triangles.push(a, a + 1, a + width, a + 1, a + width + 1, a + width);
    }
  const uvs = Float64Array.from({ length: 2 * rows * width }, (_, k) =>
    k % 2 === 0 ? (Math.floor(k / 2) % width) / AROUND : Math.floor(k / 2 / width) / (rows - 1),
  );
  return { triangles: Uint32Array.from(triangles), uvs };
}

const CLOTH_SIZE = 512;
const PATTERNS = ['plain', 'plain', 'stripes', 'checks'] as const;

/** Woven cloth of one colour, or with stripes or checks of another. */
function cloth(random: Random): LinearImage {
  const out = createLinearImage(CLOTH_SIZE, CLOTH_SIZE, 3);
  const color = (): number[] => {
    const level = 0.02 + 0.6 * random.uniform() ** 1.6;
    return [0, 1, 2].map(() => level * (0.35 + 0.9 * random.uniform()));
  };
  const [one, other] = [color(), color()];
  const pattern = PATTERNS[Math.floor(random.uniform() * PATTERNS.length)];
  const [across, along] = [24 + Math.floor(40 * random.uniform()), 18 + Math.floor(20 * random.uniform())];
  for (let y = 0; y < CLOTH_SIZE; y++)
    for (let x = 0; x < CLOTH_SIZE; x++) {
      const band = Math.floor((along * 2 * y) / CLOTH_SIZE) % 2;
      const column = Math.floor((across * 2 * x) / CLOTH_SIZE) % 2;
      const second = pattern === 'plain' ? 0 : pattern === 'stripes' ? band : (band + column) / 2;
      const weave = Math.exp(0.12 * random.normal());
      for (let c = 0; c < 3; c++)
        out.data[3 * (y * CLOTH_SIZE + x) + c] = weave * (one[c] + second * (other[c] - one[c]));
    }
  return out;
}
