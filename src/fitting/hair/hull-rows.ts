import { BACKGROUND } from '../../capture/segmentation/classes.ts';
import { project, toCameraSpace } from '../../geometry/camera.ts';
import { type HairView, pixelAt } from './hair-view.ts';
import type { ShellState, ThicknessRow } from './outline-rows.ts';

/** Background nearer to the person than this may be hair, pixels. */
const MARGIN = 1;
/** A point that moves by less across the picture is not moved for it, pixels a mm over those of a point that faces sideways. */
const MIN_LIFT = 0.25;

/** A point's place in a view, and how its ray runs there. */
interface RayInView {
  /** Pixels. */
  readonly at: (thickness: number) => readonly [number, number];
  readonly pixelsPerMm: number;
}

function rayInView({ camera }: HairView, { sphere, points, thickness }: ShellState, i: number): RayInView {
  const place = toCameraSpace(camera, points.subarray(3 * i, 3 * i + 3));
  const { rotation: r, fx, fy, cx, cy } = camera;
  const [a, b, c] = sphere.directions.subarray(3 * i, 3 * i + 3);
  const along = [0, 3, 6].map((row) => r[row] * a + r[row + 1] * b + r[row + 2] * c);
  return {
    at: (t) => {
      const [x, y, z] = along.map((d, k) => place[k] + (t - thickness[i]) * d);
      return [(fx * x) / z + cx, (fy * y) / z + cy];
    },
    pixelsPerMm: (fx + fy) / 2 / place[2],
  };
}

/** The person's outline is the hair's: a point in front of the background goes back behind the outline. */
export function hullRows(state: ShellState, view: HairView): ThicknessRow[] {
  const out: ThicknessRow[] = [];
  const pixels = project(view.camera, state.points);
  state.covered.forEach((covered, i) => {
    if (covered === 0) return;
    const at = pixelAt(view.camera, pixels[3 * i], pixels[3 * i + 1]);
    if (at < 0 || view.outside[at] <= MARGIN) return;
    const ray = rayInView(view, state, i);
    const t = state.thickness[i];
    const outside = (thickness: number): number => {
      const k = pixelAt(view.camera, ...ray.at(thickness));
      return k < 0 ? 0 : view.outside[k];
    };
    const here = view.outside[at];
    // Over two pixels: the distance is one of whole pixels.
    const step = 2 / ray.pixelsPerMm;
    const slope = (here - outside(t - step)) / step;
    if (slope < MIN_LIFT * ray.pixelsPerMm) return;
    const gap = -Math.min(t, (here - MARGIN) / slope);
    out.push({ points: [i], factors: [slope / ray.pixelsPerMm], value: (slope / ray.pixelsPerMm) * (t + gap), gap });
  });
  return out;
}

const STEP_MM = 0.5;
/** What one view alone may take off where others see the point on the person, mm: its labels or its camera may be wrong. */
const ONE_VIEW_MM = 4;

/**
 * The thickness that leaves the person's outline in no two views, and in one by more than {@link ONE_VIEW_MM}; in none where
 * there is one alone.
 */
export function clampToHull(state: ShellState, views: readonly HairView[]): Float64Array {
  return state.thickness.map((t, i) => {
    if (state.covered[i] === 0) return t;
    const cuts = views.map((view) => overhang(view, state, i)).sort((a, b) => b - a);
    const cut = views.length === 1 ? cuts[0] : Math.max(cuts[1], Math.min(cuts[0], ONE_VIEW_MM));
    return Math.max(0, t - cut);
  });
}

/** How far a point must go back along its ray until it lies on the person, mm. */
function overhang(view: HairView, state: ShellState, i: number): number {
  const ray = rayInView(view, state, i);
  const t = state.thickness[i];
  for (let cut = 0; cut < t; cut += STEP_MM) {
    const k = pixelAt(view.camera, ...ray.at(t - cut));
    if (k < 0 || view.labels[k] !== BACKGROUND || view.outside[k] <= MARGIN) return cut;
  }
  return t;
}
