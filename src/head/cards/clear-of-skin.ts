import { rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, createTargetSurface, type SurfaceHits } from '../../surface/target-surface.ts';
import { embeddedPoints } from '../head-model.ts';
import { type AnchorTurns, anchorTurns, type CardFrames, cardPoints } from './place-cards.ts';

/** Turns that are tried, degrees. */
const STEP = 6;
const MOST = 48;
/** How far off the skin a point must be: a share of its way from the anchor, at most so much, mm. */
const SHARE = 0.1;
const CLEAR_MM = 0.4;
const ON_SKIN_MM = 1e-3;
/** Neighbours turn along, mm. */
const REACH_MM = 3;
/** Skin that lashes can meet, mm from the eye's middle. */
const AROUND_MM = 35;

/** What cards of lids must be clear of. */
export interface LidSkin {
  /** [>= skin vertices, 3] mm */
  readonly skin: Float64Array;
  /** [T, 3] of the outer skin */
  readonly triangles: Uint32Array;
  /** Middles of the eyeballs [2][3] mm. */
  readonly eyes: readonly (readonly number[])[];
}

/**
 * Lashes turned away from the lids of a face, each about its root towards where the lid looks, by the least turn that
 * keeps its points off the skin, or comes nearest to it: under a fold of the lid they grow forward, not into it. Neighbours turn alike.
 */
export function clearOfSkin(kernels: Kernels, frames: CardFrames, { skin, triangles, eyes }: LidSkin): CardFrames {
  const { cards } = frames;
  const { anchorOf, offsets } = cards;
  const turns = anchorTurns(frames, skin);
  const placed = cardPoints(cards, skin, turns);
  const roots = anchorPlaces(frames, skin);
  const axes = roots.map((root, a) => turnAxis(root, tipOf(frames, placed, a, root), nearest(root, eyes)));
  const near = triangles.filter((_, i) => {
    const v = triangles[i - (i % 3)];
    return eyes.some((eye) => Math.hypot(...eye.map((x, k) => skin[3 * v + k] - x)) < AROUND_MM);
  });
  const surface = createTargetSurface(skin, near);
  const needed = new Float64Array(roots.length);
  const best = new Float64Array(roots.length).fill(-Infinity);
  for (let angle = 0; angle <= MOST; angle += STEP) {
    const turned = turnedPoints(frames, placed, { roots, axes, angles: needed.map(() => angle) });
    const margins = marginsOf(frames, turned, { roots, hits: closestOnSurface(kernels, surface, turned) });
    for (let a = 0; a < roots.length; a++) {
      if (best[a] >= 0 || margins[a] <= best[a]) continue;
      best[a] = margins[a];
      needed[a] = angle;
    }
  }
  const angles = evened(needed, roots);
  const out = turnedPoints(frames, placed, { roots, axes, angles });
  const cleared = offsets.map((_, i) => {
    const [p, k] = [Math.floor(i / 3), i % 3];
    return unturned(
      turns,
      anchorOf[p],
      k,
      [0, 1, 2].map((c) => out[3 * p + c] - roots[anchorOf[p]][c]),
    );
  });
  return { ...frames, cards: { ...cards, offsets: cleared } };
}

/** How much further off the skin than they must be the points of each anchor are, the nearest of them [A] mm. */
function marginsOf(
  { cards: { anchorOf } }: CardFrames,
  points: Float64Array,
  { roots, hits }: { readonly roots: Turning['roots']; readonly hits: SurfaceHits },
): Float64Array {
  const out = new Float64Array(roots.length).fill(Infinity);
  for (let p = 0; p < anchorOf.length; p++) {
    const root = roots[anchorOf[p]];
    const away = Math.hypot(...root.map((x, k) => points[3 * p + k] - x));
    // The anchor itself lies on the skin.
    if (away < ON_SKIN_MM) continue;
    let off = 0;
    for (let k = 0; k < 3; k++) off += hits.normals[3 * p + k] * (points[3 * p + k] - hits.points[3 * p + k]);
    out[anchorOf[p]] = Math.min(out[anchorOf[p]], off - Math.min(CLEAR_MM, SHARE * away));
  }
  return out;
}

/** (s R)^-1 d, its row k. */
function unturned(turns: AnchorTurns, a: number, k: number, d: readonly number[]): number {
  let [square, along] = [0, 0];
  for (let r = 0; r < 3; r++) {
    square += turns[9 * a + 3 * r + k] ** 2;
    along += turns[9 * a + 3 * r + k] * d[r];
  }
  return along / square;
}

function anchorPlaces({ cards: { anchors, barycentric } }: CardFrames, skin: Float64Array): number[][] {
  const places = embeddedPoints({ vertices: anchors, barycentric }, skin);
  return Array.from({ length: places.length / 3 }, (_, a) => Array.from(places.subarray(3 * a, 3 * a + 3)));
}

/** From the anchor to its furthest point. */
function tipOf({ cards }: CardFrames, placed: Float64Array, a: number, root: readonly number[]): number[] {
  let tip = [0, 0, 0];
  for (let p = 0; p < cards.anchorOf.length; p++) {
    if (cards.anchorOf[p] !== a) continue;
    const way = root.map((x, k) => placed[3 * p + k] - x);
    if (Math.hypot(...way) > Math.hypot(...tip)) tip = way;
  }
  return tip;
}

function nearest(root: readonly number[], eyes: LidSkin['eyes']): readonly number[] {
  const away = (eye: readonly number[]): number => Math.hypot(...eye.map((x, k) => x - root[k]));
  return eyes.reduce((a, b) => (away(b) < away(a) ? b : a));
}

/** Turns a tip towards the line from the eye's middle through the root. */
function turnAxis(root: readonly number[], tip: readonly number[], eye: readonly number[]): number[] {
  const ahead = root.map((x, k) => x - eye[k]);
  const axis = [0, 1, 2].map((k) => tip[(k + 1) % 3] * ahead[(k + 2) % 3] - tip[(k + 2) % 3] * ahead[(k + 1) % 3]);
  const length = Math.hypot(...axis) || 1;
  return axis.map((x) => x / length);
}

interface Turning {
  readonly roots: readonly (readonly number[])[];
  readonly axes: readonly (readonly number[])[];
  /** degrees */
  readonly angles: Float64Array;
}

function turnedPoints({ cards }: CardFrames, placed: Float64Array, { roots, axes, angles }: Turning): Float64Array {
  const rotations = axes.map(([x, y, z], a) => {
    const angle = (angles[a] * Math.PI) / 180;
    return rotationFromAxisAngle(angle * x, angle * y, angle * z);
  });
  return placed.map((_, i) => {
    const [p, k] = [Math.floor(i / 3), i % 3];
    const a = cards.anchorOf[p];
    const r = rotations[a];
    return roots[a].reduce((sum, x, c) => sum + r[3 * k + c] * (placed[3 * p + c] - x), roots[a][k]);
  });
}

/** At least what each needs, and the mean of what is needed around it. */
function evened(angles: Float64Array, roots: Turning['roots']): Float64Array {
  return angles.map((own, a) => {
    let [sum, total] = [0, 0];
    for (const [b, root] of roots.entries()) {
      const share = Math.exp(-((Math.hypot(...root.map((x, k) => x - roots[a][k])) / REACH_MM) ** 2));
      sum += share * angles[b];
      total += share;
    }
    return Math.max(own, sum / total);
  });
}
