import { BACKGROUND, HAIR, OTHER } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { cosineTo } from '../../../geometry/vector3.ts';
import { type HairView, pixelAt } from '../hair-view.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** A shell somewhere. */
export interface ShellState {
  readonly sphere: ShellSphere;
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** Unit [N, 3] */
  readonly normals: Float64Array;
  /** Distance of each point from the skull along its ray [N] mm. */
  readonly thickness: Float64Array;
  /** Where hair covers the head [N]: rows are of these points alone. */
  readonly covered: Uint8Array;
}

/** A linear condition on the thickness: sum_k factors_k thickness(points_k) = value, mm. */
export interface ThicknessRow {
  readonly points: readonly number[];
  readonly factors: readonly number[];
  readonly value: number;
  /** How far it is from being met, mm. */
  readonly gap: number;
}

/** Runs of background longer than this end the hair, pixels: strands have gaps. */
const RUN = 4;
/** Flatter against its ray than this a point's surface moves sideways. */
const MIN_LIFT = 0.25;

/**
 * The outline of hair against the background: where the shell's own outline is met by the photograph's along its normal in the
 * picture, within `reach` mm. A point of the shell's outline lies on an edge between a point that faces the camera and one that
 * does not; with normal n there, moving by the thickness t along the ray e moves it by (e . n) t.
 */
export function outlineRows(
  { sphere, points, normals, thickness, covered }: ShellState,
  view: HairView,
  reach: number,
): ThicknessRow[] {
  const { camera } = view;
  const eye = cameraCentre(camera);
  const facing = new Float64Array(covered.length);
  for (let i = 0; i < facing.length; i++) facing[i] = cosineTo(points, normals, i, eye);
  const pixels = project(camera, points);
  const out: ThicknessRow[] = [];
  for (let a = 0; a < covered.length; a++)
    for (const b of sphere.neighbours[a]) {
      if (b < a || covered[a] === 0 || covered[b] === 0 || facing[a] > 0 === facing[b] > 0) continue;
      const share = facing[a] / (facing[a] - facing[b]);
      const mix = (values: ArrayLike<number>, k: number): number =>
        (1 - share) * values[3 * a + k] + share * values[3 * b + k];
      const n = [0, 1, 2].map((k) => mix(normals, k));
      const length = Math.hypot(...n);
      const lift = (p: number): number => n.reduce((sum, x, k) => sum + (x / length) * sphere.directions[3 * p + k], 0);
      const factors = [(1 - share) * lift(a), share * lift(b)];
      if (factors[0] + factors[1] < MIN_LIFT) continue;
      const depth = mix(pixels, 2);
      const mmPerPixel = depth / ((camera.fx + camera.fy) / 2);
      const { rotation: r } = camera;
      const [u, v] = [0, 3].map((row) => r[row] * n[0] + r[row + 1] * n[1] + r[row + 2] * n[2]);
      const across = Math.hypot(u, v);
      const step = hairEnd(view, [mix(pixels, 0), mix(pixels, 1)], [u / across, v / across], reach / mmPerPixel);
      if (step === null) continue;
      const gap = step * mmPerPixel;
      const value = factors[0] * thickness[a] + factors[1] * thickness[b] + gap;
      out.push({ points: [a, b], factors, value, gap });
    }
  return out;
}

/**
 * Pixels from a place along a direction to where hair ends at the background, nearest first outwards, then inwards; outwards also to where
 * something else hides it or nobody knows more: so far it goes at least.
 */
function hairEnd(
  { camera, labels }: HairView,
  [x, y]: readonly number[],
  [dx, dy]: readonly number[],
  reach: number,
): number | null {
  const label = (t: number): number => {
    const k = pixelAt(camera, x + t * dx, y + t * dy);
    return k < 0 ? -1 : labels[k];
  };
  const inside = label(0);
  if (inside === HAIR) {
    for (let t = 1; t <= reach; t++) {
      const there = label(t);
      if (there === HAIR) continue;
      if (there === OTHER || there < 0) return t - 0.5;
      if (there !== BACKGROUND) return null;
      let run = 1;
      while (run < RUN && label(t + run) === BACKGROUND) run++;
      if (run === RUN) return t - 0.5;
    }
    return null;
  }
  if (inside !== BACKGROUND) return null;
  for (let t = 1; t <= reach; t++) {
    const there = label(-t);
    if (there === HAIR) return 0.5 - t;
    if (there !== BACKGROUND) return null;
  }
  return null;
}
