import { rotationFromAxisAngle } from '../../geometry/rotation.ts';
import { difference3, dot3, unit } from '../../geometry/vector3.ts';
import { type Eyeball, eyeballs } from '../anatomy/eyeballs.ts';
import { findSlits, type Slit } from '../anatomy/slits.ts';
import type { HeadModel } from '../head-model.ts';
import { onceAHead } from '../once-a-head.ts';
import type { AnchoredPoints } from './head-cards.ts';

/** Across an eye from corner to corner, and from lid to lid. */
const COLUMNS = 17;
const ROWS = 9;
/** Under the lids it goes on so far, radians of the eyeball. */
const UNDER = 0.1;
/** Of the eyeball's radius: off its sphere, in which its flat faces lie. Lids' rims are twice as far off it, but for the corners', which touch it; half shut, a sheet that morph targets move straight lies lower. */
const LIFT = 0.03;
const CORNERS = 0.08;
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
    const { upper, lower } = slits[side];
    const ends = [lower[0], lower[lower.length - 1]];
    for (let i = 0; i < COLUMNS; i++) {
      for (const rim of [[ends[0], ...upper, ends[1]], lower]) {
        const [a, b, share] = spotAcross(head, rim, i / (COLUMNS - 1));
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
  eyes: readonly Pick<Eyeball, 'centre' | 'radius'>[],
): PlacedOcclusion {
  const spot = (a: number, centre: readonly number[]): number[] =>
    [0, 1, 2].map((c) => {
      const at = (n: number): number => barycentric[3 * a + n] * skin[3 * anchors[3 * a + n] + c];
      return at(0) + at(1) + at(2) - centre[c];
    });
  const out = { positions: new Float64Array(3 * anchorOf.length), uvs: new Float64Array(2 * anchorOf.length) };
  for (let column = 0; column < 2 * COLUMNS; column++) {
    const { centre, radius } = eyes[Math.floor(column / COLUMNS)];
    const across = (column % COLUMNS) / (COLUMNS - 1);
    const off = radius * (1 + LIFT * Math.min(1, Math.min(across, 1 - across) / CORNERS));
    const [upper, lower] = [0, 1].map((k) => unit(spot(2 * column + k, centre)));
    const first = 2 * (column - (column % COLUMNS));
    const axis = unit(difference3(spot(first + 2 * (COLUMNS - 1), centre), spot(first, centre)));
    // Backwards about the line between the corners: up for the upper lid.
    const turned = (direction: readonly number[], angle: number): number[] => {
      const r = rotationFromAxisAngle(...(axis.map((x) => -angle * x) as [number, number, number]));
      return [0, 1, 2].map((k) => dot3([...r.subarray(3 * k, 3 * k + 3)], direction));
    };
    for (let row = 0; row < ROWS; row++) {
      const share = (row - 1) / (ROWS - 3);
      const direction =
        row === 0
          ? turned(upper, UNDER)
          : row === ROWS - 1
            ? turned(lower, -UNDER)
            : unit(upper.map((x, c) => x + share * (lower[c] - x)));
      const p = ROWS * column + row;
      for (let c = 0; c < 3; c++) out.positions[3 * p + c] = centre[c] + off * direction[c];
      // Under a lid it is as at its rim.
      out.uvs[2 * p] = chartPlace(row === 0 ? 0 : radius * angle(upper, direction));
      out.uvs[2 * p + 1] = chartPlace(row === ROWS - 1 ? 0 : radius * angle(lower, direction));
    }
  }
  return out;
}

/** Off the texture's edges, where readers that repeat it blend both sides. */
function chartPlace(mm: number): number {
  return Math.min(1 - EDGE, Math.max(EDGE, mm / OCCLUSION_SPAN_MM));
}

function angle(a: readonly number[], b: readonly number[]): number {
  return 2 * Math.asin(Math.min(1, Math.hypot(...a.map((x, k) => x - b[k])) / 2));
}
