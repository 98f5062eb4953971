import type { MakeHuman } from '../makehuman/makehuman.ts';
import type { BaseBlend } from './crop.ts';

/** Where the bust ends, dm over MakeHuman's ground: a level ring just above the collar bones. */
const RING_HEIGHT = 5.74;

/** A vertex on the bust's ring, with its UV. */
interface RingVertex {
  readonly base: number;
  readonly uv: number;
}

/** The body cut off at the bust's ring. */
export interface Bust {
  /** Kept quads of the base mesh. */
  readonly quads: readonly number[];
  /** The open edge, in the direction in which the kept quads run along it. */
  readonly ring: readonly RingVertex[];
  /** Where the ring's vertices lie instead: slid along the mesh's edges onto the level. */
  readonly slide: ReadonlyMap<number, BaseBlend>;
}

/** Keeps the body's quads above the ring. */
export function cutBust(human: MakeHuman): Bust {
  const height = (v: number): number => human.vertices[3 * v + 1];
  const body = human.groupOfQuad.flatMap((group, q) => (group === 'body' ? [q] : []));
  const corners = (q: number): number[] => Array.from(human.quads.subarray(4 * q, 4 * q + 4));
  const quads = body.filter((q) => corners(q).reduce((sum, v) => sum + height(v) / 4, 0) > RING_HEIGHT);
  const ring = openEdge(human, quads);
  const onRing = new Set(ring.map(({ base }) => base));
  const slide = new Map<number, BaseBlend>();
  const neighbours = new Map<number, Set<number>>();
  for (const q of body) {
    const loop = corners(q);
    loop.forEach((v, k) => {
      if (!onRing.has(v)) return;
      const own = neighbours.get(v) ?? new Set();
      own.add(loop[(k + 1) % 4]).add(loop[(k + 3) % 4]);
      neighbours.set(v, own);
    });
  }
  for (const { base } of ring) slide.set(base, onLevel(human, base, [...(neighbours.get(base) ?? [])]));
  return { quads, ring, slide };
}

/** The point at the ring's height on the edge from a vertex that climbs or falls most steeply through it. */
function onLevel({ vertices }: MakeHuman, v: number, neighbours: readonly number[]): BaseBlend {
  const at = (i: number, k: number): number => vertices[3 * i + k];
  const missing = RING_HEIGHT - at(v, 1);
  const steepness = (n: number): number =>
    (Math.sign(missing) * (at(n, 1) - at(v, 1))) / Math.hypot(at(n, 0) - at(v, 0), at(n, 2) - at(v, 2), 1e-9);
  const steepest = neighbours.reduce((a, b) => (steepness(b) > steepness(a) ? b : a));
  const t = missing / (at(steepest, 1) - at(v, 1));
  return { vertices: [v, steepest], weights: [1 - t, t] };
}

/** The one loop of edges that belong to a single quad. */
function openEdge(human: MakeHuman, quads: readonly number[]): RingVertex[] {
  const sides = new Map<string, number>();
  const key = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const each = (visit: (from: number, to: number, uv: number) => void): void => {
    for (const q of quads)
      for (let k = 0; k < 4; k++)
        visit(human.quads[4 * q + k], human.quads[4 * q + ((k + 1) % 4)], human.uvQuads[4 * q + k]);
  };
  each((from, to) => sides.set(key(from, to), (sides.get(key(from, to)) ?? 0) + 1));
  const next = new Map<number, { to: number; uv: number }>();
  each((from, to, uv) => {
    if (sides.get(key(from, to)) === 1) next.set(from, { to, uv });
  });
  const [start] = next.keys();
  const ring: RingVertex[] = [];
  for (let v = start; ring.length === 0 || v !== start; ) {
    const step = next.get(v);
    if (step === undefined || ring.length > next.size) throw new Error('the bust must end in one loop of edges');
    ring.push({ base: v, uv: step.uv });
    v = step.to;
  }
  if (ring.length !== next.size)
    throw new Error(`the bust must end in one loop of ${next.size} edges; received one of ${ring.length}`);
  return ring;
}

/** How far in the rings of the cap lie, from its rim to its middle. */
const CAP_RINGS = [0.08, 0.5] as const;

/** A vertex of the ring as a row of the head. */
interface RingRow {
  readonly row: number;
  readonly uv: number;
  readonly blend: BaseBlend;
}

/**
 * Closes the bust from below: a narrow ring that keeps its rim crisp, a wide one, a fan of quads. The cap takes its colour from the
 * ring's UVs, in which it has no area.
 * @param firstRow of the cap's own vertices
 */
export function capRing(
  ring: readonly RingRow[],
  firstRow: number,
): { blends: BaseBlend[]; quads: number[]; uvQuads: number[] } {
  const n = ring.length;
  const middle: BaseBlend = {
    vertices: ring.flatMap(({ blend }) => blend.vertices),
    weights: ring.flatMap(({ blend }) => blend.weights.map((w) => w / n)),
  };
  const blends = CAP_RINGS.flatMap((share) => ring.map(({ blend }) => mixed(blend, middle, share)));
  blends.push(middle);
  const rows = [ring.map(({ row }) => row), ...CAP_RINGS.map((_, r) => ring.map((__, i) => firstRow + r * n + i))];
  const quads: number[] = [];
  const uvQuads: number[] = [];
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const [a, b] = [ring[i].uv, ring[j].uv];
    for (let r = 0; r + 1 < rows.length; r++) {
      quads.push(rows[r][j], rows[r][i], rows[r + 1][i], rows[r + 1][j]);
      uvQuads.push(b, a, a, b);
    }
  }
  const inner = rows[rows.length - 1];
  const centre = firstRow + CAP_RINGS.length * n;
  if (n % 2 !== 0) throw new Error(`the bust's ring must have an even number of vertices; received ${n}`);
  for (let i = 0; i < n; i += 2) {
    const [j, k] = [i + 1, (i + 2) % n];
    quads.push(inner[k], inner[j], inner[i], centre);
    uvQuads.push(ring[k].uv, ring[j].uv, ring[i].uv, ring[i].uv);
  }
  return { blends, quads, uvQuads };
}

function mixed(a: BaseBlend, b: BaseBlend, share: number): BaseBlend {
  return {
    vertices: [...a.vertices, ...b.vertices],
    weights: [...a.weights.map((w) => (1 - share) * w), ...b.weights.map((w) => share * w)],
  };
}
