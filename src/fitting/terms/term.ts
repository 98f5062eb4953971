import type { WorkingView } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { ShapePoints } from '../../head/shape/shape-space.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import type { LandmarkNoise } from '../evidence/landmarks/landmark-noise.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import type { GreyView } from '../evidence/pixels/feature-images.ts';
import type { Visibility } from '../evidence/pixels/visibility.ts';
import type { PointSetName } from '../evidence/point-sets.ts';
import type { RobustKernel } from '../solvers/robust-kernel.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import type { ResidualRows, RowGradient } from './residual-rows.ts';

/** Points of one set as each view shows them, and the cameras that see them. */
export interface SeenPoints {
  readonly rig: RigLayout;
  readonly cameras: readonly Camera[];
  /** [views][N, 3] head space, in kernel memory */
  readonly points: readonly RealArray[];
  /** The skin that they lie on, where a stage moves its vertices: [V, 3] and [T, 3], in kernel memory. */
  readonly skin: { readonly positions: RealArray; readonly triangles: Uint32Array } | null;
}

/**
 * A term of the objective at points that views see, in its one form: residual rows, their derivatives, and what makes
 * them robust. Its loss
 *   L = factor sum_iv c_iv rho(p_v |r_iv|^2)/2
 * its gradient ({@link addRowGradient}) and its normal equations ({@link assembleRows}) all follow from the rows.
 */
export interface RowTerm {
  readonly rowsPerView: 1 | 2 | 3;
  /** rho, on all rows of a point in a view at once */
  readonly kernel: RobustKernel;
  /** p = 1/sigma^2 of each view [views] */
  readonly precisions: ArrayLike<number>;
  /**
   * Whether residuals are measured from a fixed value, or from their own mean over the views
   *   m_i = sum_v c_iv r_iv/sum_v c_iv
   * which a point then needs two views for.
   */
  readonly mean: 'kept' | 'eliminated';
  readonly factor: number;
  /** Writes residuals, slopes and rig entries, and as weights the confidences c; weights come as zeros. */
  write(seen: SeenPoints, rows: ResidualRows): void;
}

/** What a stage gives its terms to work with. */
export interface TermStage {
  readonly kernels: Kernels;
  /** Over the joint list of landmarks, in the pixels of the stage's cameras; null where a view has none. */
  readonly landmarks: readonly (Observation | null)[];
  readonly bias: LandmarkBias | null;
  readonly noise: LandmarkNoise;
  /** Null where a stage looks at no pixels. */
  readonly pixels: StagePixels | null;
}

export interface StagePixels {
  readonly views: readonly WorkingView[];
  readonly greys: readonly GreyView[];
  readonly samples: ShapePoints;
  /** Blur of pictures, mm on the face. */
  readonly blurMm: number;
  /** When the stage begins. */
  readonly cameras: readonly Camera[];
  /** Of the samples; the stage writes it anew before terms are held. */
  readonly visibility: Visibility;
}

/** One loss of the objective. Adding one: a file like its neighbours here, and its weight in the presets. */
export interface TermDefinition {
  /** Its name in presets and fit.json. */
  readonly name: string;
  /** Which of the told losses it counts to. */
  readonly reported: 'landmark' | 'photometric';
  readonly on: PointSetName;
  readonly rowsPerView: RowTerm['rowsPerView'];
  /** Computes what a stage needs once, such as blurred pictures. @param factor weight of the term */
  open(stage: TermStage, factor: number): OpenTerm;
}

export interface OpenTerm {
  /**
   * Measures at a state what then holds still: sigmas that follow poses, robust scales, light.
   * @param before what was held until now, or null
   * @returns null where nothing can be seen
   */
  hold(seen: SeenPoints, before: HeldTerm | null): HeldTerm | null;
}

export interface HeldTerm {
  /** The robust scale that was measured, where the term measures one. */
  readonly scale?: number;
  /** The term at points. */
  rows(seen: SeenPoints): RowTerm;
  /** A faster way to the gradient of {@link HeldTerm.rows}, where there is one. @returns the loss */
  fused?(seen: SeenPoints, out: SeenGradient): number;
}

/** The gradient of terms on one set of points. */
export interface SeenGradient extends RowGradient {
  /** Of pixels [views, N, 2]; projected back to points and cameras once for all terms. In kernel memory. */
  readonly pixels: RealArray;
  /** Of the skin's vertices [V, 3], by way of its normals. In kernel memory. */
  readonly positions: RealArray;
}

/** The term at points: fills the rows, weights and all. @returns the loss */
export function evaluateTerm(term: RowTerm, seen: SeenPoints, rows: ResidualRows): number {
  rows.weights.fill(0);
  term.write(seen, rows);
  return weighRows(term, rows);
}

/**
 * Makes weights W = factor c p rho'(p r^2) of confidences c, and takes means off residuals; what is left is such that
 * J^T W r is the gradient of the loss: m is differentiated through,
 *   r_v <- r_v - m - (c_v/W_v) (sum_u W_u (r_u - m))/sum_u c_u
 * whose last part is nothing where all are quadratic.
 * @returns the loss
 */
export function weighRows({ kernel, precisions, mean, factor }: Omit<RowTerm, 'write'>, rows: ResidualRows): number {
  const { count, viewCount, rowsPerView, weights, residuals } = rows;
  const R = viewCount * rowsPerView;
  const confidences = new Float64Array(R);
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const start = i * R;
    for (let r = 0; r < R; r++) confidences[r] = weights[start + r];
    const total = mean === 'kept' ? 0 : takeMean(rows, start, confidences);
    for (let v = 0; v < viewCount; v++) {
      const first = start + v * rowsPerView;
      if (weights[first] === 0) continue;
      let square = 0;
      for (let row = first; row < first + rowsPerView; row++) square += residuals[row] * residuals[row];
      square *= precisions[v];
      const share = factor * weights[first];
      loss += (share * kernel.cost(square)) / 2;
      const weight = share * precisions[v] * kernel.weight(square);
      for (let row = first; row < first + rowsPerView; row++) weights[row] = weight;
    }
    if (total > 0) passThroughMean(rows, start, confidences, total);
  }
  return loss;
}

/** Takes a point's mean off its residuals; where fewer than two views see the point its rows stop counting. @returns sum c */
function takeMean({ weights, residuals }: ResidualRows, start: number, confidences: Float64Array): number {
  let total = 0;
  let sum = 0;
  let seen = 0;
  confidences.forEach((c, r) => {
    if (c === 0) return;
    total += c;
    sum += c * residuals[start + r];
    seen++;
  });
  if (seen < 2) {
    weights.fill(0, start, start + confidences.length);
    return 0;
  }
  const mean = sum / total;
  for (let r = 0; r < confidences.length; r++) if (confidences[r] > 0) residuals[start + r] -= mean;
  return total;
}

/** Takes off the residuals what the mean passes on of the gradient. @param total sum c */
function passThroughMean(
  { weights, residuals }: ResidualRows,
  start: number,
  confidences: Float64Array,
  total: number,
): void {
  let pull = 0;
  for (let r = 0; r < confidences.length; r++) pull += weights[start + r] * residuals[start + r];
  const passed = pull / total;
  for (let r = 0; r < confidences.length; r++)
    if (confidences[r] > 0) residuals[start + r] -= (confidences[r] * passed) / weights[start + r];
}
