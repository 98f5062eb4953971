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
}
