import { mean } from '../../geometry/mean.ts';
import { smoothStep } from '../../geometry/smooth-step.ts';
import { cross, dot3, unit } from '../../geometry/vector3.ts';
import { type CertainLight, fitHardLight, lampCost, type SoftView } from './hard-light.ts';
import { lampSeen, litBy, type SurfacePoints } from './lit-surface.ts';
import type { CastingMesh } from './shadow-map.ts';

/** Points of a surface, and what casts shadows on them. */
export interface ShadedSurface extends SurfacePoints {
  readonly mesh: CastingMesh;
}

/** A view, and where its camera looks from. */
export interface LitView extends SoftView {
  /** Head to camera [9], row-major. */
  readonly rotation: ArrayLike<number>;
}

/** What a lamp may leave of what is unexplained without it: surely one, and surely none. */
const LEFT = [0.6, 0.8] as const;
/** Directions to begin with. Where the best of them leaves more, none does better. */
const DIRECTIONS = 80;
const HOPELESS = 0.9;
/** Cosine to one of these from which on it stands for another direction: they lie some 16 degrees apart. */
const NEAR_COSINE = 0.95;
/** How far off the best others are looked at then, in turn, radians. */
const TURNS = [0.12, 0.06, 0.03] as const;
/** Lowest of the directions, a share of the way to the front: somewhat behind the head. */
const LOWEST = -0.3;
const COARSE = { penumbra: 8, pixels: 192 };

/**
 * The lamp that a head stands before while its views are taken, sun or window: the direction whose {@link lampCost} is least in the mean over the
 * views, of 80 before the head, then of those around it. It goes with the head, around which the camera goes, or with the camera, before which the
 * head turns, whichever explains more.
 * @param surface of the views' samples
 * @returns the light of each view; null for all where no lamp's shadows are seen, and where it would darken one
 */
export function findLamp(surface: ShadedSurface, views: readonly LitView[]): (CertainLight | null)[] {
  const costs = views.map(lampCost);
  const lit = onceADirection((toLamp) => litBy(surface, toLamp, lampSeen(surface.mesh, toLamp, COARSE)));
  const tried = spread(DIRECTIONS);
  const tables = costs.map((cost) => tried.map((toLamp) => cost(lit(toLamp))));
  const goesWith = [views.map(() => WITH_HEAD), views.map(({ rotation }) => withCamera(rotation))];
  let best = leastCost(goesWith.map((frames) => coarsest(frames, tried, tables)));
  if (best.cost > HOPELESS) return views.map(() => null);
  for (const turn of TURNS) {
    // The first cost is the nearest directions' that were tried, not its own.
    const near = [best.direction, ...around(best.direction, turn)].map((direction): PlacedLamp => {
      const { frames } = best;
      return { frames, direction, cost: mean(costs.map((own, v) => own(lit(inHead(frames[v], direction))))) };
    });
    best = leastCost(near);
  }
  const certainty = 1 - smoothStep(best.cost, LEFT);
  return views.map((view, v) => {
    const toLamp = inHead(best.frames[v], best.direction);
    const light = certainty > 0 ? fitHardLight(view, { toLamp, lit: lit(toLamp) }) : null;
    return light === null ? null : { ...light, certainty };
  });
}

/** What a lamp goes with: head space to its own [9], row-major. */
type Frame = ArrayLike<number>;

const WITH_HEAD: Frame = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A camera's x and y, and the way from the head to it. */
function withCamera(r: ArrayLike<number>): Frame {
  return Array.from(r, (x, k) => (k < 6 ? x : -x));
}

function inHead(r: Frame, [x, y, z]: readonly number[]): readonly number[] {
  return r === WITH_HEAD ? [x, y, z] : [0, 1, 2].map((k) => r[k] * x + r[3 + k] * y + r[6 + k] * z);
}

/** A lamp's direction in its frames, and what it costs in the mean over the views. */
interface PlacedLamp {
  readonly frames: readonly Frame[];
  readonly direction: readonly number[];
  readonly cost: number;
}

/** The best of the directions, each by the nearest of those that were tried in head space. @param tables costs [views][directions] */
function coarsest(
  frames: readonly Frame[],
  tried: readonly (readonly number[])[],
  tables: readonly (readonly number[])[],
): PlacedLamp {
  const placed = tried.map((direction): PlacedLamp => {
    const own = frames.map((frame, v) => tables[v][nearestOf(tried, inHead(frame, direction))] ?? 1);
    return { frames, direction, cost: mean(own) };
  });
  return leastCost(placed);
}

function leastCost(lamps: readonly PlacedLamp[]): PlacedLamp {
  return lamps.reduce((best, lamp) => (lamp.cost < best.cost ? lamp : best));
}

/** @returns -1 where none is near: it lies behind the head */
function nearestOf(directions: readonly (readonly number[])[], d: readonly number[]): number {
  let [nearest, most] = [-1, NEAR_COSINE];
  directions.forEach((other, k) => {
    const cosine = dot3(other, d);
    if (cosine > most) [nearest, most] = [k, cosine];
  });
  return nearest;
}

/** What is lit from a direction, worked out once for all views that have it. */
function onceADirection(lit: (toLamp: readonly number[]) => Float32Array): (toLamp: readonly number[]) => Float32Array {
  const known = new Map<string, Float32Array>();
  return (toLamp) => {
    const key = toLamp.join();
    const own = known.get(key) ?? lit(toLamp);
    known.set(key, own);
    return own;
  };
}

/** Directions all over what lies in front, on a golden spiral. */
function spread(count: number): number[][] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, k) => {
    const z = 1 - ((1 - LOWEST) * (k + 0.5)) / count;
    const r = Math.sqrt(1 - z * z);
    return [r * Math.cos(golden * k), r * Math.sin(golden * k), z];
  });
}

/** Six directions around one. @param turn off it, radians */
function around(d: readonly number[], turn: number): number[][] {
  const aside = Math.abs(d[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const right = unit(aside.map((x, k) => x - dot3(aside, d) * d[k]));
  const up = cross(d, right);
  return Array.from({ length: 6 }, (_, k) => {
    const [c, s] = [Math.cos((Math.PI * k) / 3), Math.sin((Math.PI * k) / 3)];
    return unit(d.map((x, a) => x + turn * (c * right[a] + s * up[a])));
  });
}
