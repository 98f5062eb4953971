/** v/|v|, of any length. */
export function unit(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}

/** a x b [3] */
export function cross(a: readonly number[], b: readonly number[]): number[] {
  return [0, 1, 2].map((k) => a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3]);
}

/** a . b */
export function dot3(a: readonly number[], b: readonly number[]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** a - b [3] */
export function difference3(a: readonly number[], b: readonly number[]): number[] {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** Of two points of many. @param p [N, 3] */
export function squaredDistance(p: ArrayLike<number>, a: number, b: number): number {
  return (p[3 * a] - p[3 * b]) ** 2 + (p[3 * a + 1] - p[3 * b + 1]) ** 2 + (p[3 * a + 2] - p[3 * b + 2]) ** 2;
}

/** Between the i-th of points and the i-th of others. @param p, q [N, 3] */
export function distanceAt(p: ArrayLike<number>, q: ArrayLike<number>, i: number): number {
  return Math.hypot(p[3 * i] - q[3 * i], p[3 * i + 1] - q[3 * i + 1], p[3 * i + 2] - q[3 * i + 2]);
}

/** Cosine between a point's normal and the way to the eye. */
export function cosineTo(
  points: ArrayLike<number>,
  normals: ArrayLike<number>,
  i: number,
  eye: readonly number[],
): number {
  let [sum, length] = [0, 0];
  for (let k = 0; k < 3; k++) {
    const x = eye[k] - points[3 * i + k];
    sum += x * normals[3 * i + k];
    length += x * x;
  }
  return sum / Math.sqrt(length);
}
