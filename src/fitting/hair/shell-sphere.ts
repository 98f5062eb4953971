import { icosphere } from '../../geometry/mesh/icosphere.ts';
import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';

/** The topology of all shells: a point of hair lies on each of these rays from the middle of the skull. */
export interface ShellSphere {
  /** Unit vectors in head space [N, 3]. */
  readonly directions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly neighbours: readonly Uint32Array[];
  /** The ray on the head's other side [N]. */
  readonly mirror: Uint32Array;
  /** [N, 2]: angles from the crown as lengths, so that one chart without a seam holds all but the throat. */
  readonly uvs: Float64Array;
}

/** Points every 4 mm on a head. */
const LEVEL = 5;
/** The chart's middle, up and to the back: its rim is the throat, which has no hair. */
const CROWN: readonly [number, number, number] = [0, 0.8, -0.6];
/** Of the chart's half side. */
const CHART_RADIUS = 0.98;

export function createShellSphere(level = LEVEL): ShellSphere {
  const { directions, triangles } = icosphere(level);
  const count = directions.length / 3;
  return {
    directions,
    triangles,
    neighbours: vertexNeighbours(count, triangles, 3),
    mirror: mirrorOf(directions),
    uvs: chartOf(directions),
  };
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

/** Azimuthal equidistant around the crown; left and right of the head are left and right of u = 1/2. */
function chartOf(directions: Float64Array): Float64Array {
  const [, y, z] = CROWN;
  const out = new Float64Array((2 * directions.length) / 3);
  for (let i = 0; i < out.length / 2; i++) {
    const [a, b, c] = directions.subarray(3 * i, 3 * i + 3);
    const along = b * y + c * z;
    const across = c * y - b * z;
    const angle = Math.acos(Math.max(-1, Math.min(1, along)));
    const length = Math.hypot(a, across);
    const radius = (0.5 * CHART_RADIUS * angle) / Math.PI;
    out[2 * i] = 0.5 + (length === 0 ? 0 : (radius * a) / length);
    out[2 * i + 1] = 0.5 + (length === 0 ? 0 : (radius * across) / length);
  }
  return out;
}
