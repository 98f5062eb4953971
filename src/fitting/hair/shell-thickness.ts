import { mean } from '../../geometry/mean.ts';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { earRoom } from './cover/ear-room.ts';
import type { HairCover } from './cover/hair-cover.ts';
import { INTO_CLEAR_MM } from './curtain/clear-hair.ts';
import type { HairView } from './hair-view.ts';
import type { HeadRadius } from './head-radius.ts';
import { besideRows } from './outlines/beside-rows.ts';
import { hullRows } from './outlines/hull-rows.ts';
import { outlineRows, type ShellState, type ThicknessRow } from './outlines/outline-rows.ts';
import { shellPoints } from './shell-points.ts';
import { acrossOf, type ShellSphere } from './shell-sphere.ts';
import { type SparseRows, solveRows, sparseRows } from './sparse-rows.ts';

/** Of a difference from the neighbours' mean, mm. */
const SMOOTH_MM = 0.4;
/** Of a difference between left and right. */
const SIDES_MM = 15;
/** Of bare skin, and of what is taken for bare unseen. */
const BARE_MM = 1;
const PERHAPS_BARE_MM = 6;
/** Of unseen hair at its edge, a ring of neighbours inside: it grows out of the skin. So many rings are held. */
const EDGE_MM = 3;
const EDGE_RINGS = 6;
/** Of where hair ends that hangs beside the head and the shell leaves out, in all steps, mm. */
const HANGING = { outlineMm: 1, outlier: 60 };
/** Of what hair has room for above a bare ear. */
const ROOM_MM = 1;
/** Of where hair begins that hangs clear of the neck. */
const CLEAR_MM = 3;
/** How far the outline is looked for, from where on a gap counts as an outlier's, mm, and how firmly outlines hold a shell. */
interface OutlineStep extends OutlineHold {
  readonly reach: number;
  readonly outlier: number;
}
/** Sigmas, mm. */
interface OutlineHold {
  /** Of a point of the outline. */
  readonly outlineMm: number;
  /** Of a difference from one neighbour. */
  readonly levelMm: number;
  /** Of hair where nothing tells of it, about what it is where something does. */
  readonly usualMm: number;
}
const FIRM: OutlineHold = { outlineMm: 1, levelMm: 4, usualMm: 20 };
const SOFT: OutlineHold = { outlineMm: 3, levelMm: 8, usualMm: 40 };
/** From a shell that knows nothing, and from one that was fitted. */
export const WIDE: readonly OutlineStep[] = [
  { reach: 110, outlier: 60, ...FIRM },
  { reach: 40, outlier: 25, ...FIRM },
  { reach: 20, outlier: 10, ...FIRM },
];
export const NEAR: readonly OutlineStep[] = [
  { reach: 20, outlier: 8, ...FIRM },
  { reach: 15, outlier: 5, ...FIRM },
];
/**
 * One photograph's outline is a single line around the hair: nothing tells what lies before and behind it, and where hair
 * leaves the head it leads away with it. Held as firmly as several it stays a fin, some 14 mm thick (the bending's length against
 * what is usual, 20 mm).
 */
export const ALONE: readonly OutlineStep[] = [
  { reach: 15, outlier: 5, ...SOFT },
  { reach: 15, outlier: 5, ...SOFT },
];
/** Hair of which no outline is seen, mm. */
export const THICKNESS_START_MM = 10;
const SOLVER_STEPS = 80;

/** Thickness of hair on the skull, and how much of it outlines tell. */
export interface ShellThickness {
  /** [N] mm along the rays. */
  readonly thickness: Float64Array;
  /** Rows of the outline in each view. */
  readonly outlinePoints: readonly number[];
}

/** What is known of a head's hair. */
export interface HairEvidence {
  readonly sphere: ShellSphere;
  readonly head: HeadRadius;
  readonly views: readonly HairView[];
  readonly cover: HairCover;
  /** Where hair begins that hangs clear of the neck ({@link clearHair}) [N] mm; NaN on other rays. */
  readonly clear: Float64Array;
}

/**
 * Hair's thickness t on the rays, at least squares: outlines of all views by {@link outlineRows}, nothing in front of the
 * background by {@link hullRows}, both robust (Geman and McClure); smooth, (t_i - mean of neighbours)/0.4 mm and (t_i - t_j)/4 mm
 * (8 mm in {@link ALONE}); hair beside the head that has no outline by {@link besideRows}; not more than {@link earRoom} leaves above bare ears, and no outline that asks for more;
 * not less than where hair begins that hangs clear of the neck; bare skin has none, hair that no view shows little k rings inside its edge, t_i/(3 k mm); the rest is weakly as thick as the outlines' median.
 * The outline is looked for from where the last step led.
 * @param start [N] mm
 */
export function shellThickness(
  kernels: Kernels,
  evidence: HairEvidence,
  start: Float64Array,
  steps: readonly OutlineStep[],
): ShellThickness {
  const { head, views, cover } = evidence;
  const covered = Uint8Array.from(cover.level, (level, i) => (level > 0 && !Number.isNaN(head.skull[i]) ? 1 : 0));
  const room = earRoom(evidence.sphere, head, cover.bare);
  const leavesEars = ({ points, factors, value }: ThicknessRow): boolean =>
    value <= Math.min(...points.map((i) => room[i])) * factors.reduce((a, b) => a + b, 0);
  let thickness = start;
  let outlinePoints: number[] = views.map(() => 0);
  for (const { reach, ...step } of steps) {
    const state = shellState(evidence, thickness, covered);
    const outlines = views.map((view) => outlineRows(state, view, reach));
    const hulls = views.map((view) => hullRows(state, view));
    outlinePoints = outlines.map((rows) => rows.length);
    const rows = sparseRows(thickness.length);
    for (const row of [...outlines.flat().filter(leavesEars), ...hulls.flat()]) addRobust(rows, row, step);
    for (const row of besideRows(kernels, state, evidence).filter(leavesEars)) {
      const { outlier, outlineMm } = row.hangs ? HANGING : step;
      addRobust(rows, row, { outlier, outlineMm: outlineMm / row.share });
    }
    addRoom(rows, room, covered, thickness);
    addClear(rows, evidence, covered, thickness);
    addPriors(rows, evidence, covered, { ...step, usual: usualThickness(outlines.flat()) });
    thickness = solveRows(rows, thickness, SOLVER_STEPS).map((t) => Math.max(0, t));
  }
  return { thickness, outlinePoints };
}

export function shellState(
  { sphere, head }: Pick<HairEvidence, 'sphere' | 'head'>,
  thickness: Float64Array,
  covered: Uint8Array,
): ShellState {
  const points = shellPoints(sphere, head, thickness);
  return { sphere, points, normals: vertexNormals(points, sphere.triangles).normals, thickness, covered };
}

/** Weight 1/(1 + (gap/outlier)^2) of the root. */
function addRobust(
  rows: SparseRows,
  { points, factors, value, gap }: ThicknessRow,
  { outlier, outlineMm }: Pick<OutlineStep, 'outlier' | 'outlineMm'>,
): void {
  rows.add(points, factors, value, 1 / (1 + (gap / outlier) ** 2) / outlineMm);
}

/** Hair hangs over no bare ear: not beyond its {@link earRoom}. */
function addRoom(rows: SparseRows, room: Float64Array, covered: Uint8Array, thickness: Float64Array): void {
  covered.forEach((hair, i) => {
    if (hair === 1 && thickness[i] > room[i]) rows.add([i], [1], room[i], 1 / ROOM_MM);
  });
}

/** Hair that hangs clear of the neck lies where a view shows it: not before. */
function addClear(rows: SparseRows, { clear }: HairEvidence, covered: Uint8Array, thickness: Float64Array): void {
  covered.forEach((hair, i) => {
    const least = clear[i] + INTO_CLEAR_MM;
    if (hair === 1 && clear[i] > 0 && thickness[i] < least) rows.add([i], [1], least, 1 / CLEAR_MM);
  });
}

/** Median of what outlines ask for. */
function usualThickness(rows: readonly ThicknessRow[]): number {
  if (rows.length === 0) return THICKNESS_START_MM;
  const asked = rows.map(({ factors, value }) => value / factors.reduce((a, b) => a + b, 0)).sort((a, b) => a - b);
  return Math.max(2, Math.min(40, asked[asked.length >> 1]));
}

/** @param usual thickness, mm */
function addPriors(
  rows: SparseRows,
  { sphere, head, cover }: HairEvidence,
  covered: Uint8Array,
  { levelMm, usualMm, usual }: OutlineHold & { readonly usual: number },
): void {
  const rings = ringsInside(sphere, covered);
  covered.forEach((hair, i) => {
    const ring = sphere.neighbours[i];
    // Hair that hangs is smooth in its distance from the vertical, whatever neck it hangs beside; other hair is smooth over its skin.
    const hanging = cover.fall !== 'lies' && hair === 1 && sphere.drops[i] > 0 && ring.every((n) => head.skull[n] > 0);
    const across = (n: number): number => (hanging ? acrossOf(sphere, n) : 1);
    const beneath = (n: number): number => (hanging ? acrossOf(sphere, n) * head.skull[n] : 0);
    const own = across(i);
    rows.add(
      [i, ...ring],
      [own, ...Array.from(ring, (n) => -across(n) / ring.length)],
      mean(Array.from(ring, beneath)) - beneath(i),
      1 / SMOOTH_MM,
    );
    for (const n of ring) if (n > i) rows.add([i, n], [own, -across(n)], beneath(n) - beneath(i), 1 / levelMm);
    if (hair === 0) {
      rows.add([i], [1], 0, 1 / (cover.skin[i] > 0 ? BARE_MM : PERHAPS_BARE_MM));
      return;
    }
    if (rings[i] > 0 && head.drape[i] === 0) rows.add([i], [1], 0, (1 - cover.seen[i]) / (EDGE_MM * rings[i]));
    rows.add([i], [1], usual, 1 / usualMm);
    const m = sphere.mirror[i];
    if (i < m && covered[m] === 1) rows.add([i, m], [1, -1], 0, 1 / SIDES_MM);
  });
}

/** How many rings of neighbours inside the edge of what is covered a point lies [N]: from 1 to {@link EDGE_RINGS}, 0 elsewhere. */
function ringsInside({ neighbours }: ShellSphere, covered: Uint8Array): Uint8Array {
  const out = new Uint8Array(covered.length);
  let rim = Array.from(covered.keys()).filter((i) => covered[i] === 0);
  for (let ring = 1; ring <= EDGE_RINGS; ring++) {
    const beside = new Set(rim.flatMap((i) => [...neighbours[i]]));
    rim = [...beside].filter((n) => covered[n] === 1 && out[n] === 0);
    for (const n of rim) out[n] = ring;
  }
  return out;
}
