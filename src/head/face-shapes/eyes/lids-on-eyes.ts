import { findSlits, rimOf } from '../../anatomy/slits.ts';
import type { HeadModel } from '../../head-model.ts';
import type { EyeSphere } from './eye-spheres.ts';

/** How far lids keep off the sphere around an eyeball, mm: straight edges of four millimetres cut 0.15 mm in. */
const CLEARANCE_MM = 0.3;

/** Vertices of lids that one sees: the rims and the skin before them, without what lines the slit. */
export function outerLids(head: HeadModel): number[] {
  const slits = findSlits(head);
  const rims = [...rimOf(slits.left), ...rimOf(slits.right)];
  const lining = liningOf(head, new Set(rims));
  return Array.from({ length: head.parts[0].vertexCount }, (_, v) => v).filter(
    (v) => head.regions.lids[v] === 1 && !lining.has(v),
  );
}

/**
 * What lies behind the rims: the sockets and what of the lids hangs together with them without crossing a rim. Not more: behind
 * the face the sockets hang together with the mouth, and by its lips with all of the skin.
 */
function liningOf(head: HeadModel, rims: ReadonlySet<number>): Set<number> {
  const [skin] = head.parts;
  const lining = new Set<number>();
  for (let v = 0; v < skin.vertexCount; v++) if (head.regions.sockets[v] === 1 && !rims.has(v)) lining.add(v);
  for (let size = -1; size < lining.size; ) {
    size = lining.size;
    for (let q = 0; q < skin.quadCount; q++) {
      const corners = head.quads.subarray(4 * q, 4 * q + 4);
      if (!corners.some((v) => lining.has(v))) continue;
      for (const v of corners)
        if (!rims.has(v) && (head.regions.lids[v] === 1 || head.regions.sockets[v] === 1)) lining.add(v);
    }
  }
  return lining;
}

/**
 * Lifts lids out of the eyeball, in place: x goes along its radius to max(|x - c|, r + clearance), or to as near as it
 * is at rest where that is nearer.
 * @param rest what the shape moves away from [V, 3] mm
 */
export function liftLids(
  lids: readonly number[],
  sphere: EyeSphere,
  rest: ArrayLike<number>,
  positions: Float64Array,
): void {
  const { centre } = sphere;
  for (const v of lids) {
    const now = offSphere(sphere, positions, v);
    const least = leastOff(sphere, rest, v, CLEARANCE_MM);
    if (now >= least || now === 0) continue;
    for (let k = 0; k < 3; k++) positions[3 * v + k] += (least / now - 1) * (positions[3 * v + k] - centre[k]);
  }
}

/** How far from the middle of an eye a lid's vertex must stay, mm: off the ball by a clearance, or as near as it is at rest. */
export function leastOff(sphere: EyeSphere, rest: ArrayLike<number>, v: number, clearance: number): number {
  return Math.min(sphere.radius + clearance, Math.max(offSphere(sphere, rest, v), sphere.radius));
}

/** From the middle of an eye to a vertex, mm. */
function offSphere({ centre }: Pick<EyeSphere, 'centre'>, positions: ArrayLike<number>, v: number): number {
  return Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c));
}
