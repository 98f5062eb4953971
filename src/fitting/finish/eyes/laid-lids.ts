import { type Camera, project } from '../../../geometry/camera.ts';
import type { Point } from '../../../geometry/polygon.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import {
  type LidAngles,
  type LiddedEye,
  lidAngles,
  liddedEyes,
  turnedLid,
} from '../../../head/anatomy/eyes/turn-lids.ts';
import { findSlits, fromCorner, slitEnds, slitWidth } from '../../../head/anatomy/slits.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { facingRim, type LidView } from './lids.ts';

/** The network sees lower rims this much inside the skin's edge, mm. */
const LOWER_OUT_MM = 0.6;
/** Rims are not moved further, mm. */
const FARTHEST_MM = 4;
/** A turn that is small beside what it is to find, radians. */
const PROBE = 1e-3;
const STEPS = 3;
/** The network's corners are pointed, the mesh's blunt as its rims are deep: over this share of an eye's width they go into each other. */
const CORNER_SHARE = 0.15;

/**
 * Where photographs of one moment have the lids' rims. Landmarks that are moved to the head's places stand a fit's lids, on faces that no renderer made, a millimetre
 * or two too low or too near each other; the network itself sees the rims where they are. Each vertex of a rim turns about its eyeball's axis by
 *   theta_v += sum_views J e / sum_views J^2,
 * e how far across the eye, pixels, the network's rim lies from where the vertex is seen, J = d seen/d theta; smoothed along the rim.
 * @param positions the head at that moment [V, 3] mm
 */
export function laidLids(head: HeadModel, views: readonly LidView[], positions: Float64Array): LidAngles {
  const [left, right] = liddedEyes(head, positions).map((eye) => {
    const rims = views.flatMap((view) => {
      const seen = facingRim(view, eye.side);
      return seen === null ? [] : [seenRim(view.camera, seen)];
    });
    return rims.length === 0 ? null : laidRim(head, eye, { positions, rims });
  });
  return { left, right };
}

/** A rim in a photograph: across the eye, by how far along it from the outer corner to the inner one. */
interface SeenRim {
  readonly camera: Camera;
  /** From corner to corner, pixels. */
  readonly length: number;
  /** Pixels along and across an axis from corner to corner. */
  along(pixel: Point): number;
  across(pixel: Point): number;
  /** [points][along, across] pixels */
  readonly upper: readonly Point[];
  readonly lower: readonly Point[];
}

/** @param rim as `LID_RIMS` goes */
function seenRim(camera: Camera, rim: readonly Point[]): SeenRim {
  const half = rim.length / 2;
  const [[x0, y0], [x1, y1]] = [rim[0], rim[half]];
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ex, ey] = [(x1 - x0) / length, (y1 - y0) / length];
  // Across is up, whichever corner is to the left.
  const up = ex < 0 ? 1 : -1;
  const along = ([x, y]: Point): number => (x - x0) * ex + (y - y0) * ey;
  const across = ([x, y]: Point): number => up * ((y - y0) * ex - (x - x0) * ey);
  const line = (points: readonly Point[]): Point[] => points.map((p): Point => [along(p), across(p)]);
  const out = (LOWER_OUT_MM * camera.fx) / camera.translation[2];
  return {
    camera,
    length,
    along,
    across,
    upper: line(rim.slice(0, half + 1)),
    lower: line([rim[0], ...rim.slice(half).reverse()]).map(
      ([a, h], i, { length: n }): Point => (i === 0 || i === n - 1 ? [a, h] : [a, h - out]),
    ),
  };
}

/** Angles of a rim's vertices [rim]. */
function laidRim(
  head: HeadModel,
  eye: LiddedEye,
  { positions, rims }: { readonly positions: Float64Array; readonly rims: readonly SeenRim[] },
): Float64Array {
  const slit = findSlits(head)[eye.side];
  const { upper, lower } = slit;
  const limit = FARTHEST_MM / eye.eyeball.radius;
  const pointOf = (v: number): number[] => [0, 1, 2].map((k) => positions[3 * v + k]);
  const seenIn = ({ camera }: SeenRim, point: readonly number[]): Point => {
    const [x, y] = project(camera, point);
    return [x, y];
  };
  // A mesh's slit is shorter than the network's: its corners are the network's.
  const corners = rims.map((rim) =>
    slitEnds(slit)
      .map((v) => rim.along(seenIn(rim, pointOf(v))))
      .sort((a, b) => a - b),
  );
  const stepOf = (start: readonly number[], lid: 'upper' | 'lower', angle: number): number => {
    const [point, probe] = [angle, angle + PROBE].map((by) => turnedLid(eye.eyeball, start, by));
    let [gradient, curvature] = [0, 0];
    for (const [r, rim] of rims.entries()) {
      const [seen, turned] = [point, probe].map((p) => seenIn(rim, p));
      const [first, last] = corners[r];
      const share = (rim.along(seen) - first) / (last - first);
      const error = heightAt(rim[lid], share * rim.length) - rim.across(seen);
      const slope = (rim.across(turned) - rim.across(seen)) / PROBE;
      gradient += slope * error;
      curvature += slope * slope;
    }
    return gradient / curvature;
  };
  const turnOf = (v: number, lid: 'upper' | 'lower'): number => {
    const start = pointOf(v);
    let angle = 0;
    for (let step = 0; step < STEPS; step++)
      angle = Math.max(-limit, Math.min(limit, angle + stepOf(start, lid, angle)));
    return angle;
  };
  const turns = [...smoothed(upper.map((v) => turnOf(v, 'upper'))), ...smoothed(lower.map((v) => turnOf(v, 'lower')))];
  const blunt = CORNER_SHARE * slitWidth(head, slit);
  const share = (v: number): number => smoothStep(fromCorner(head, slit, v), [0, blunt]);
  return lidAngles(eye, positions).map((angle, i) => angle + share(eye.rim[i]) * turns[i]);
}

/** A polyline's height over a place along its axis; its ends' beyond them. */
function heightAt(line: readonly Point[], along: number): number {
  const next = line.findIndex(([a]) => a >= along);
  if (next === 0) return line[0][1];
  if (next < 0) return line[line.length - 1][1];
  const [[a0, h0], [a1, h1]] = [line[next - 1], line[next]];
  return h0 + ((h1 - h0) * (along - a0)) / (a1 - a0);
}

/** Each with a quarter of either neighbour. */
function smoothed(values: readonly number[]): number[] {
  return values.map((x, i) => (x + (values[i - 1] ?? x) / 2 + (values[i + 1] ?? x) / 2) / 2);
}
