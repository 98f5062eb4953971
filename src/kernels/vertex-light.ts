import { type Kernel, NO_SCRATCH, type RealArray } from './kernel.ts';

/** Bands of second-order spherical harmonics, as src/render/sh-lighting.ts orders them. */
const BANDS = 9;
const C = [0.282095, 0.488603, 1.092548, 0.315392, 0.546274] as const;

/** Irradiance at vertices: E_v = sum_b H_b(n_v) gamma_b. */
export interface VertexLightJob {
  /** [V, 3] unit */
  readonly normals: RealArray;
  readonly count: number;
  /** gamma [9, 4], fourth lanes 0 */
  readonly light: RealArray;
  /** [V, 4] out */
  readonly irradiance: RealArray;
}

export const VERTEX_LIGHT: Kernel<VertexLightJob> = {
  name: 'vertexLight',
  slots: ['normals', 'count', 'light', 'irradiance'],
  scratch: NO_SCRATCH,
  plain: ({ normals, count, light, irradiance }) => {
    const h = new Float64Array(BANDS);
    for (let v = 0; v < count; v++) {
      basis(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2], h);
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (let b = 0; b < BANDS; b++) sum += h[b] * light[4 * b + c];
        irradiance[4 * v + c] = sum;
      }
    }
  },
};

function basis(x: number, y: number, z: number, dst: Float64Array): void {
  dst[0] = C[0];
  dst[1] = C[1] * y;
  dst[2] = C[1] * z;
  dst[3] = C[1] * x;
  dst[4] = C[2] * x * y;
  dst[5] = C[2] * y * z;
  dst[6] = C[3] * (3 * z * z - 1);
  dst[7] = C[2] * x * z;
  dst[8] = C[4] * (x * x - y * y);
}

/** Backward: n_bar = sum_b (gamma_b . E_bar) grad H_b(n), gamma_bar_b = sum_v H_b(n_v) E_bar_v. */
export interface VertexLightBackwardJob {
  readonly normals: RealArray;
  readonly count: number;
  readonly light: RealArray;
  /** [V, 4] */
  readonly gradIrradiance: RealArray;
  /** [V, 3] accumulated into */
  readonly gradNormals: RealArray;
  /** [9, 4] accumulated into */
  readonly gradLight: RealArray;
}

export const VERTEX_LIGHT_BACKWARD: Kernel<VertexLightBackwardJob> = {
  name: 'vertexLightBackward',
  slots: ['normals', 'count', 'light', 'gradIrradiance', 'gradNormals', 'gradLight'],
  scratch: NO_SCRATCH,
  plain: ({ normals, count, light, gradIrradiance, gradNormals, gradLight }) => {
    const h = new Float64Array(BANDS);
    const s = new Float64Array(BANDS);
    for (let v = 0; v < count; v++) {
      const x = normals[3 * v];
      const y = normals[3 * v + 1];
      const z = normals[3 * v + 2];
      basis(x, y, z, h);
      s.fill(0);
      for (let b = 0; b < BANDS; b++)
        for (let c = 0; c < 4; c++) {
          s[b] += light[4 * b + c] * gradIrradiance[4 * v + c];
          gradLight[4 * b + c] += h[b] * gradIrradiance[4 * v + c];
        }
      gradNormals[3 * v] += C[1] * s[3] + C[2] * (y * s[4] + z * s[7]) + 2 * C[4] * x * s[8];
      gradNormals[3 * v + 1] += C[1] * s[1] + C[2] * (x * s[4] + z * s[5]) - 2 * C[4] * y * s[8];
      gradNormals[3 * v + 2] += C[1] * s[2] + C[2] * (y * s[5] + x * s[7]) + 6 * C[3] * z * s[6];
    }
  },
};
