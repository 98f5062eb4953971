import { SH_BANDS, shBasis, shBasisBackward } from '../../../src/geometry/spherical-harmonics.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../../src/kernels/kernel.ts';

/** Irradiance at vertices: E_v = sum_b H_b(n_v) gamma_b. */
export type VertexLightJob = JobOf<typeof VERTEX_LIGHT_SLOTS>;

const VERTEX_LIGHT_SLOTS = {
  /** [V, 3] unit */
  normals: 'real',
  count: 'count',
  /** gamma [9, 4], fourth lanes 0 */
  light: 'real',
  /** [V, 4] out */
  irradiance: 'real',
} as const satisfies Slots;

export const VERTEX_LIGHT: Kernel<VertexLightJob> = {
  name: 'vertexLight',
  slots: VERTEX_LIGHT_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ normals, count, light, irradiance }) => {
    const h = new Float64Array(SH_BANDS);
    for (let v = 0; v < count; v++) {
      shBasis(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2], h);
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (let b = 0; b < SH_BANDS; b++) sum += h[b] * light[4 * b + c];
        irradiance[4 * v + c] = sum;
      }
    }
  },
};

/** Backward: n_bar = sum_b (gamma_b . E_bar) grad H_b(n), gamma_bar_b = sum_v H_b(n_v) E_bar_v. */
export type VertexLightBackwardJob = JobOf<typeof VERTEX_LIGHT_BACKWARD_SLOTS>;

const VERTEX_LIGHT_BACKWARD_SLOTS = {
  normals: 'real',
  count: 'count',
  light: 'real',
  /** [V, 4] */
  gradIrradiance: 'real',
  /** [V, 3] accumulated into */
  gradNormals: 'real',
  /** [9, 4] accumulated into */
  gradLight: 'real',
} as const satisfies Slots;

export const VERTEX_LIGHT_BACKWARD: Kernel<VertexLightBackwardJob> = {
  name: 'vertexLightBackward',
  slots: VERTEX_LIGHT_BACKWARD_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ normals, count, light, gradIrradiance, gradNormals, gradLight }) => {
    const h = new Float64Array(SH_BANDS);
    const s = new Float64Array(SH_BANDS);
    const turn = new Float64Array(3);
    for (let v = 0; v < count; v++) {
      const x = normals[3 * v];
      const y = normals[3 * v + 1];
      const z = normals[3 * v + 2];
      shBasis(x, y, z, h);
      s.fill(0);
      for (let b = 0; b < SH_BANDS; b++)
        for (let c = 0; c < 4; c++) {
          s[b] += light[4 * b + c] * gradIrradiance[4 * v + c];
          gradLight[4 * b + c] += h[b] * gradIrradiance[4 * v + c];
        }
      shBasisBackward(x, y, z, s, turn);
      for (let k = 0; k < 3; k++) gradNormals[3 * v + k] += turn[k];
    }
  },
};
