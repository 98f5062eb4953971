import { unit } from '../../geometry/vector3.ts';
import { eyeball, LIMBUS_SHARE } from '../anatomy/eyes/eyeballs.ts';
import type { HeadModel, HeadPart } from '../head-model.ts';

/**
 * The shell's edge lies this far off the eyeball's sphere, mm, its apex further, and twice as far off its flat faces. Eyes bulge
 * more, but lids of flat faces go through a higher one on their way down.
 */
const EDGE_MM = 0.05;
const APEX_MM = 0.3;
const RINGS = 4;
const SEGMENTS = 20;

/** A clear shell before an iris. */
export interface CorneaShell {
  /** [P, 3] mm, on the mean head */
  readonly positions: Float64Array;
  /** [P, 2] */
  readonly uvs: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/**
 * The cap of a sphere over the limbus, a circle of radius a around the iris' middle at distance d from the eyeball's,
 *   R = (a^2 + s^2)/(2 s),  s = r + apex - d,  d = sqrt((r + edge)^2 - a^2)
 */
export function corneaShell(head: HeadModel, eye: HeadPart): CorneaShell {
  const { centre, radius, axis } = eyeball(head, eye, head.template);
  const right = unit([axis[2], 0, -axis[0]]);
  const up = [0, 1, 2].map((k) => axis[(k + 1) % 3] * right[(k + 2) % 3] - axis[(k + 2) % 3] * right[(k + 1) % 3]);
  const limbus = LIMBUS_SHARE * radius;
  const depth = Math.sqrt((radius + EDGE_MM) ** 2 - limbus ** 2);
  const rise = radius + APEX_MM - depth;
  const capRadius = (limbus ** 2 + rise ** 2) / (2 * rise);
  const widest = Math.asin(limbus / capRadius);
  const positions: number[] = [];
  const uvs: number[] = [];
  const add = (share: number, turn: number): void => {
    const angle = share * widest;
    const [out, along] = [capRadius * Math.sin(angle), depth + rise - capRadius * (1 - Math.cos(angle))];
    const [x, y] = [Math.cos(turn), Math.sin(turn)];
    for (let k = 0; k < 3; k++) positions.push(centre[k] + along * axis[k] + out * (x * right[k] + y * up[k]));
    uvs.push((1 + share * x) / 2, (1 - share * y) / 2);
  };
  add(0, 0);
  for (let ring = 1; ring <= RINGS; ring++)
    for (let i = 0; i < SEGMENTS; i++) add(ring / RINGS, (2 * Math.PI * i) / SEGMENTS);
  return { positions: Float64Array.from(positions), uvs: Float64Array.from(uvs), triangles: discTriangles() };
}

/** A fan, then rings around it, counter-clockwise as one looks into the eye. */
function discTriangles(): Uint32Array {
  const at = (ring: number, i: number): number => (ring === 0 ? 0 : 1 + (ring - 1) * SEGMENTS + (i % SEGMENTS));
  const triangles: number[] = [];
  for (let ring = 1; ring <= RINGS; ring++)
    for (let i = 0; i < SEGMENTS; i++) {
      triangles.push(at(ring - 1, i), at(ring, i), at(ring, i + 1));
      if (ring > 1) triangles.push(at(ring - 1, i), at(ring, i + 1), at(ring - 1, i + 1));
    }
  return Uint32Array.from(triangles);
}
