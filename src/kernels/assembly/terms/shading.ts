import { Camera } from '../camera';
import { ProbeColorSlots, ShadingSlots } from '../generated/terms/shading';
import { laneSum } from '../lanes';
import { addNormalGradient, irradiance, SH_BANDS } from '../spherical-harmonics';

/** Colours at the projections of samples (src/kernels/jobs/terms/shading.ts). */
export function probeColor(job: ProbeColorSlots): void {
  const image = job.image;
  const width = job.width;
  const height = job.height;
  const camera = changetype<Camera>(job.camera);
  const points = job.points;
  const count = job.count;
  const visibility = job.visibility;
  const colors = job.color;
  const slopesX = job.slopeX;
  const slopesY = job.slopeY;
  const weights = job.weight;
  const maxX = <f64>(width - 1);
  const maxY = <f64>(height - 1);
  const row = <usize>width << 4;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    store<f32>(weights + at, 0);
    const w = load<f32>(visibility + at);
    if (w === 0) continue;
    const X = <f64>load<f32>(points + 3 * at);
    const Y = <f64>load<f32>(points + 3 * at, 4);
    const Z = <f64>load<f32>(points + 3 * at, 8);
    const inverse = 1 / camera.depth(X, Y, Z);
    const px = camera.fx * camera.across(X, Y, Z) * inverse + camera.cx;
    const py = camera.fy * camera.down(X, Y, Z) * inverse + camera.cy;
    if (!(px > 1 && py > 1 && px < maxX && py < maxY)) continue;
    const sx = px - 0.5;
    const sy = py - 0.5;
    const ix = <i32>sx;
    const iy = <i32>sy;
    const wx = f32x4.splat(<f32>(sx - <f64>ix));
    const wy = f32x4.splat(<f32>(sy - <f64>iy));
    const k = image + (<usize>(iy * width + ix) << 4);
    const p00 = v128.load(k);
    const p01 = v128.load(k, 16);
    const p10 = v128.load(k + row);
    const p11 = v128.load(k + row, 16);
    const dTop = f32x4.sub(p01, p00);
    const dBottom = f32x4.sub(p11, p10);
    const top = f32x4.add(p00, f32x4.mul(wx, dTop));
    const down = f32x4.sub(f32x4.add(p10, f32x4.mul(wx, dBottom)), top);
    v128.store(colors + 4 * at, f32x4.add(top, f32x4.mul(wy, down)));
    v128.store(slopesX + 4 * at, f32x4.add(dTop, f32x4.mul(wy, f32x4.sub(dBottom, dTop))));
    v128.store(slopesY + 4 * at, down);
    store<f32>(weights + at, w);
  }
}

/**
 * Residuals against albedo times irradiance, the albedo eliminated (src/kernels/jobs/terms/shading.ts).
 * @param scratch irradiances [V, 4]
 */
export function shading(job: ShadingSlots, scratch: usize): void {
  const views = job.viewCount;
  const count = job.count;
  const end = job.end;
  const colors = job.color;
  const slopesX = job.slopeX;
  const slopesY = job.slopeY;
  const weights = job.weight;
  const lights = job.lights;
  const normals = job.normals;
  const scale = job.scale;
  const factor = <f32>(job.factor / (scale * scale));
  const gradPixels = job.gradPixels;
  const gradNormals = job.gradNormals;
  const lossAt = job.loss;
  const stride = <usize>count << 2;
  const tiny = f32x4.splat(1e-12);
  let loss: f64 = 0;
  for (let i = job.start; i < end; i++) {
    const first = <usize>i << 2;
    const x = load<f32>(normals + 3 * first);
    const y = load<f32>(normals + 3 * first, 4);
    const z = load<f32>(normals + 3 * first, 8);
    let over = f32x4.splat(0);
    let under = f32x4.splat(0);
    let seen = 0;
    for (let v = 0; v < views; v++) {
      const at = first + <usize>v * stride;
      const w = load<f32>(weights + at);
      if (w === 0) continue;
      seen++;
      const g = lights + <usize>(16 * SH_BANDS * v);
      const shade = irradiance(g, x, y, z);
      v128.store(scratch + (<usize>v << 4), shade);
      const heavy = f32x4.mul(f32x4.splat(w), shade);
      over = f32x4.add(over, f32x4.mul(heavy, v128.load(colors + 4 * at)));
      under = f32x4.add(under, f32x4.mul(heavy, shade));
    }
    if (seen < 2) continue;
    const albedo = f32x4.div(over, f32x4.max(under, tiny));
    // Gradients on the bands, lanes still apart.
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0);
    let s5 = f32x4.splat(0);
    let s6 = f32x4.splat(0);
    let s7 = f32x4.splat(0);
    let s8 = f32x4.splat(0);
    for (let v = 0; v < views; v++) {
      const at = first + <usize>v * stride;
      const weight = load<f32>(weights + at);
      if (weight === 0) continue;
      const w = f32x4.splat(factor * weight);
      const r = f32x4.sub(v128.load(colors + 4 * at), f32x4.mul(albedo, v128.load(scratch + (<usize>v << 4))));
      const wr = f32x4.mul(w, r);
      loss += <f64>laneSum(f32x4.mul(wr, r)) / 2;
      const p = gradPixels + 2 * at;
      store<f32>(p, load<f32>(p) + laneSum(f32x4.mul(wr, v128.load(slopesX + 4 * at))));
      store<f32>(p, load<f32>(p, 4) + laneSum(f32x4.mul(wr, v128.load(slopesY + 4 * at))), 4);
      const pull = f32x4.mul(wr, albedo);
      const g = lights + <usize>(16 * SH_BANDS * v);
      s1 = f32x4.sub(s1, f32x4.mul(pull, v128.load(g, 16)));
      s2 = f32x4.sub(s2, f32x4.mul(pull, v128.load(g, 32)));
      s3 = f32x4.sub(s3, f32x4.mul(pull, v128.load(g, 48)));
      s4 = f32x4.sub(s4, f32x4.mul(pull, v128.load(g, 64)));
      s5 = f32x4.sub(s5, f32x4.mul(pull, v128.load(g, 80)));
      s6 = f32x4.sub(s6, f32x4.mul(pull, v128.load(g, 96)));
      s7 = f32x4.sub(s7, f32x4.mul(pull, v128.load(g, 112)));
      s8 = f32x4.sub(s8, f32x4.mul(pull, v128.load(g, 128)));
    }
    addNormalGradient(
      gradNormals + 3 * first,
      x,
      y,
      z,
      laneSum(s1),
      laneSum(s2),
      laneSum(s3),
      laneSum(s4),
      laneSum(s5),
      laneSum(s6),
      laneSum(s7),
      laneSum(s8),
    );
  }
  store<f64>(lossAt, load<f64>(lossAt) + loss);
}
