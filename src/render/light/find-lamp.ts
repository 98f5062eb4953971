import { smoothStep } from '../../geometry/smooth-step.ts';
import { cross, dot3, unit } from '../../geometry/vector3.ts';
import { type CertainLight, fitHardLight, type LampCandidate, lampCosts, type SoftView } from './hard-light.ts';
import { type CastingMesh, type ShadowCaster, shadowMap } from './shadow-map.ts';

/** Points of a surface, and what casts shadows on them. */
export interface ShadedSurface {
  /** [N, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [N, 3] unit */
  readonly normals: ArrayLike<number>;
  readonly mesh: CastingMesh;
}

/** What a lamp may leave of what is unexplained without it: surely one, and surely none. */
const LEFT = [0.6, 0.8] as const;
/** Directions to begin with. Where the best of them leaves more, none does better. */
const DIRECTIONS = 80;
const HOPELESS = 0.9;
/** How far off the best others are looked at then, in turn, radians. */
const TURNS = [0.12, 0.06, 0.03] as const;
/** Lowest of them, a share of the way to the head's front: somewhat behind it. */
const LOWEST = -0.3;
/** The sun's distance: rays are all but parallel, mm. */
const LAMP_MM = 4000;
/** Middle of what is lit, mm. */
const MIDDLE = [0, -20, -50] as const;
const COARSE = { penumbra: 8, pixels: 192 };
const FINE = { penumbra: 4, pixels: 1024 };

/**
 * The lamp that a head stands before while its views are taken, sun or window: the direction whose {@link lampCosts} are least in the mean
 * over the views, of 80 before the head, then of those around it.
 * @param surface of the views' samples
 * @returns the light of each view; null where no lamp's shadows are seen, and where it would darken one
 */
export function findLamp(surface: ShadedSurface, views: readonly SoftView[]): (CertainLight | null)[] {
  const candidate = (toLamp: readonly number[]): LampCandidate => ({ toLamp, lit: litBy(surface, toLamp, COARSE) });
  let best = bestOf(views, spread(DIRECTIONS).map(candidate));
  if (best.cost > HOPELESS) return views.map(() => null);
  for (const turn of TURNS) best = bestOf(views, [best.lamp, ...around(best.lamp.toLamp, turn).map(candidate)]);
  const certainty = 1 - smoothStep(best.cost, LEFT);
  return views.map((view) => {
    const light = certainty > 0 ? fitHardLight(view, best.lamp) : null;
    return light === null ? null : { ...light, certainty };
  });
}

function bestOf(
  views: readonly SoftView[],
  lamps: readonly LampCandidate[],
): { readonly lamp: LampCandidate; readonly cost: number } {
  const costs = new Float64Array(lamps.length);
  for (const view of views)
    lampCosts(view, lamps).forEach((cost, k) => {
      costs[k] += cost / views.length;
    });
  const k = costs.indexOf(Math.min(...costs));
  return { lamp: lamps[k], cost: costs[k] };
}

/** Share of a lamp that is seen, times the cosine to it, at points of a surface [N]. */
export function litBy(
  { positions: p, normals: n, mesh }: ShadedSurface,
  toLamp: readonly number[],
  fineness: Pick<ShadowCaster, 'penumbra' | 'pixels'> = FINE,
): Float32Array {
  const lamp = MIDDLE.map((x, k) => x + LAMP_MM * toLamp[k]);
  const seen = shadowMap({ lamp, middle: MIDDLE, ...fineness }, mesh);
  return Float32Array.from({ length: n.length / 3 }, (_, i) => {
    const cosine = n[3 * i] * toLamp[0] + n[3 * i + 1] * toLamp[1] + n[3 * i + 2] * toLamp[2];
    return cosine <= 0 ? 0 : cosine * seen(p[3 * i], p[3 * i + 1], p[3 * i + 2]);
  });
}

/** Directions all over what lies before the head, on a golden spiral. */
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
