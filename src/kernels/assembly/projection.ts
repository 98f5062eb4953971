import { countAt, pointerAt } from './job';

/** Job: camera f64 [16] (R, t, fx, fy, cx, cy), points [N, 3], N, pixels and depth [N, 3] out. */
export function project(job: usize): void {
  const c = pointerAt(job, 0);
  let p = pointerAt(job, 1);
  const count = countAt(job, 2);
  let out = pointerAt(job, 3);
  const r0 = <f32>load<f64>(c, 0);
  const r1 = <f32>load<f64>(c, 8);
  const r2 = <f32>load<f64>(c, 16);
  const r3 = <f32>load<f64>(c, 24);
  const r4 = <f32>load<f64>(c, 32);
  const r5 = <f32>load<f64>(c, 40);
  const r6 = <f32>load<f64>(c, 48);
  const r7 = <f32>load<f64>(c, 56);
  const r8 = <f32>load<f64>(c, 64);
  const t0 = <f32>load<f64>(c, 72);
  const t1 = <f32>load<f64>(c, 80);
  const t2 = <f32>load<f64>(c, 88);
  const fx = <f32>load<f64>(c, 96);
  const fy = <f32>load<f64>(c, 104);
  const cx = <f32>load<f64>(c, 112);
  const cy = <f32>load<f64>(c, 120);
  for (let i = 0; i < count; i++) {
    const x = load<f32>(p);
    const y = load<f32>(p, 4);
    const z = load<f32>(p, 8);
    const depth = r6 * x + r7 * y + r8 * z + t2;
    const inverse = <f32>1 / depth;
    store<f32>(out, fx * (r0 * x + r1 * y + r2 * z + t0) * inverse + cx);
    store<f32>(out, fy * (r3 * x + r4 * y + r5 * z + t1) * inverse + cy, 4);
    store<f32>(out, depth, 8);
    p += 12;
    out += 12;
  }
}

/** Job: camera f64 [16], points [N, 3], N, pixel gradients [N, 2], depth gradients [N], gradient on points [N, 3], on the camera f64 [7]. */
export function projectBackward(job: usize): void {
  const c = pointerAt(job, 0);
  let p = pointerAt(job, 1);
  const count = countAt(job, 2);
  let pixel = pointerAt(job, 3);
  let depth = pointerAt(job, 4);
  let out = pointerAt(job, 5);
  const camera = pointerAt(job, 6);
  const r0 = load<f64>(c, 0);
  const r1 = load<f64>(c, 8);
  const r2 = load<f64>(c, 16);
  const r3 = load<f64>(c, 24);
  const r4 = load<f64>(c, 32);
  const r5 = load<f64>(c, 40);
  const r6 = load<f64>(c, 48);
  const r7 = load<f64>(c, 56);
  const r8 = load<f64>(c, 64);
  const t0 = load<f64>(c, 72);
  const t1 = load<f64>(c, 80);
  const t2 = load<f64>(c, 88);
  const fx = load<f64>(c, 96);
  const fy = load<f64>(c, 104);
  let w0: f64 = 0;
  let w1: f64 = 0;
  let w2: f64 = 0;
  let d0: f64 = 0;
  let d1: f64 = 0;
  let d2: f64 = 0;
  let zoom: f64 = 0;
  for (let i = 0; i < count; i++, p += 12, pixel += 8, depth += 4, out += 12) {
    const px = <f64>load<f32>(pixel);
    const py = <f64>load<f32>(pixel, 4);
    const pz = <f64>load<f32>(depth);
    if (px === 0 && py === 0 && pz === 0) continue;
    const x = <f64>load<f32>(p);
    const y = <f64>load<f32>(p, 4);
    const z = <f64>load<f32>(p, 8);
    const rx = r0 * x + r1 * y + r2 * z;
    const ry = r3 * x + r4 * y + r5 * z;
    const rz = r6 * x + r7 * y + r8 * z;
    const inverse = 1 / (rz + t2);
    const gx = fx * px * inverse;
    const gy = fy * py * inverse;
    const along = gx * (rx + t0) + gy * (ry + t1);
    const gz = pz - along * inverse;
    w0 += ry * gz - rz * gy;
    w1 += rz * gx - rx * gz;
    w2 += rx * gy - ry * gx;
    d0 += gx;
    d1 += gy;
    d2 += gz;
    zoom += along;
    store<f32>(out, load<f32>(out) + <f32>(r0 * gx + r3 * gy + r6 * gz));
    store<f32>(out, load<f32>(out, 4) + <f32>(r1 * gx + r4 * gy + r7 * gz), 4);
    store<f32>(out, load<f32>(out, 8) + <f32>(r2 * gx + r5 * gy + r8 * gz), 8);
  }
  store<f64>(camera, load<f64>(camera) + w0);
  store<f64>(camera, load<f64>(camera, 8) + w1, 8);
  store<f64>(camera, load<f64>(camera, 16) + w2, 16);
  store<f64>(camera, load<f64>(camera, 24) + d0, 24);
  store<f64>(camera, load<f64>(camera, 32) + d1, 32);
  store<f64>(camera, load<f64>(camera, 40) + d2, 40);
  store<f64>(camera, load<f64>(camera, 48) + zoom, 48);
}
