import { smoothedValues } from '../../geometry/mesh/smoothed-values.ts';
import { type ClassTrust, classTrust } from './cover/class-trust.ts';
import { edgeDistance } from './edge-distance.ts';
import type { HairShape } from './fit-hair.ts';

/** The part of a shell that hair covers, as a mesh. */
export interface HairMesh {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [V, 2] */
  readonly uvs: Float64Array;
  /** How far inside the hair's edge its vertices lie [V] mm; below 0 around it. */
  readonly edge: Float64Array;
  /** How far off the skull they lie [V] mm. */
  readonly thickness: Float64Array;
  /** How much of what is left out lies there [V] 0..1: hair ends around it, whatever pixels show. */
  readonly bare: Float64Array;
  /** What pixels that are no hair count for at its vertices [V]. */
  readonly trust: ClassTrust;
  /** Hair that goes on below this ends here, mm. */
  readonly cutY: number;
}

/** What of a shell its mesh shows. */
type ShellOutside = Pick<HairShape, 'sphere' | 'head' | 'points' | 'thickness' | 'level' | 'bare'>;

/** The triangles that hair covers or ends beside, down to the bust's cut. */
export function hairMesh({ sphere, head, points, thickness, level, bare }: ShellOutside): HairMesh {
  const cutY = head.centre[1] + head.cutY;
  // Hair that goes on below the bust's cut ends there.
  const ending = level.map((own, i) => Math.min(own, (points[3 * i + 1] - cutY) / CUT_MM));
  const edge = edgeDistance(sphere, points, ending);
  const kept: number[] = [];
  for (let t = 0; t < sphere.triangles.length; t += 3) {
    const corners = sphere.triangles.subarray(t, t + 3);
    if (corners.some((i) => edge[i] > -FRINGE_MM) && corners.every((i) => !Number.isNaN(head.skull[i])))
      kept.push(...corners);
  }
  const used = [...new Set(kept)].sort((a, b) => a - b);
  const trust = classTrust(sphere, head);
  const place = new Map(used.map((i, v) => [i, v]));
  const rows = (values: ArrayLike<number>, width: number): Float64Array =>
    Float64Array.from(
      { length: width * used.length },
      (_, k) => values[width * used[Math.floor(k / width)] + (k % width)],
    );
  return {
    positions: rows(points, 3),
    triangles: Uint32Array.from(kept, (i) => place.get(i) as number),
    uvs: rows(sphere.uvs, 2),
    edge: rows(edge, 1),
    thickness: rows(thickness, 1),
    bare: rows(
      smoothedValues(
        sphere.neighbours,
        level.map((_, i) => (bare.has(i) ? 1 : 0)),
        BARE_SMOOTHINGS,
      ),
      1,
    ),
    cutY,
    trust: { skin: rows(trust.skin, 1), clothes: rows(trust.clothes, 1) },
  };
}

/** What the level falls over by one at the bust's cut. */
const CUT_MM = 20;
/** The edge of what is left out would show the triangles as well. */
const BARE_SMOOTHINGS = 2;
/** Strands end so far beside the edge: with the mesh's own they would end at its triangles. */
const FRINGE_MM = 12;
