import { Camera } from '../camera';
import { ProjectBackwardSlots, ProjectSlots } from '../generated/points/projection';

/** Pinhole projection (src/kernels/jobs/points/projection.ts). */
export function project(job: ProjectSlots): void {
  const camera = changetype<Camera>(job.camera);
  let p = job.points;
  const count = job.count;
  let out = job.pixels;
  for (let i = 0; i < count; i++) {
    const x = <f64>load<f32>(p);
    const y = <f64>load<f32>(p, 4);
    const z = <f64>load<f32>(p, 8);
    const depth = camera.depth(x, y, z);
    const inverse = 1 / depth;
    const across = camera.across(x, y, z);
    const down = camera.down(x, y, z);
    store<f32>(out, <f32>(camera.fx * across * inverse + camera.cx));
    store<f32>(out, <f32>(camera.fy * down * inverse + camera.cy), 4);
    store<f32>(out, <f32>depth, 8);
    p += 12;
    out += 12;
  }
}

/** Backward of {@link project}. */
export function projectBackward(job: ProjectBackwardSlots): void {
  const camera = changetype<Camera>(job.camera);
  let p = job.points;
  const count = job.count;
  let pixel = job.gradPixels;
  let depth = job.gradDepths;
  let out = job.gradPoints;
  const gradCamera = job.gradCamera;
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
    const rx = camera.r0 * x + camera.r1 * y + camera.r2 * z;
    const ry = camera.r3 * x + camera.r4 * y + camera.r5 * z;
    const rz = camera.r6 * x + camera.r7 * y + camera.r8 * z;
    const inverse = 1 / (rz + camera.t2);
    const gx = camera.fx * px * inverse;
    const gy = camera.fy * py * inverse;
    const along = gx * (rx + camera.t0) + gy * (ry + camera.t1);
    const gz = pz - along * inverse;
    w0 += ry * gz - rz * gy;
    w1 += rz * gx - rx * gz;
    w2 += rx * gy - ry * gx;
    d0 += gx;
    d1 += gy;
    d2 += gz;
    zoom += along;
    store<f32>(out, load<f32>(out) + <f32>(camera.r0 * gx + camera.r3 * gy + camera.r6 * gz));
    store<f32>(out, load<f32>(out, 4) + <f32>(camera.r1 * gx + camera.r4 * gy + camera.r7 * gz), 4);
    store<f32>(out, load<f32>(out, 8) + <f32>(camera.r2 * gx + camera.r5 * gy + camera.r8 * gz), 8);
  }
  store<f64>(gradCamera, load<f64>(gradCamera) + w0);
  store<f64>(gradCamera, load<f64>(gradCamera, 8) + w1, 8);
  store<f64>(gradCamera, load<f64>(gradCamera, 16) + w2, 16);
  store<f64>(gradCamera, load<f64>(gradCamera, 24) + d0, 24);
  store<f64>(gradCamera, load<f64>(gradCamera, 32) + d1, 32);
  store<f64>(gradCamera, load<f64>(gradCamera, 40) + d2, 40);
  store<f64>(gradCamera, load<f64>(gradCamera, 48) + zoom, 48);
}
