import { BACKGROUND } from '../../../capture/segmentation/classes.ts';
import { project } from '../../../geometry/camera.ts';
import { type HairView, pixelAt } from '../hair-view.ts';
import type { ShellState, ThicknessRow } from './outline-rows.ts';
import { rayInView } from './ray-in-view.ts';

/** Background nearer to the person than this may be hair, pixels. */
const MARGIN = 1;
/** A point that moves by less across the picture is not moved for it, pixels a mm over those of a point that faces sideways. */
const MIN_LIFT = 0.25;

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
      const [x, y] = ray.at(thickness);
      const k = pixelAt(view.camera, x, y);
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
    const [x, y] = ray.at(t - cut);
    const k = pixelAt(view.camera, x, y);
    if (k < 0 || view.labels[k] !== BACKGROUND || view.outside[k] <= MARGIN) return cut;
  }
  return t;
}
