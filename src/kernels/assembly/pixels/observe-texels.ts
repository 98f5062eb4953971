import { Camera } from '../camera';
import { AddUnlitSlots, ObserveTexelsSlots } from '../generated/pixels/observe-texels';
import { bilinear } from '../lanes';
import { C0, irradiance } from '../spherical-harmonics';

const MIN_COSINE: f32 = 0.25;
const OCCLUSION_MM: f64 = 2;
/** Of any channel, whatever its light. */
const LEAST_SHADE: f32 = 1e-3;

/** What a view shows of surface points (src/kernels/jobs/pixels/observe-texels.ts). */
export function observeTexels(job: ObserveTexelsSlots): void {
  const positions = job.positions;
  const normals = job.normals;
  const end = job.end;
  const camera = changetype<Camera>(job.camera);
  const width = job.width;
  const height = job.height;
  const image = job.image;
  const depths = job.depth;
  const trusts = job.trust;
  const out = job.out;
  const maxX = <f32>(width - 1);
  const maxY = <f32>(height - 1);
  const row = <usize>width << 4;
  for (let i = job.start; i < end; i++) {
    const at = <usize>i << 2;
    v128.store(out + 4 * at, f32x4.splat(0));
    const X = <f64>load<f32>(positions + 3 * at);
    const Y = <f64>load<f32>(positions + 3 * at, 4);
    const Z = <f64>load<f32>(positions + 3 * at, 8);
    const x = camera.across(X, Y, Z);
    const y = camera.down(X, Y, Z);
    const z = camera.depth(X, Y, Z);
    const inverse = 1 / z;
    const px = <f32>(camera.fx * x * inverse + camera.cx);
    const py = <f32>(camera.fy * y * inverse + camera.cy);
    if (!(z > 0 && px > 1 && py > 1 && px < maxX && py < maxY)) continue;
    const pixel = <usize>(<i32>py * width + <i32>px) << 2;
    const trust = load<f32>(trusts + pixel);
    if (trust === 0 || z > <f64>load<f32>(depths + pixel) + OCCLUSION_MM) continue;
    const nx = <f64>load<f32>(normals + 3 * at);
    const ny = <f64>load<f32>(normals + 3 * at, 4);
    const nz = <f64>load<f32>(normals + 3 * at, 8);
    const facing =
      x * (camera.r0 * nx + camera.r1 * ny + camera.r2 * nz) +
      y * (camera.r3 * nx + camera.r4 * ny + camera.r5 * nz) +
      z * (camera.r6 * nx + camera.r7 * ny + camera.r8 * nz);
    const cosine = <f32>(-facing / sqrt<f64>(x * x + y * y + z * z));
    if (cosine < MIN_COSINE) continue;
    const sx = px - 0.5;
    const sy = py - 0.5;
    const ix = <i32>sx;
    const iy = <i32>sy;
    const wx = f32x4.splat(sx - <f32>ix);
    const wy = f32x4.splat(sy - <f32>iy);
    const k = image + (<usize>(iy * width + ix) << 4);
    const color = bilinear(k, row, wx, wy);
    const square = (cosine - MIN_COSINE) * (cosine - MIN_COSINE);
    v128.store(out + 4 * at, f32x4.replace_lane(color, 3, square * square * trust));
  }
}

/** Adds observations without their light. */
export function addUnlit(job: AddUnlitSlots): void {
  const observed = job.observed;
  const normals = job.normals;
  const light = job.light;
  const end = job.end;
  const mean = f32x4.mul(f32x4.splat(C0), v128.load(light));
  const floor = f32x4.max(f32x4.splat(LEAST_SHADE), f32x4.mul(f32x4.splat(<f32>job.floor), mean));
  const sums = job.sum;
  for (let i = job.start; i < end; i++) {
    const at = <usize>i << 2;
    const o = v128.load(observed + 4 * at);
    const w = f32x4.extract_lane(o, 3);
    if (w === 0) continue;
    const n = normals + 3 * at;
    const shade = f32x4.max(floor, irradiance(light, load<f32>(n), load<f32>(n, 4), load<f32>(n, 8)));
    // The weight itself is not lit.
    const share = f32x4.replace_lane(f32x4.div(f32x4.mul(f32x4.splat(w), o), shade), 3, w);
    v128.store(sums + 4 * at, f32x4.add(v128.load(sums + 4 * at), share));
  }
}
