import { OTHER } from '../../capture/segmentation/classes.ts';
import type { Random } from '../../geometry/random.ts';
import { smoothStep } from '../../geometry/smooth-step.ts';
import type { ShapedHead } from '../../render/mesh/head-mesh.ts';
import type { HairRoot } from './hair/comb.ts';
import { type HeadDistance, headDistance } from './hair/head-distance.ts';
import { cloth, rowsAround } from './scene/cloth.ts';
import type { WornPart } from './scene/worn-part.ts';

export const HEADWEAR = ['beanie', 'cap', 'scarf'] as const;
export type Headwear = (typeof HEADWEAR)[number];

/** What somebody has on the head, and which hair it hides. */
export interface WornHat {
  readonly kind: Headwear;
  readonly parts: readonly WornPart[];
  covers(root: HairRoot): boolean;
}

/** Points around the head, and rows from its top to the edge. */
const AROUND = 180;
const ROWS = 26;
/** A hat's edge above the eyes' height in front, beside the head and behind it, mm. */
const EDGE_MM = { front: 42, side: 16, back: -18 };
/** A visor's reach before the edge, mm, and how wide it is, radians to each side. */
const VISOR_MM = 62;
const VISOR_ANGLE = 1.05;
const VISOR_ROWS = 6;
/** A scarf's opening: half axes of an oval about the face's middle, mm, seen from before. */
const OPENING = { half: 62, up: 78, down: 82, y: -25 };
/** A scarf comes off the head no faster than this, mm per mm down, and ends so far below the eyes, mm. */
const DRAPE = 0.05;
const SCARF_DOWN_MM = 190;
const SCARF_ROWS = 120;

/** A knitted hat, a cap with a visor, or a scarf around head and neck; folds, pattern and fit are drawn. */
export function headwear(shaped: ShapedHead, random: Random): WornHat {
  const distance = headDistance(shaped.head, shaped.positions);
  const kind = HEADWEAR[Math.floor(random.uniform() * HEADWEAR.length)];
  const gap = 5 + 5 * random.uniform();
  const texture = cloth(random);
  const part = (grid: Pick<WornPart, 'positions' | 'triangles' | 'uvs'>): WornPart => ({
    ...grid,
    texture,
    label: OTHER,
  });
  if (kind === 'scarf') return { kind, parts: [part(scarf(distance, gap))], covers: () => true };
  const shift = 10 * (random.uniform() - 0.5);
  const edge = (angle: number): number => edgeHeight(angle) + shift;
  const parts = [part(crown(distance, edge, gap, kind === 'beanie' ? 3 : 1))];
  if (kind === 'cap') parts.push(part(visor(distance, edge, gap)));
  const covers = ({ place }: HairRoot): boolean =>
    place[1] > edge(Math.atan2(place[2] - distance.centre[2], place[0])) - 2;
  return { kind, parts, covers };
}

/** mm. @param angle from the head's left to its front */
function edgeHeight(angle: number): number {
  const front = Math.sin(angle);
  const towards = front > 0 ? EDGE_MM.front : EDGE_MM.back;
  return EDGE_MM.side + (towards - EDGE_MM.side) * smoothStep(Math.abs(front), [0.2, 1]);
}

/** A direction's distance from the axis and height, mm, on a surface so far off the head. */
function onSurface({ centre, along }: HeadDistance, angle: number, elevation: number, gap: number): [number, number] {
  const [c, s] = [Math.cos(elevation), Math.sin(elevation)];
  const r = along(c * Math.cos(angle), s, c * Math.sin(angle)) + gap;
  return [r * c, centre[1] + r * s];
}

/** The elevation at which a surface reaches a height, radians. */
function elevationAt(distance: HeadDistance, angle: number, y: number, gap: number): number {
  let elevation = Math.PI / 2;
  while (elevation > -1 && onSurface(distance, angle, elevation, gap)[1] > y) elevation -= 0.01;
  return elevation;
}

/** From the top of the head down to an edge, which is turned in. @param rib how deep its knit is, mm */
function crown(
  distance: HeadDistance,
  edge: (angle: number) => number,
  gap: number,
  rib: number,
): Pick<WornPart, 'positions' | 'triangles' | 'uvs'> {
  return rowsAround(AROUND, ROWS + 1, (angle, row) => {
    const last = elevationAt(distance, angle, edge(angle), gap);
    const elevation = Math.PI / 2 + Math.min(1, row / (ROWS - 1)) ** 0.8 * (last - Math.PI / 2);
    const knit = rib * 0.3 * Math.sin(30 * angle) * Math.cos(elevation);
    // The last row is turned in, so that nobody sees through beneath it.
    const [radius, y] = onSurface(distance, angle, elevation, row === ROWS ? 0.5 : gap + knit);
    return [distance.centre[0] + radius * Math.cos(angle), y, distance.centre[2] + radius * Math.sin(angle)];
  });
}

/** A visor from a cap's edge forwards and a little down. */
function visor(
  distance: HeadDistance,
  edge: (angle: number) => number,
  gap: number,
): Pick<WornPart, 'positions' | 'triangles' | 'uvs'> {
  return rowsAround(AROUND, VISOR_ROWS, (round, row) => {
    // Both sides of the sheet: out along its upper side and back along the lower one.
    const turn = round / Math.PI - 1;
    const angle = Math.PI / 2 + VISOR_ANGLE * (1 - 2 * Math.abs(turn));
    const elevation = elevationAt(distance, angle, edge(angle), gap);
    const [radius, y] = onSurface(distance, angle, elevation, gap);
    const out = (row / (VISOR_ROWS - 1)) * VISOR_MM * Math.cos((Math.PI / 2) * (1 - 2 * Math.abs(turn))) ** 0.6;
    const thick = turn < 0 ? 0 : 1.5;
    return [
      distance.centre[0] + radius * Math.cos(angle),
      y - 0.22 * out - thick,
      distance.centre[2] + radius * Math.sin(angle) + out,
    ];
  });
}

/** Around head and neck down to the shoulders, open before the face. */
function scarf(distance: HeadDistance, gap: number): Pick<WornPart, 'positions' | 'triangles' | 'uvs'> {
  const [top] = [onSurface(distance, 0, Math.PI / 2, gap)[1]];
  const columns = Array.from({ length: AROUND + 1 }, (_, j) => column(distance, (2 * Math.PI * j) / AROUND, gap, top));
  const grid = rowsAround(AROUND, SCARF_ROWS, (angle, row) => {
    const j = Math.round((angle / (2 * Math.PI)) * AROUND);
    const [radius, y] = columns[j][row];
    const fold = 2.5 * Math.sin(5 * angle + 0.08 * y) * smoothStep(-y, [0, 120]);
    return [
      distance.centre[0] + (radius + fold) * Math.cos(angle),
      y,
      distance.centre[2] + (radius + fold) * Math.sin(angle),
    ];
  });
  const open = (v: number): boolean => {
    const [x, y, z] = grid.positions.subarray(3 * v, 3 * v + 3);
    const dy = y - OPENING.y;
    return z > distance.centre[2] + 20 && Math.hypot(x / OPENING.half, dy / (dy > 0 ? OPENING.up : OPENING.down)) < 1;
  };
  const kept: number[] = [];
  for (let t = 0; t < grid.triangles.length; t += 3)
    if (!grid.triangles.subarray(t, t + 3).some(open)) kept.push(...grid.triangles.subarray(t, t + 3));
  return { ...grid, triangles: Uint32Array.from(kept) };
}

/** Radius and height of a scarf's rows at an angle: over the head, then hanging from where it is widest. */
function column(distance: HeadDistance, angle: number, gap: number, top: number): [number, number][] {
  const fine: [number, number][] = [];
  for (let elevation = Math.PI / 2; elevation > -1.05; elevation -= 0.01)
    fine.push(onSurface(distance, angle, elevation, gap));
  const step = (top + SCARF_DOWN_MM) / (SCARF_ROWS - 1);
  let radius = 0;
  return Array.from({ length: SCARF_ROWS }, (_, row): [number, number] => {
    const y = top - row * step;
    const own = Math.max(0, ...fine.filter(([, h]) => h <= y + step && h >= y - step).map(([r]) => r));
    radius = row === 0 ? 0 : Math.max(own, radius - DRAPE * step);
    return [radius, y];
  });
}
