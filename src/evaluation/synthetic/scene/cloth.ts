import type { Random } from '../../../geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import type { WornPart } from './worn-part.ts';

/**
 * A sheet of rows around an axis, closed where it comes round. Points are (row, angle).
 * @param at place of an angle's row, mm
 */
export function rowsAround(
  around: number,
  rows: number,
  at: (angle: number, row: number) => readonly [number, number, number],
): Pick<WornPart, 'positions' | 'triangles' | 'uvs'> {
  const width = around + 1;
  const positions = new Float64Array(3 * rows * width);
  for (let j = 0; j < width; j++)
    for (let i = 0; i < rows; i++) positions.set(at((2 * Math.PI * j) / around, i), 3 * (i * width + j));
  const triangles: number[] = [];
  for (let i = 0; i + 1 < rows; i++)
    for (let j = 0; j < around; j++) {
      const a = i * width + j;
      triangles.push(a, a + 1, a + width, a + 1, a + width + 1, a + width);
    }
  const uvs = Float64Array.from({ length: 2 * rows * width }, (_, k) =>
    k % 2 === 0 ? (Math.floor(k / 2) % width) / around : Math.floor(k / 2 / width) / (rows - 1),
  );
  return { positions, triangles: Uint32Array.from(triangles), uvs };
}

const CLOTH_SIZE = 512;
const PATTERNS = ['plain', 'plain', 'stripes', 'checks'] as const;

/** Woven cloth of one colour, or with stripes or checks of another. */
export function cloth(random: Random): LinearImage {
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
