import { rotationFromAxisAngle } from '../../geometry/rotation.ts';
import { cross, difference3, dot3, unit } from '../../geometry/vector3.ts';
import { eyeballs } from '../anatomy/eyes/eyeballs.ts';
import type { Sphere } from '../anatomy/eyes/seat-eyes.ts';
import { findSlits, type Slit, upperEdge } from '../anatomy/slits.ts';
import { embeddedPoints, type HeadModel } from '../head-model.ts';
import { onceAHead } from '../once-a-head.ts';
import type { AnchoredPoints } from './head-cards.ts';

/** Across an eye, one beyond either corner, and from lid to lid. */
const COLUMNS = 19;
const ROWS = 9;
/** Under the lids it goes on so far, and beyond their corners, radians of the eyeball. */
const UNDER = 0.14;
const BEYOND = 0.25;
/**
 * Of the eyeball's radius: off its sphere, in which its flat faces lie. Lids' rims are twice as far off it; half shut, a sheet that morph
 * targets move straight lies lower.
 */
const LIFT = 0.03;
/** Share of the way across over which it comes down to the corners, whose rims touch the sphere. */
const CORNERS = 0.08;
/** Of the texture's side. */
const EDGE = 0.01;
/** What the texture spans either way, mm. */
export const OCCLUSION_SPAN_MM = 6;

/**
 * A sheet over each eye between its lids, whose texture covers as the lids shade what lies under it. Its points hang on spots of the
 * rims: each column on one of the upper lid, then one of the lower, each point on the nearer of them.
 */
export interface EyeOcclusion extends AnchoredPoints {
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** The left eye's sheet, then the right one's. */
export const eyeOcclusion = onceAHead((head): EyeOcclusion => {
  const slits = findSlits(head);
  const [anchors, barycentric, anchorOf, triangles]: number[][] = [[], [], [], []];
  for (const side of ['left', 'right'] as const) {
    const edges = [upperEdge(slits[side]), slits[side].lower];
    for (let i = 0; i < COLUMNS; i++) {
      for (const rim of edges) {
        const [a, b, share] = spotAcross(head, rim, acrossEye(i));
        anchors.push(a, b, b);
        barycentric.push(1 - share, share, 0);
      }
      const spot = anchors.length / 3 - 2;
      for (let j = 0; j < ROWS; j++) {
        const point = anchorOf.length;
        anchorOf.push(2 * j < ROWS ? spot : spot + 1);
        if (i === 0 || j === 0) continue;
        const before = point - ROWS;
        triangles.push(before - 1, before, point - 1, point - 1, before, point);
      }
    }
  }
  return {
    anchors: Uint32Array.from(anchors),
    barycentric: Float64Array.from(barycentric),
    anchorOf: Uint32Array.from(anchorOf),
    triangles: Uint32Array.from(triangles),
  };
});

/** How far across the eye a column lies, 0 to 1 from corner to corner. */
function acrossEye(column: number): number {
  return Math.min(1, Math.max(0, (column - 1) / (COLUMNS - 3)));
}

/** Two neighbours on a rim of the mean head between which a share of the way across it lies, and how much of the second. */
function spotAcross({ template }: HeadModel, rim: Slit['upper'], share: number): [number, number, number] {
  const [from, to] = [template[3 * rim[0]], template[3 * rim[rim.length - 1]]];
  const x = from + share * (to - from);
  let i = 0;
  while (i + 2 < rim.length && template[3 * rim[i + 1]] < x) i++;
  const [a, b] = [template[3 * rim[i]], template[3 * rim[i + 1]]];
  return [rim[i], rim[i + 1], Math.min(1, Math.max(0, (x - a) / (b - a)))];
}

/** A sheet between lids that stand somewhere. */
export interface PlacedOcclusion {
  /** [P, 3] mm */
  readonly positions: Float64Array;
  /** [P, 2] how far along the eyeball each point lies from the upper lid's rim, and from the lower one's, of {@link OCCLUSION_SPAN_MM}. */
  readonly uvs: Float64Array;
}

/**
 * Lays the sheets over the eyeballs of a head: between the directions in which its column's spots lie from the eye's middle, along the sphere.
 * @param positions [V, 3] mm
 */
export function placeEyeOcclusion(head: HeadModel, positions: ArrayLike<number>): PlacedOcclusion {
  return layEyeOcclusion(eyeOcclusion(head), positions, eyeballs(head, positions));
}

/** @param skin [>= skin vertices, 3] mm @param eyes the left one, then the right one */
export function layEyeOcclusion(
  { anchors, barycentric, anchorOf }: EyeOcclusion,
  skin: ArrayLike<number>,
  eyes: readonly Sphere[],
): PlacedOcclusion {
  const spots = embeddedPoints({ vertices: anchors, barycentric }, skin);
  const out = { positions: new Float64Array(3 * anchorOf.length), uvs: new Float64Array(2 * anchorOf.length) };
  for (const [e, { centre, radius }] of eyes.entries()) {
    /** From the eye's middle to a column's spot of the upper lid, 0, or of the lower one, 1. */
    const arm = (column: number, lid: 0 | 1): number[] => {
      const at = 3 * (2 * (e * COLUMNS + column) + lid);
      return difference3([...spots.subarray(at, at + 3)], centre);
    };
    const corners = unit(difference3(arm(COLUMNS - 1, 0), arm(0, 0)));
    const about = ([x, y, z]: readonly number[], angle: number): Float64Array =>
      rotationFromAxisAngle(angle * x, angle * y, angle * z);
    // Backwards about the line between the corners, and aside about what is upright on them.
    const [up, down] = [about(corners, -UNDER), about(corners, UNDER)];
    const upright = unit(cross(arm(0, 0), arm(COLUMNS - 1, 0)));
    for (let column = 0; column < COLUMNS; column++) {
      const across = acrossEye(column);
      const beyond = column === 0 ? -BEYOND : column === COLUMNS - 1 ? BEYOND : 0;
      const aside = about(upright, beyond);
      const off = radius * (1 + LIFT * Math.min(1, Math.min(across, 1 - across) / CORNERS));
      const [upper, lower] = [unit(arm(column, 0)), unit(arm(column, 1))];
      for (let row = 0; row < ROWS; row++) {
        const share = (row - 1) / (ROWS - 3);
        const below =
          row === 0
            ? turned(up, upper)
            : row === ROWS - 1
              ? turned(down, lower)
              : unit(upper.map((x, c) => x + share * (lower[c] - x)));
        const direction = turned(aside, below);
        const p = ROWS * (e * COLUMNS + column) + row;
        for (let c = 0; c < 3; c++) out.positions[3 * p + c] = centre[c] + off * direction[c];
        // Under a lid it is as at its rim.
        out.uvs[2 * p] = chartPlace(row === 0 ? 0 : radius * angle(upper, below));
        out.uvs[2 * p + 1] = chartPlace(row === ROWS - 1 ? 0 : radius * angle(lower, below));
      }
    }
  }
  return out;
}

function turned(rotation: Float64Array, direction: readonly number[]): number[] {
  return [0, 3, 6].map((k) => dot3([...rotation.subarray(k, k + 3)], direction));
}

/** Off the texture's edges, where readers that repeat it blend both sides. */
function chartPlace(mm: number): number {
  return Math.min(1 - EDGE, Math.max(EDGE, mm / OCCLUSION_SPAN_MM));
}

function angle(a: readonly number[], b: readonly number[]): number {
  return 2 * Math.asin(Math.min(1, Math.hypot(...difference3(a, b)) / 2));
}
