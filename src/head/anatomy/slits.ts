import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import type { HeadModel } from '../head-model.ts';
import { onceAHead } from '../once-a-head.ts';

/** Where the skin opens: the mouth and the subject's eyes. */
export const SLIT_NAMES = ['mouth', 'left', 'right'] as const;
export type SlitName = (typeof SLIT_NAMES)[number];

/** The edges that touch when a slit is shut, each from one corner to the other, corners in the lower half. */
export interface Slit {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
}

/** Height and depth (mm, 0 between the eyes) that tell the slits of eyes and mouth from the neck's seam. */
const EYES_ABOVE_MM = -25;
const EYE_DEPTH_MM = 60;

/**
 * Rings of vertices from where the skin leaves the chart, deep inside, out to the edges that touch: lips meet one
 * ring out, the lids' margins, which a blink moves, lie two rings out.
 */
const RINGS_OUT: Readonly<Record<SlitName, number>> = { mouth: 1, left: 2, right: 2 };

/** The slits of a head, found by its mesh's edges. */
export const findSlits = onceAHead((head): Readonly<Record<SlitName, Slit>> => {
  const loops = rimLoops(head);
  const neighbours = chartNeighbours(head);
  const [x, y, z] = [0, 1, 2].map((k) => (v: number) => head.template[3 * v + k]);
  const mean = (loop: readonly number[], axis: (v: number) => number): number =>
    loop.reduce((sum, v) => sum + axis(v), 0) / loop.length;
  const find = (name: SlitName, test: (loop: readonly number[]) => boolean): Slit => {
    const loop = loops.find(test);
    if (loop === undefined) throw new Error(`the head's skin must open at the slit "${name}"`);
    let ring: readonly number[] = loop;
    for (let k = 0; k < RINGS_OUT[name]; k++) ring = ringOutside(neighbours, ring, new Set([...loop, ...ring]));
    return halves(head, ring);
  };
  const eye = (loop: readonly number[]): boolean => mean(loop, y) > EYES_ABOVE_MM && mean(loop, z) > -EYE_DEPTH_MM;
  return {
    mouth: find('mouth', (loop) => mean(loop, y) <= EYES_ABOVE_MM && mean(loop, z) > 0),
    left: find('left', (loop) => eye(loop) && mean(loop, x) > 0),
    right: find('right', (loop) => eye(loop) && mean(loop, x) < 0),
  };
});

/** Closed loops of edges that lie between a quad on the skin chart and one off it. */
function rimLoops(head: HeadModel): number[][] {
  const sides = new Map<string, { readonly edge: readonly [number, number]; readonly chart: Set<number> }>();
  for (let q = 0; q < head.parts[0].quadCount; q++)
    for (let k = 0; k < 4; k++) {
      const [a, b] = [head.quads[4 * q + k], head.quads[4 * q + ((k + 1) % 4)]];
      if (a === b) continue;
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const side = sides.get(key) ?? { edge: [a, b], chart: new Set<number>() };
      side.chart.add(head.skinQuadOnChart[q]);
      sides.set(key, side);
    }
  const next = new Map<number, number[]>();
  for (const { edge, chart } of sides.values()) {
    if (chart.size < 2) continue;
    for (const [from, to] of [edge, [edge[1], edge[0]]]) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const seen = new Set<number>();
  const loops: number[][] = [];
  for (const start of next.keys()) {
    const loop: number[] = [];
    for (let v: number | undefined = start; v !== undefined && !seen.has(v); ) {
      seen.add(v);
      loop.push(v);
      v = next.get(v)?.find((n) => !seen.has(n));
    }
    if (loop.length > 2) loops.push(loop);
  }
  return loops;
}

/** Neighbours of each skin vertex along edges of quads on the chart. */
function chartNeighbours(head: HeadModel): Uint32Array[] {
  const [skin] = head.parts;
  const onChart = head.quads.subarray(0, 4 * skin.quadCount).filter((_, corner) => head.skinQuadOnChart[corner >> 2]);
  return vertexNeighbours(skin.vertexCount, onChart, 4);
}

/** The next ring of a strip of quads around a slit: each vertex's one neighbour that lies further out. */
function ringOutside(
  neighbours: readonly Uint32Array[],
  ring: readonly number[],
  inside: ReadonlySet<number>,
): number[] {
  return ring.map((v) => {
    const outer = neighbours[v].filter((n) => !inside.has(n));
    if (outer.length !== 1)
      throw new Error(`quads must ring a slit of the skin; vertex ${v} has ${outer.length} outside`);
    return outer[0];
  });
}

/** Cuts a loop at its outermost vertices. */
function halves(head: HeadModel, loop: readonly number[]): Slit {
  const x = (v: number): number => head.template[3 * v];
  const first = loop.indexOf(loop.reduce((a, b) => (x(b) < x(a) ? b : a)));
  const turned = [...loop.slice(first), ...loop.slice(0, first)];
  const last = turned.indexOf(turned.reduce((a, b) => (x(b) > x(a) ? b : a)));
  const one = turned.slice(1, last);
  const other = turned.slice(last + 1).reverse();
  const height = (half: readonly number[]): number =>
    half.reduce((sum, v) => sum + head.template[3 * v + 1], 0) / half.length;
  const [upper, lower] = height(one) > height(other) ? [one, other] : [other, one];
  return { upper, lower: [turned[0], ...lower, turned[last]] };
}

/** A slit's corners: at the subject's right, at their left. */
export function slitEnds({ lower }: Slit): readonly [number, number] {
  return [lower[0], lower[lower.length - 1]];
}

/** The upper edge from corner to corner, as the lower one goes. */
export function upperEdge(slit: Slit): readonly number[] {
  const [first, last] = slitEnds(slit);
  return [first, ...slit.upper, last];
}

/** All vertices of a slit's edges. */
export function rimOf({ upper, lower }: Slit): number[] {
  return [...upper, ...lower];
}

/** From corner to corner on the head model, mm. */
export function slitWidth({ template }: HeadModel, slit: Slit): number {
  const [first, last] = slitEnds(slit);
  return template[3 * last] - template[3 * first];
}

/** How far across a slit a vertex lies on the head model: 0 at its corner at the subject's right, 1 at the one at their left. */
export function acrossSlit({ template }: HeadModel, slit: Slit, v: number): number {
  const [first, last] = slitEnds(slit).map((end) => template[3 * end]);
  return (template[3 * v] - first) / (last - first);
}

/** How far a vertex lies from the slit's nearer corner, across the head model, mm. */
export function fromCorner({ template }: HeadModel, slit: Slit, v: number): number {
  const x = template[3 * v];
  const [first, last] = slitEnds(slit).map((end) => template[3 * end]);
  return Math.min(x - first, last - x);
}

/** Mean height of a slit's opening: each vertex of the upper edge over the lower edge's nearest in x, mm. */
export function slitOpening({ upper, lower }: Slit, positions: ArrayLike<number>): number {
  let sum = 0;
  for (const u of upper) {
    const below = lower.reduce((a, b) =>
      Math.abs(positions[3 * b] - positions[3 * u]) < Math.abs(positions[3 * a] - positions[3 * u]) ? b : a,
    );
    sum += positions[3 * u + 1] - positions[3 * below + 1];
  }
  return sum / upper.length;
}
