/** A camera as sixteen f64 in memory: R row-major, t, fx, fy, cx, cy; changetype<Camera>(address) reads it in place. */
@unmanaged
export class Camera {
  r0: f64;
  r1: f64;
  r2: f64;
  r3: f64;
  r4: f64;
  r5: f64;
  r6: f64;
  r7: f64;
  r8: f64;
  t0: f64;
  t1: f64;
  t2: f64;
  fx: f64;
  fy: f64;
  cx: f64;
  cy: f64;

  /** A point in the camera's frame, mm. */
  @inline
  across(x: f64, y: f64, z: f64): f64 {
    return this.r0 * x + this.r1 * y + this.r2 * z + this.t0;
  }

  @inline
  down(x: f64, y: f64, z: f64): f64 {
    return this.r3 * x + this.r4 * y + this.r5 * z + this.t1;
  }

  @inline
  depth(x: f64, y: f64, z: f64): f64 {
    return this.r6 * x + this.r7 * y + this.r8 * z + this.t2;
  }
}
