import { PhotometricPixelsSlots } from './generated/photometric-pixels';
import { fourSums, laneSum } from '../../../src/kernels/assembly/lanes';
import { NO_TRIANGLE } from '../../../src/kernels/assembly/pixels/rasterize';

/**
 * Per-pixel photometric loss and gradients (bench/kernels/jobs/photometric-pixels.ts). Along a run of pixels of one triangle
 * its corners and their gradients stay in registers.
 */
export function photometricPixels(job: PhotometricPixelsSlots): void {
  const pixels = job.pixels;
  const triangles = job.triangles;
  const uvs = job.uvs;
  const uvTriangles = job.uvTriangles;
  const ids = job.triangle;
  const width = job.width;
  const height = job.height;
  const irradiance = job.irradiance;
  const texture = job.texture;
  const size = job.textureSize;
  const target = job.target;
  const factor = <f32>job.factor;
  const gradPixels = job.gradPixels;
  const gradDepths = job.gradDepths;
  const gradIrradiance = job.gradIrradiance;
  const gradTexture = job.gradTexture;
  const lossAt = job.loss;
  const row = <usize>size << 4;
  const last = <f32>(size - 1);
  const side = <f32>size;
  let loss: f64 = 0;
  for (let y = 0; y < height; y++) {
    const py = <f32>y + 0.5;
    let x = 0;
    while (x < width) {
      const t = load<u32>(ids + (<usize>(y * width + x) << 2));
      if (t === NO_TRIANGLE) {
        x++;
        continue;
      }
      const at = <usize>12 * <usize>t;
      const ia = <usize>load<u32>(triangles + at);
      const ib = <usize>load<u32>(triangles + at, 4);
      const ic = <usize>load<u32>(triangles + at, 8);
      const ax = load<f32>(pixels + 12 * ia);
      const ay = load<f32>(pixels + 12 * ia, 4) - py;
      const za = <f32>1 / load<f32>(pixels + 12 * ia, 8);
      const bx = load<f32>(pixels + 12 * ib);
      const by = load<f32>(pixels + 12 * ib, 4) - py;
      const zb = <f32>1 / load<f32>(pixels + 12 * ib, 8);
      const cx = load<f32>(pixels + 12 * ic);
      const cy = load<f32>(pixels + 12 * ic, 4) - py;
      const zc = <f32>1 / load<f32>(pixels + 12 * ic, 8);
      const ea = v128.load(irradiance + 16 * ia);
      const eb = v128.load(irradiance + 16 * ib);
      const ec = v128.load(irradiance + 16 * ic);
      const ua = uvs + 8 * <usize>load<u32>(uvTriangles + at);
      const ub = uvs + 8 * <usize>load<u32>(uvTriangles + at, 4);
      const uc = uvs + 8 * <usize>load<u32>(uvTriangles + at, 8);
      const ua0 = load<f32>(ua);
      const ua1 = load<f32>(ua, 4);
      const ub0 = load<f32>(ub);
      const ub1 = load<f32>(ub, 4);
      const uc0 = load<f32>(uc);
      const uc1 = load<f32>(uc, 4);
      let gax: f32 = 0;
      let gay: f32 = 0;
      let gaz: f32 = 0;
      let gbx: f32 = 0;
      let gby: f32 = 0;
      let gbz: f32 = 0;
      let gcx: f32 = 0;
      let gcy: f32 = 0;
      let gcz: f32 = 0;
      let gea = f32x4.splat(0);
      let geb = f32x4.splat(0);
      let gec = f32x4.splat(0);
      let runLoss = f32x4.splat(0);
      for (; x < width && load<u32>(ids + (<usize>(y * width + x) << 2)) === t; x++) {
        const pixel = target + (<usize>(y * width + x) << 4);
        const mask = load<f32>(pixel, 12);
        if (mask === 0) continue;
        const px = <f32>x + 0.5;
        const dax = ax - px;
        const dbx = bx - px;
        const dcx = cx - px;
        const sa = (dbx * cy - by * dcx) * za;
        const sb = (dcx * ay - cy * dax) * zb;
        const sc = (dax * by - ay * dbx) * zc;
        const inverse = <f32>1 / (sa + sb + sc);
        const wa = sa * inverse;
        const wb = sb * inverse;
        const wc = sc * inverse;
        const u = wa * ua0 + wb * ub0 + wc * uc0;
        const v = wa * ua1 + wb * ub1 + wc * uc1;
        const fx = min(max(u * side - 0.5, 0), last);
        const fy = min(max(v * side - 0.5, 0), last);
        const ix = min(<i32>fx, size - 2);
        const iy = min(<i32>fy, size - 2);
        const sx = fx - <f32>ix;
        const sy = fy - <f32>iy;
        const wx = f32x4.splat(sx);
        const wy = f32x4.splat(sy);
        const cell = <usize>(iy * size + ix) << 4;
        const k = texture + cell;
        const p00 = v128.load(k);
        const p10 = v128.load(k + row);
        const dTop = f32x4.sub(v128.load(k, 16), p00);
        const dBottom = f32x4.sub(v128.load(k + row, 16), p10);
        const top = f32x4.add(p00, f32x4.mul(wx, dTop));
        const down = f32x4.sub(f32x4.add(p10, f32x4.mul(wx, dBottom)), top);
        const albedo = f32x4.add(top, f32x4.mul(wy, down));
        const shade = f32x4.add(
          f32x4.add(f32x4.mul(f32x4.splat(wa), ea), f32x4.mul(f32x4.splat(wb), eb)),
          f32x4.mul(f32x4.splat(wc), ec),
        );
        // The mask's lane: fourth lanes of irradiance are 0, and so must the residual's be.
        const r = f32x4.replace_lane(f32x4.sub(f32x4.mul(albedo, shade), v128.load(pixel)), 3, 0);
        const wr = f32x4.mul(f32x4.splat(factor * mask), r);
        runLoss = f32x4.add(runLoss, f32x4.mul(wr, r));
        const gradAlbedo = f32x4.mul(wr, shade);
        const gradShade = f32x4.mul(wr, albedo);
        const across = f32x4.add(dTop, f32x4.mul(wy, f32x4.sub(dBottom, dTop)));
        const sums = fourSums(
          f32x4.mul(gradAlbedo, across),
          f32x4.mul(gradAlbedo, down),
          f32x4.mul(gradShade, ea),
          f32x4.mul(gradShade, eb),
        );
        const gradU = side * f32x4.extract_lane(sums, 0);
        const gradV = side * f32x4.extract_lane(sums, 1);
        const g = gradTexture + cell;
        const right = f32x4.mul(gradAlbedo, wx);
        const leftPart = f32x4.sub(gradAlbedo, right);
        const rightBelow = f32x4.mul(right, wy);
        const leftBelow = f32x4.mul(leftPart, wy);
        v128.store(g, f32x4.add(v128.load(g), f32x4.sub(leftPart, leftBelow)));
        v128.store(g, f32x4.add(v128.load(g, 16), f32x4.sub(right, rightBelow)), 16);
        v128.store(g + row, f32x4.add(v128.load(g + row), leftBelow));
        v128.store(g + row, f32x4.add(v128.load(g + row, 16), rightBelow), 16);
        gea = f32x4.add(gea, f32x4.mul(f32x4.splat(wa), gradShade));
        geb = f32x4.add(geb, f32x4.mul(f32x4.splat(wb), gradShade));
        gec = f32x4.add(gec, f32x4.mul(f32x4.splat(wc), gradShade));
        const ga = gradU * ua0 + gradV * ua1 + f32x4.extract_lane(sums, 2);
        const gb = gradU * ub0 + gradV * ub1 + f32x4.extract_lane(sums, 3);
        const gc = gradU * uc0 + gradV * uc1 + laneSum(f32x4.mul(gradShade, ec));
        const mean = wa * ga + wb * gb + wc * gc;
        const ha = (ga - mean) * inverse;
        const hb = (gb - mean) * inverse;
        const hc = (gc - mean) * inverse;
        gaz -= ha * sa * za;
        gbz -= hb * sb * zb;
        gcz -= hc * sc * zc;
        const qa = ha * za;
        const qb = hb * zb;
        const qc = hc * zc;
        gbx += qa * cy - qc * ay;
        gby += qc * dax - qa * dcx;
        gcx += qb * ay - qa * by;
        gcy += qa * dbx - qb * dax;
        gax += qc * by - qb * cy;
        gay += qb * dcx - qc * dbx;
      }
      loss += <f64>laneSum(runLoss) / 2;
      addTwo(gradPixels + 8 * ia, gax, gay);
      add(gradDepths + 4 * ia, gaz);
      addTwo(gradPixels + 8 * ib, gbx, gby);
      add(gradDepths + 4 * ib, gbz);
      addTwo(gradPixels + 8 * ic, gcx, gcy);
      add(gradDepths + 4 * ic, gcz);
      addLanes(gradIrradiance + 16 * ia, gea);
      addLanes(gradIrradiance + 16 * ib, geb);
      addLanes(gradIrradiance + 16 * ic, gec);
    }
  }
  store<f64>(lossAt, load<f64>(lossAt) + loss);
}

@inline
function add(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value);
}

@inline
function addTwo(at: usize, x: f32, y: f32): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), f32x4(x, y, 0, 0)), 0);
}

@inline
function addLanes(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}
