/** A rotation as a unit quaternion (x, y, z, w). */
export type Quaternion = readonly [x: number, y: number, z: number, w: number];

export function quaternionFromAxisAngle(axisAngle: ArrayLike<number>): [number, number, number, number] {
  const angle = Math.hypot(axisAngle[0], axisAngle[1], axisAngle[2]);
  const factor = angle < 1e-9 ? 0.5 : Math.sin(angle / 2) / angle;
  return [factor * axisAngle[0], factor * axisAngle[1], factor * axisAngle[2], Math.cos(angle / 2)];
}

/** The product a b: b turns first. */
export function multiplyQuaternions(
  [ax, ay, az, aw]: Quaternion,
  [bx, by, bz, bw]: Quaternion,
): [number, number, number, number] {
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

/** The rotation back. */
export function conjugate([x, y, z, w]: Quaternion): [number, number, number, number] {
  return [-x, -y, -z, w];
}

/** The matrix of a unit quaternion [3, 3], row-major. */
export function rotationFromQuaternion([x, y, z, w]: Quaternion): Float64Array {
  return Float64Array.of(
    1 - 2 * (y * y + z * z),
    2 * (x * y - z * w),
    2 * (x * z + y * w),
    2 * (x * y + z * w),
    1 - 2 * (x * x + z * z),
    2 * (y * z - x * w),
    2 * (x * z - y * w),
    2 * (y * z + x * w),
    1 - 2 * (x * x + y * y),
  );
}

/** R v of a unit quaternion. */
export function rotateVector(rotation: Quaternion, v: ArrayLike<number>): [number, number, number] {
  const r = rotationFromQuaternion(rotation);
  const row = (k: number): number => r[3 * k] * v[0] + r[3 * k + 1] * v[1] + r[3 * k + 2] * v[2];
  return [row(0), row(1), row(2)];
}

/** The unit quaternion of a rotation [3, 3], w >= 0 (Shepperd: the largest of its four numbers comes from the diagonal). */
export function quaternionFromRotation(r: ArrayLike<number>): [number, number, number, number] {
  const squares = [1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8], 1 + r[0] + r[4] + r[8]];
  const [xy, xz, yz] = [r[1] + r[3], r[2] + r[6], r[5] + r[7]];
  const [xw, yw, zw] = [r[7] - r[5], r[2] - r[6], r[3] - r[1]];
  const rows = [
    [squares[0], xy, xz, xw],
    [xy, squares[1], yz, yw],
    [xz, yz, squares[2], zw],
    [xw, yw, zw, squares[3]],
  ];
  const row = rows[squares.indexOf(Math.max(...squares))];
  const length = Math.hypot(...row) * (row[3] < 0 ? -1 : 1);
  return [row[0] / length, row[1] / length, row[2] / length, row[3] / length];
}
