import type { Camera } from '../../geometry/camera.ts';
import type { ModelContour } from './edges/model-contour.ts';
import type { OutlinePairs } from './edges/outline-pairs.ts';
import { OUTLINE_EDGES, type OutlineEdge, type OutlineSamples } from './edges/outline-samples.ts';
import { pictureSlope } from './picture-slope.ts';

/** Residuals of a head's outline, and how its skin's places change them. */
export interface OutlineRows {
  readonly count: number;
  /** Pairs of places that were compared, those that say nothing with them. */
  readonly pairCount: number;
  /** mm, outwards positive [N] */
  readonly residuals: Float64Array;
  /** How much each says [N]. */
  readonly weights: Float64Array;
  /** dr/dx of the place x on the skin [N, 3] */
  readonly slopes: Float64Array;
  /** The place: ends of an edge [N, 2] and how far along it lies [N]. */
  readonly edges: Uint32Array;
  readonly share: Float64Array;
  /** Which of the views shows it [N]. */
  readonly views: Uint8Array;
  /** dr in that view's camera: turn, shift, log f [N, MAX_RIG_COLUMNS] */
  readonly cameraSlopes: Float64Array;
}

/** Hair is at least so thick, mm: the skull lies so far inside its outline. */
const LEAST_HAIR = 2;
/** Where hair leaves the skull free it is expected so thick, mm. */
const USUAL_HAIR = 8;

/** What a skin's vertices are to its outline [V], and what hair's usual thickness weighs of a skin's outline. */
export interface OutlinedVertices {
  readonly freedom: ArrayLike<number>;
  readonly scalp: ArrayLike<number>;
  readonly hairWeight: number;
}

/** A view's outline beside the model's. */
export interface PairedOutline {
  readonly camera: Camera;
  readonly samples: OutlineSamples;
  readonly contour: ModelContour;
  readonly pairs: OutlinePairs;
}

/**
 * How far the contour's places X lie outside the outline, measured at their depth:
 *   r = n . (pi(X) - p) z/f
 * with the slopes of {@link pictureSlope}. Inside hair, by its least thickness at least, the scalp alone has a row, a weak one to
 * where hair usually has it; outside a collar there is none, nor where the skin is held.
 */
export function outlineRows(
  views: readonly PairedOutline[],
  { freedom, scalp, hairWeight }: OutlinedVertices,
): OutlineRows {
  let pairCount = 0;
  const residuals: number[] = [];
  const weights: number[] = [];
  const slopes: number[] = [];
  const edges: number[] = [];
  const share: number[] = [];
  const ofView: number[] = [];
  const cameraSlopes: number[] = [];
  views.forEach(({ camera, samples, contour, pairs }, v) => {
    pairs.samples.forEach((i, k) => {
      const j = pairs.places[k];
      const [a, b] = [contour.edges[2 * j], contour.edges[2 * j + 1]];
      if (freedom[a] === 0 && freedom[b] === 0) return;
      pairCount++;
      const s = contour.share[j];
      const z = contour.depths[j];
      const [nx, ny] = [samples.normals[2 * i], samples.normals[2 * i + 1]];
      const [dx, dy] = [
        contour.pixels[2 * j] - samples.points[2 * i],
        contour.pixels[2 * j + 1] - samples.points[2 * i + 1],
      ];
      const outside = ((nx * dx + ny * dy) * z) / camera.fx;
      const said = measured(OUTLINE_EDGES[samples.edges[i]], outside, scalp[a] === 1 ? hairWeight : 0);
      if (said === null) return;
      residuals.push(said.residual);
      weights.push(said.weight);
      const slope = pictureSlope(camera, { x: contour.pixels[2 * j], y: contour.pixels[2 * j + 1], z }, [nx, ny]);
      slopes.push(...slope.place);
      cameraSlopes.push(...slope.camera);
      ofView.push(v);
      edges.push(a, b);
      share.push(s);
    });
  });
  return {
    count: residuals.length,
    pairCount,
    residuals: Float64Array.from(residuals),
    weights: Float64Array.from(weights),
    slopes: Float64Array.from(slopes),
    edges: Uint32Array.from(edges),
    share: Float64Array.from(share),
    views: Uint8Array.from(ofView),
    cameraSlopes: Float64Array.from(cameraSlopes),
  };
}

/** What an edge says of skin so far outside it, mm. */
function measured(
  edge: OutlineEdge,
  outside: number,
  hairWeight: number,
): { readonly residual: number; readonly weight: number } | null {
  if (edge === 'skin') return { residual: outside, weight: 1 };
  if (edge === 'collar') return outside < 0 ? { residual: outside, weight: 1 } : null;
  if (outside + LEAST_HAIR > 0) return { residual: outside + LEAST_HAIR, weight: 1 };
  return hairWeight > 0 ? { residual: outside + USUAL_HAIR, weight: hairWeight } : null;
}
