import { observedGaps } from '../evidence/landmarks/gaps.ts';
import type { LandmarkNoise } from '../evidence/landmarks/landmark-noise.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import { QUADRATIC } from '../solvers/robust-kernel.ts';
import type { RowTerm, TermDefinition } from './term.ts';

/** Lips and lids as far apart as the photographs show them. */
export const CLOSURE: TermDefinition = {
  name: 'closure',
  reported: 'landmark',
  on: 'gaps',
  rowsPerView: 2,
  open: ({ landmarks, noise }, factor) => ({
    hold: () => ({ rows: () => closureTerm(landmarks, noise, factor) }),
  }),
};

/**
 * Gaps, two rows a view: r = (R (X_a - X_b) - gap)_xy in mm (weak perspective). The cameras hold still for it: its rig entries
 * are zeros. Its points are differences X_a - X_b, {@link gapPoints}. A gap counts by 1 / (sigma^2 + (share |gap|)^2).
 */
export function closureTerm(
  observations: readonly (Observation | null)[],
  { gapSigmaMm, partedShare }: Pick<LandmarkNoise, 'gapSigmaMm' | 'partedShare'>,
  factor: number,
): RowTerm {
  return {
    rowsPerView: 2,
    kernel: QUADRATIC,
    precisions: new Float64Array(observations.length).fill(1 / gapSigmaMm ** 2),
    mean: 'kept',
    factor,
    write({ cameras, points }, rows) {
      rows.rigs.fill(0);
      cameras.forEach((camera, v) => {
        const observed = observedGaps(observations[v], camera);
        if (observed === null) return;
        for (let i = 0; i < rows.count; i++)
          for (let axis = 0; axis < 2; axis++) {
            const row = 2 * (i * cameras.length + v) + axis;
            let residual = -observed.gaps[2 * i + axis];
            for (let k = 0; k < 3; k++) {
              const slope = camera.rotation[3 * axis + k];
              rows.slopes[3 * row + k] = slope;
              residual += slope * points[v][3 * i + k];
            }
            rows.residuals[row] = residual;
            rows.weights[row] = observed.confidence[i] / (1 + ((partedShare * observed.parted[i]) / gapSigmaMm) ** 2);
          }
      });
    },
  };
}
