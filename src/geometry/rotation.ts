/** Rotations as axis-angle vectors [3] and row-major matrices [3, 3] in flat arrays. */

/** R = exp([w]x) by Rodrigues' formula, series below 1e-4 rad. */
export function rotationFromAxisAngle(x: number, y: number, z: number, dst = new Float64Array(9)): Float64Array {
  const p2 = x * x + y * y + z * z;
  const p = Math.sqrt(p2);
  const a = p < 1e-4 ? 1 - p2 / 6 : Math.sin(p) / p;
  const b = p < 1e-4 ? 0.5 - p2 / 24 : (1 - Math.cos(p)) / p2;
  dst[0] = 1 - b * (y * y + z * z);
  dst[1] = b * x * y - a * z;
  dst[2] = b * x * z + a * y;
  dst[3] = b * x * y + a * z;
  dst[4] = 1 - b * (x * x + z * z);
  dst[5] = b * y * z - a * x;
  dst[6] = b * x * z - a * y;
  dst[7] = b * y * z + a * x;
  dst[8] = 1 - b * (x * x + y * y);
  return dst;
}

/** The axis-angle vector of a rotation matrix, |w| <= pi. */
export function axisAngleFromRotation(r: ArrayLike<number>): [number, number, number] {
  const cos = Math.min(1, Math.max(-1, (r[0] + r[4] + r[8] - 1) / 2));
  const angle = Math.acos(cos);
  const v: [number, number, number] = [r[7] - r[5], r[2] - r[6], r[3] - r[1]];
  if (angle < 1e-6) return [v[0] / 2, v[1] / 2, v[2] / 2];
  if (angle < Math.PI - 1e-4) {
    const k = angle / (2 * Math.sin(angle));
    return [v[0] * k, v[1] * k, v[2] * k];
  }
  // Near pi the antisymmetric part vanishes; R + I = 2 n n^T gives the axis up to sign.
  const i = r[0] >= r[4] && r[0] >= r[8] ? 0 : r[4] >= r[8] ? 1 : 2;
  const axis = [r[i] + (i === 0 ? 1 : 0), r[3 + i] + (i === 1 ? 1 : 0), r[6 + i] + (i === 2 ? 1 : 0)];
  const length = Math.hypot(axis[0], axis[1], axis[2]) || 1;
  const sign = v[0] * axis[0] + v[1] * axis[1] + v[2] * axis[2] < 0 ? -1 : 1;
  return [(sign * angle * axis[0]) / length, (sign * angle * axis[1]) / length, (sign * angle * axis[2]) / length];
}

/**
 * Pulls a gradient on R = exp([w]x) back to w: `w_bar = Jr(w)^T v`, v the axial vector of R^T R_bar
 * (Jr: right Jacobian of SO(3); research: Sola et al., A micro Lie theory, eq. 143).
 */
export function axisAngleBackward(
  w: readonly [number, number, number],
  rotation: ArrayLike<number>,
  gradRotation: ArrayLike<number>,
): [number, number, number] {
  const n = (i: number, j: number): number =>
    rotation[i] * gradRotation[j] + rotation[3 + i] * gradRotation[3 + j] + rotation[6 + i] * gradRotation[6 + j];
  const v = [n(2, 1) - n(1, 2), n(0, 2) - n(2, 0), n(1, 0) - n(0, 1)];
  const [x, y, z] = w;
  const p2 = x * x + y * y + z * z;
  const p = Math.sqrt(p2);
  const a = p < 1e-4 ? 0.5 - p2 / 24 : (1 - Math.cos(p)) / p2;
  const b = p < 1e-4 ? 1 / 6 - p2 / 120 : (p - Math.sin(p)) / (p2 * p);
  // Jr^T v = v + a (w x v) + b (w x (w x v))
  const c = [y * v[2] - z * v[1], z * v[0] - x * v[2], x * v[1] - y * v[0]];
  const d = [y * c[2] - z * c[1], z * c[0] - x * c[2], x * c[1] - y * c[0]];
  return [v[0] + a * c[0] + b * d[0], v[1] + a * c[1] + b * d[1], v[2] + a * c[2] + b * d[2]];
}

/** dst = A B for row-major 3 x 3 matrices; dst must not alias its inputs. */
export function multiply3(a: ArrayLike<number>, b: ArrayLike<number>, dst = new Float64Array(9)): Float64Array {
  for (let i = 0; i < 9; i += 3) {
    const x = a[i];
    const y = a[i + 1];
    const z = a[i + 2];
    dst[i] = x * b[0] + y * b[3] + z * b[6];
    dst[i + 1] = x * b[1] + y * b[4] + z * b[7];
    dst[i + 2] = x * b[2] + y * b[5] + z * b[8];
  }
  return dst;
}

export function transpose3(a: ArrayLike<number>): Float64Array {
  const out = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    out[3 * i] = a[i];
    out[3 * i + 1] = a[i + 3];
    out[3 * i + 2] = a[i + 6];
  }
  return out;
}

export function determinant3(a: ArrayLike<number>): number {
  return a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) + a[2] * (a[3] * a[7] - a[4] * a[6]);
}

/** A^-1 of a row-major 3 x 3 matrix that has one. */
export function inverse3(a: ArrayLike<number>): Float64Array {
  const d = determinant3(a);
  const out = new Float64Array(9);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const [r, s] = [(j + 1) % 3, (j + 2) % 3];
      const [c, e] = [(i + 1) % 3, (i + 2) % 3];
      out[3 * i + j] = (a[3 * r + c] * a[3 * s + e] - a[3 * r + e] * a[3 * s + c]) / d;
    }
  return out;
}

/** The angle in radians between two rotations. */
export function rotationDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const w = axisAngleFromRotation(multiply3(transpose3(a), b));
  return Math.hypot(w[0], w[1], w[2]);
}

/** R = Rz(roll) Ry(yaw) Rx(pitch), radians. */
export function rotationFromEuler(pitch: number, yaw: number, roll: number): Float64Array {
  const x = rotationFromAxisAngle(pitch, 0, 0);
  const y = rotationFromAxisAngle(0, yaw, 0);
  const z = rotationFromAxisAngle(0, 0, roll);
  return multiply3(z, multiply3(y, x));
}
