import { OTHER } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import { eyeballs } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import { tube } from './tube.ts';
import type { WornPart } from './worn-part.ts';

/** Points of a rim. */
const RIM_POINTS = 48;
/** A front bends back by so much at x mm from its middle: WRAP x^2. */
const WRAP = 0.0015;
/** Nearest to the skin, mm. */
const CLEAR_MM = 1.5;
/** Skin so near to the middle is the nose's, mm: the bridge spans it. */
const NOSE_MM = 12;
/** How far a temple goes down behind an ear, mm. */
const HOOK_MM = 28;

/**
 * Spectacles without reflections: a rim |x/a|^p + |y/b|^p = 1 before each eye, a bridge over the nose, temples past the head to
 * the ears. Size, shape, strength and colour are drawn.
 * @param positions [V, 3] mm
 */
export function glasses(head: HeadModel, positions: ArrayLike<number>, random: Random): WornPart[] {
  const [skin, ears] = [0, 1].map((onEars) => pointsWhere(head, positions, onEars));
  const eyes = eyeballs(head, positions).map(({ centre }) => centre);
  const [halfWidth, halfHeight] = [19 + 5 * random.uniform(), 14 + 7 * random.uniform()];
  const power = 2 + 3 * random.uniform();
  const thick = 0.7 + 1.3 * random.uniform();
  const texture = plastic(random);
  const level = (eyes[0][1] + eyes[1][1]) / 2 - 3;
  const outer = Math.max(...eyes.map(([x]) => Math.abs(x))) + halfWidth;
  const front = frontDepth(skin, { level, halfHeight, outer });
  const at = (x: number, y: number): number[] => [x, y, front - WRAP * x * x];
  const parts: WornPart[] = [];
  const rod = (line: readonly number[][], end: 'open' | 'joined'): void => {
    const { positions: points, triangles } = tube(line, thick, end);
    const uvs = new Float64Array((2 * points.length) / 3).fill(0.5);
    parts.push({ positions: points, triangles, uvs, texture, label: OTHER });
  };
  for (const [x] of eyes)
    rod(
      rim(x, level, { halfWidth, halfHeight, power }).map(([u, v]) => at(u, v)),
      'joined',
    );
  const inner = Math.min(...eyes.map(([x]) => Math.abs(x))) - halfWidth;
  rod(bridge(skin, { inner, y: level + 0.3 * halfHeight, at }), 'open');
  for (const side of [1, -1])
    rod(temple(skin, ears, { side, hinge: at(side * outer, level + 0.3 * halfHeight) }), 'open');
  return parts;
}

/** A head's skin that is its ears', or is not, points of 3 mm. */
function pointsWhere(head: HeadModel, positions: ArrayLike<number>, onEars: number): number[][] {
  return Array.from({ length: head.parts[0].vertexCount }, (_, v) => v)
    .filter((v) => head.regions.ears[v] === onEars)
    .map((v) => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]]);
}

/** How far before the head's middle a front clears brows and cheeks, mm. */
function frontDepth(
  skin: readonly number[][],
  { level, halfHeight, outer }: { readonly level: number; readonly halfHeight: number; readonly outer: number },
): number {
  const behind = skin.filter(
    ([x, y]) => Math.abs(y - level) < halfHeight + 4 && Math.abs(x) > NOSE_MM && Math.abs(x) < outer,
  );
  return Math.max(...behind.map(([x, , z]) => z + WRAP * x * x)) + CLEAR_MM;
}

function rim(
  x: number,
  y: number,
  { halfWidth, halfHeight, power }: { readonly halfWidth: number; readonly halfHeight: number; readonly power: number },
): number[][] {
  return Array.from({ length: RIM_POINTS }, (_, k) => {
    const [c, s] = [Math.cos((2 * Math.PI * k) / RIM_POINTS), Math.sin((2 * Math.PI * k) / RIM_POINTS)];
    const radius = (Math.abs(c) ** power + Math.abs(s) ** power) ** (-1 / power);
    return [x + halfWidth * radius * c, y + halfHeight * radius * s];
  });
}

/** From rim to rim over the nose. */
function bridge(
  skin: readonly number[][],
  {
    inner,
    y,
    at,
  }: { readonly inner: number; readonly y: number; readonly at: (x: number, y: number) => readonly number[] },
): number[][] {
  return Array.from({ length: 9 }, (_, k) => {
    const x = inner * (1 - k / 4);
    const up = y + 3 * (1 - (x / inner) ** 2);
    const nose = skin.filter(([u, v]) => Math.abs(u - x) < 5 && Math.abs(v - up) < 5);
    return [x, up, Math.max(at(x, up)[2], ...nose.map(([, , z]) => z + CLEAR_MM))];
  });
}

/** From a front's end past the head's widest to the ear, and down behind it. */
function temple(
  skin: readonly number[][],
  ears: readonly number[][],
  { side, hinge }: { readonly side: number; readonly hinge: readonly number[] },
): number[][] {
  const top = ears.filter(([x]) => side * x > 0).reduce((best, point) => (point[1] > best[1] ? point : best));
  const [earY, earZ] = [top[1] + 1, top[2]];
  const beside = skin.filter(
    ([x, y, z]) =>
      side * x > 0 && z > earZ && z < hinge[2] && y > Math.min(earY, hinge[1]) - 5 && y < Math.max(earY, hinge[1]) + 5,
  );
  const wide = side * (Math.max(Math.abs(hinge[0]), ...beside.map(([x]) => Math.abs(x))) + CLEAR_MM);
  return [
    [hinge[0], hinge[1], hinge[2]],
    [wide, hinge[1], hinge[2] - 4],
    [wide, (hinge[1] + earY) / 2, (hinge[2] + earZ) / 2],
    [wide, earY, earZ],
    [wide, earY - HOOK_MM / 3, earZ - HOOK_MM / 3],
    [wide, earY - HOOK_MM, earZ - HOOK_MM / 2],
  ];
}

/** Of one colour, dark more often than not. */
function plastic(random: Random): LinearImage {
  const out = createLinearImage(2, 2, 3);
  const level = 0.01 + 0.4 * random.uniform() ** 3;
  const color = [0, 1, 2].map(() => level * (0.6 + 0.8 * random.uniform()));
  for (let i = 0; i < out.data.length; i++) out.data[i] = color[i % 3];
  return out;
}
