import { icosphere } from '../../geometry/mesh/icosphere.ts';
import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';

/** The topology of all shells: a point of hair lies on each of these rays. */
export interface ShellSphere {
  /** Unit vectors in head space [N, 3]. */
  readonly directions: Float64Array;
  /** How far below the middle of the skull rays begin [N] mm. */
  readonly drops: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly neighbours: readonly Uint32Array[];
  /** The ray on the head's other side [N]. */
  readonly mirror: Uint32Array;
  /** [N, 2]: one chart without a seam, the crown in its middle and what is straight below the skull around its rim. */
  readonly uvs: Float64Array;
}

/** Points every 4 mm on a head. */
const LEVEL = 5;
/** The chart's middle, up and to the back: where strands come from. Its rim is straight down, where there is no hair. */
const CROWN: readonly [number, number, number] = [0, 0.8, -0.6];
/** Of the chart's half side. */
const CHART_RADIUS = 0.98;
/** Rays lower than this leave the vertical below the skull's middle, so many mm a radian at least, and turn up to the level within so much, radians: hair hangs around the neck. */
const LOWEST = -0.35;
const DROP_MM = 200;
const TO_LEVEL = 0.6;
/** No hair is asked of rays that were lower, radians: so few go around there that triangles between their rows lie over each other in the chart. */
const HEM = -1.396;
/** Below the depth that is asked for hair ends, mm. */
const END_MM = 16;

/** @param depthMm how far below the skull's middle the bust's cut is */
export function createShellSphere(depthMm = 0): ShellSphere {
  const { directions, triangles } = icosphere(LEVEL);
  const count = directions.length / 3;
  return {
    ...hanging(directions, Math.max(DROP_MM, (depthMm + END_MM) / (LOWEST - HEM))),
    triangles,
    neighbours: vertexNeighbours(count, triangles, 3),
    mirror: mirrorOf(directions),
    uvs: chartOf(directions),
  };
}

/** How far a ray goes from the vertical, of its length. */
export function acrossOf({ directions }: Pick<ShellSphere, 'directions'>, i: number): number {
  return Math.hypot(directions[3 * i], directions[3 * i + 2]);
}

/** |cos| of the angle between a ray and the way from a place to an eye, both seen from above; NaN for a ray straight up. */
export function towardsEye(ray: ArrayLike<number>, place: ArrayLike<number>, eye: ArrayLike<number>): number {
  const [x, z] = [eye[0] - place[0], eye[2] - place[2]];
  return Math.abs(x * ray[0] + z * ray[2]) / (Math.hypot(x, z) * Math.hypot(ray[0], ray[2]));
}

/** The sphere's lower part drawn out around the vertical. @param dropMm so many mm a radian */
function hanging(directions: Float64Array, dropMm: number): Pick<ShellSphere, 'directions' | 'drops'> {
  const out = directions.slice();
  const drops = new Float64Array(directions.length / 3);
  for (let i = 0; i < drops.length; i++) {
    const [x, y, z] = directions.subarray(3 * i, 3 * i + 3);
    const below = LOWEST - Math.asin(Math.max(-1, Math.min(1, y)));
    if (below <= 0) continue;
    drops[i] = dropMm * below;
    const bearing = Math.atan2(x, z);
    const down = LOWEST * Math.max(0, 1 - below / TO_LEVEL);
    out.set([Math.cos(down) * Math.sin(bearing), Math.sin(down), Math.cos(down) * Math.cos(bearing)], 3 * i);
  }
  return { directions: out, drops };
}

function mirrorOf(directions: Float64Array): Uint32Array {
  const key = (x: number, y: number, z: number): string => [x, y, z].map((t) => Math.round(1e6 * t)).join();
  const index = new Map<string, number>();
  const count = directions.length / 3;
  for (let i = 0; i < count; i++) index.set(key(directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]), i);
  return Uint32Array.from({ length: count }, (_, i) => {
    const mirrored = index.get(key(-directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]));
    return mirrored ?? i;
  });
}

/**
 * Stereographic from straight below, moved so that the crown is its middle (both are conformal), its lengths l then angles 2 atan l as
 * an azimuthal equidistant chart has them. Left and right of the head are left and right of u = 1/2.
 */
function chartOf(directions: Float64Array): Float64Array {
  const middle = CROWN[2] / (1 + CROWN[1]);
  const out = new Float64Array((2 * directions.length) / 3);
  for (let i = 0; i < out.length / 2; i++) {
    const [x, y, z] = directions.subarray(3 * i, 3 * i + 3);
    const [a, b] = [x / (1 + y + TINY), middle - z / (1 + y + TINY)];
    const length = Math.hypot(a, b);
    const radius = (CHART_RADIUS * Math.atan(length)) / Math.PI;
    out[2 * i] = 0.5 + (length === 0 ? 0 : (radius * a) / length);
    out[2 * i + 1] = 0.5 + (length === 0 ? 0 : (radius * b) / length);
  }
  return out;
}

const TINY = 1e-9;
