import { axisAngleBackward, multiply3, rotationFromAxisAngle } from '../geometry/rotation.ts';
import { type AsmLayout, groupOf } from './parameters.ts';

/**
 * Pivot-consistent bones (docs/model.md, section 3): bind orientation identity, bind position psi_j,
 *   H_j = R(theta_j) diag(e^sigma_j),  t_j = psi_j - psi_p + Dt_j  (root: psi_j + Dt_j)
 *   P_j = P_p H_j,  o_j = P_p t_j + o_p,  x_j = o_j - P_j psi_j
 * so that X_j v = P_j v + x_j is the identity at rest for any psi: moving a bone moves its pivot only.
 */
export interface BoneTransforms {
  /** [B, 3, 3] linear part of bind-to-posed */
  readonly linear: Float64Array;
  /** [B, 3] translation of bind-to-posed */
  readonly offset: Float64Array;
  /** [B, 3] posed pivot o_j */
  readonly pivot: Float64Array;
  /** [B, 3, 3] local H_j and R_j, kept for the backward */
  readonly local: Float64Array;
  readonly rotation: Float64Array;
}

/** @param bind psi [B, 3] mm  @param parents [B], parents before children, -1 at the root */
export function boneTransforms(
  layout: AsmLayout,
  parameters: Float64Array,
  bind: ArrayLike<number>,
  parents: Int32Array,
): BoneTransforms {
  const B = layout.boneCount;
  const dt = groupOf(layout, parameters, 'translation');
  const theta = groupOf(layout, parameters, 'rotation');
  const logScale = groupOf(layout, parameters, 'logScale');
  const linear = new Float64Array(9 * B);
  const offset = new Float64Array(3 * B);
  const pivot = new Float64Array(3 * B);
  const local = new Float64Array(9 * B);
  const rotation = new Float64Array(9 * B);
  for (let j = 0; j < B; j++) {
    const R = rotation.subarray(9 * j, 9 * j + 9);
    rotationFromAxisAngle(theta[3 * j], theta[3 * j + 1], theta[3 * j + 2], R);
    const H = local.subarray(9 * j, 9 * j + 9);
    for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) H[3 * r + c] = R[3 * r + c] * Math.exp(logScale[3 * j + c]);
    const p = parents[j];
    const P = linear.subarray(9 * j, 9 * j + 9);
    if (p < 0) {
      P.set(H);
      for (let r = 0; r < 3; r++) pivot[3 * j + r] = bind[3 * j + r] + dt[3 * j + r];
    } else {
      const parent = linear.subarray(9 * p, 9 * p + 9);
      multiply3(parent, H, P);
      for (let r = 0; r < 3; r++) {
        let sum = pivot[3 * p + r];
        for (let c = 0; c < 3; c++) sum += parent[3 * r + c] * (bind[3 * j + c] - bind[3 * p + c] + dt[3 * j + c]);
        pivot[3 * j + r] = sum;
      }
    }
    for (let r = 0; r < 3; r++)
      offset[3 * j + r] =
        pivot[3 * j + r] - (P[3 * r] * bind[3 * j] + P[3 * r + 1] * bind[3 * j + 1] + P[3 * r + 2] * bind[3 * j + 2]);
  }
  return { linear, offset, pivot, local, rotation };
}

/**
 * Backward, children before parents: P_bar = C - c psi^T, o_bar = c, psi_bar = -P^T c;
 *   H_bar = P_p^T P_bar, t_bar = P_p^T o_bar, P_p_bar += P_bar H^T + o_bar t^T, o_p_bar += o_bar,
 *   Dt_bar = t_bar, psi_bar_j += t_bar, psi_bar_p -= t_bar, sigma_bar_a = e^sigma_a (R^T H_bar)_aa.
 * @param gradLinear C [B, 3, 3], gradOffset c [B, 3]
 * @param gradOut [P] accumulated into
 * @returns gradient on the bind positions [B, 3]
 */
export function boneTransformsBackward(
  layout: AsmLayout,
  parameters: Float64Array,
  bind: ArrayLike<number>,
  parents: Int32Array,
  forward: BoneTransforms,
  gradLinear: Float64Array,
  gradOffset: Float64Array,
  gradOut: Float64Array,
): Float64Array {
  const B = layout.boneCount;
  const dt = groupOf(layout, parameters, 'translation');
  const theta = groupOf(layout, parameters, 'rotation');
  const logScale = groupOf(layout, parameters, 'logScale');
  const gradDt = groupOf(layout, gradOut, 'translation');
  const gradTheta = groupOf(layout, gradOut, 'rotation');
  const gradLogScale = groupOf(layout, gradOut, 'logScale');
  const gP = new Float64Array(9 * B);
  const gO = gradOffset.slice();
  const gradBind = new Float64Array(3 * B);
  for (let j = 0; j < B; j++) {
    for (let r = 0; r < 3; r++)
      for (let c = 0; c < 3; c++) {
        gP[9 * j + 3 * r + c] = gradLinear[9 * j + 3 * r + c] - gradOffset[3 * j + r] * bind[3 * j + c];
        gradBind[3 * j + c] -= forward.linear[9 * j + 3 * r + c] * gradOffset[3 * j + r];
      }
  }
  const gH = new Float64Array(9);
  for (let j = B - 1; j >= 0; j--) {
    const p = parents[j];
    const gPj = gP.subarray(9 * j, 9 * j + 9);
    const gt = [gO[3 * j], gO[3 * j + 1], gO[3 * j + 2]];
    if (p < 0) gH.set(gPj);
    else {
      const parent = forward.linear.subarray(9 * p, 9 * p + 9);
      const H = forward.local.subarray(9 * j, 9 * j + 9);
      for (let r = 0; r < 3; r++) {
        let sum = 0;
        for (let m = 0; m < 3; m++) sum += parent[3 * m + r] * gO[3 * j + m];
        gt[r] = sum;
        for (let c = 0; c < 3; c++) {
          let h = 0;
          let up = 0;
          for (let m = 0; m < 3; m++) {
            h += parent[3 * m + r] * gPj[3 * m + c];
            up += gPj[3 * r + m] * H[3 * c + m];
          }
          gH[3 * r + c] = h;
          gP[9 * p + 3 * r + c] += up + gO[3 * j + r] * (bind[3 * j + c] - bind[3 * p + c] + dt[3 * j + c]);
        }
      }
      for (let r = 0; r < 3; r++) gO[3 * p + r] += gO[3 * j + r];
    }
    for (let r = 0; r < 3; r++) {
      gradDt[3 * j + r] += gt[r];
      gradBind[3 * j + r] += gt[r];
      if (p >= 0) gradBind[3 * p + r] -= gt[r];
    }
    const R = forward.rotation.subarray(9 * j, 9 * j + 9);
    const gR = new Float64Array(9);
    for (let a = 0; a < 3; a++) {
      const scale = Math.exp(logScale[3 * j + a]);
      let diagonal = 0;
      for (let r = 0; r < 3; r++) {
        diagonal += R[3 * r + a] * gH[3 * r + a];
        gR[3 * r + a] = gH[3 * r + a] * scale;
      }
      gradLogScale[3 * j + a] += scale * diagonal;
    }
    const w = axisAngleBackward([theta[3 * j], theta[3 * j + 1], theta[3 * j + 2]], R, gR);
    for (let a = 0; a < 3; a++) gradTheta[3 * j + a] += w[a];
  }
  return gradBind;
}
