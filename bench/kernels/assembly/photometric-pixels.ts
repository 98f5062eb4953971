import { PhotometricPixelsSlots } from './generated/photometric-pixels';
import { fourSums, laneSum, load3 } from '../../../src/kernels/assembly/lanes';
import { NO_TRIANGLE } from '../../../src/kernels/assembly/pixels/rasterize';

/**
 * Per-pixel photometric loss and gradients (bench/kernels/jobs/photometric-pixels.ts). Lanes are a triangle's corners where
 * places are meant, and channels where colours are. Along a run of pixels of one triangle, U_k/z_k is linear in x, and all
 * that belongs to corners stays in registers.
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
  const last = f32x4.splat(<f32>(size - 1));
  const lastCell = f32x4.splat(<f32>(size - 2));
  const side = f32x4.splat(<f32>size);
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  const one = f32x4.splat(1);
  const threeLanes = i32x4(-1, -1, -1, 0);
  let loss: f64 = 0;
  for (let y = 0; y < height; y++) {
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
      const a = load3(pixels + 12 * ia);
      const b = load3(pixels + 12 * ib);
      const c = load3(pixels + 12 * ic);
      const center = f32x4(<f32>x + 0.5, <f32>y + 0.5, <f32>x + 0.5, <f32>y + 0.5);
      // From the run's first pixel: x a, x b, y a, y b | x c, -, y c, -
      const ab = f32x4.sub(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(center, center, 0, 0, 1, 1));
      const cc = f32x4.sub(v128.shuffle<i32>(c, c, 0, 0, 1, 1), v128.shuffle<i32>(center, center, 0, 0, 1, 1));
      const nextX = v128.shuffle<i32>(ab, cc, 1, 4, 0, 4);
      const nextY = v128.shuffle<i32>(ab, cc, 3, 6, 2, 6);
      const afterX = v128.shuffle<i32>(ab, cc, 4, 0, 1, 4);
      const afterY = v128.shuffle<i32>(ab, cc, 6, 2, 3, 6);
      const depths = v128.shuffle<i32>(v128.shuffle<i32>(a, b, 2, 6, 2, 6), c, 0, 1, 6, 6);
      const nearness = v128.and(f32x4.div(one, depths), threeLanes);
      const first = f32x4.mul(f32x4.sub(f32x4.mul(nextX, afterY), f32x4.mul(nextY, afterX)), nearness);
      const slope = f32x4.mul(f32x4.sub(nextY, afterY), nearness);
      const ea = v128.load(irradiance + 16 * ia);
      const eb = v128.load(irradiance + 16 * ib);
      const ec = v128.load(irradiance + 16 * ic);
      const uva = f32x4.mul(side, v128.load64_zero(uvs + 8 * <usize>load<u32>(uvTriangles + at)));
      const uvb = f32x4.mul(side, v128.load64_zero(uvs + 8 * <usize>load<u32>(uvTriangles + at, 4)));
      const uvc = f32x4.mul(side, v128.load64_zero(uvs + 8 * <usize>load<u32>(uvTriangles + at, 8)));
      const us = v128.shuffle<i32>(v128.shuffle<i32>(uva, uvb, 0, 4, 2, 2), uvc, 0, 1, 4, 7);
      const vs = v128.shuffle<i32>(v128.shuffle<i32>(uva, uvb, 1, 5, 2, 2), uvc, 0, 1, 5, 7);
      let sumQ = zero;
      let sumQx = zero;
      let sumDepth = zero;
      let gea = zero;
      let geb = zero;
      let gec = zero;
      let runLoss = zero;
      let along = zero;
      let pixel = target + (<usize>(y * width + x) << 4);
      let id = ids + (<usize>(y * width + x) << 2);
      for (; x < width && load<u32>(id) === t; x++, id += 4, pixel += 16, along = f32x4.add(along, one)) {
        const seen = v128.load(pixel);
        const mask = v128.shuffle<i32>(seen, seen, 3, 3, 3, 3);
        if (f32x4.extract_lane(seen, 3) === 0) continue;
        const s = f32x4.add(first, f32x4.mul(along, slope));
        const inverse = f32x4.div(one, total(s));
        const w = f32x4.mul(s, inverse);
        const wa = v128.shuffle<i32>(w, w, 0, 0, 0, 0);
        const wb = v128.shuffle<i32>(w, w, 1, 1, 1, 1);
        const wc = v128.shuffle<i32>(w, w, 2, 2, 2, 2);
        const place = f32x4.sub(blend(wa, uva, wb, uvb, wc, uvc), half);
        const inside = f32x4.pmin(f32x4.pmax(place, zero), last);
        const corner = f32x4.floor(f32x4.pmin(inside, lastCell));
        const between = f32x4.sub(inside, corner);
        const wx = v128.shuffle<i32>(between, between, 0, 0, 0, 0);
        const wy = v128.shuffle<i32>(between, between, 1, 1, 1, 1);
        // Whole numbers below 2^23 in the last bits of a sum: a conversion that traps costs more.
        const whole = f32x4.add(corner, f32x4.splat(8388608));
        const ix = i32x4.extract_lane(whole, 0) & 0x7fffff;
        const iy = i32x4.extract_lane(whole, 1) & 0x7fffff;
        const cell = <usize>(iy * size + ix) << 4;
        const k = texture + cell;
        const p00 = v128.load(k);
        const p10 = v128.load(k + row);
        const dTop = f32x4.sub(v128.load(k, 16), p00);
        const dBottom = f32x4.sub(v128.load(k + row, 16), p10);
        const top = f32x4.add(p00, f32x4.mul(wx, dTop));
        const down = f32x4.sub(f32x4.add(p10, f32x4.mul(wx, dBottom)), top);
        const albedo = f32x4.add(top, f32x4.mul(wy, down));
        const shade = blend(wa, ea, wb, eb, wc, ec);
        // Without the mask's lane: fourth lanes of irradiance are 0, and so must the residual's be.
        const r = f32x4.sub(f32x4.mul(albedo, shade), v128.and(seen, threeLanes));
        const wr = f32x4.mul(f32x4.mul(f32x4.splat(factor), mask), r);
        runLoss = f32x4.add(runLoss, f32x4.mul(wr, r));
        const gradAlbedo = f32x4.mul(wr, shade);
        const gradShade = f32x4.mul(wr, albedo);
        const g = gradTexture + cell;
        const right = f32x4.mul(gradAlbedo, wx);
        const leftPart = f32x4.sub(gradAlbedo, right);
        const rightBelow = f32x4.mul(right, wy);
        const leftBelow = f32x4.mul(leftPart, wy);
        v128.store(g, f32x4.add(v128.load(g), f32x4.sub(leftPart, leftBelow)));
        v128.store(g, f32x4.add(v128.load(g, 16), f32x4.sub(right, rightBelow)), 16);
        v128.store(g + row, f32x4.add(v128.load(g + row), leftBelow));
        v128.store(g + row, f32x4.add(v128.load(g + row, 16), rightBelow), 16);
        gea = f32x4.add(gea, f32x4.mul(wa, gradShade));
        geb = f32x4.add(geb, f32x4.mul(wb, gradShade));
        gec = f32x4.add(gec, f32x4.mul(wc, gradShade));
        const across = f32x4.add(dTop, f32x4.mul(wy, f32x4.sub(dBottom, dTop)));
        const sums = fourSums(
          f32x4.mul(gradShade, ea),
          f32x4.mul(gradShade, eb),
          f32x4.mul(gradShade, ec),
          f32x4.mul(gradAlbedo, across),
        );
        const gradU = v128.shuffle<i32>(sums, sums, 3, 3, 3, 3);
        const gradV = total(f32x4.mul(gradAlbedo, down));
        const byWeight = f32x4.add(sums, f32x4.add(f32x4.mul(gradU, us), f32x4.mul(gradV, vs)));
        const mean = total(f32x4.mul(w, byWeight));
        const q = f32x4.mul(f32x4.mul(f32x4.sub(byWeight, mean), inverse), nearness);
        sumDepth = f32x4.add(sumDepth, f32x4.mul(q, s));
        sumQ = f32x4.add(sumQ, q);
        sumQx = f32x4.add(sumQx, f32x4.mul(q, along));
      }
      loss += <f64>laneSum(runLoss) / 2;
      const nextQ = v128.shuffle<i32>(sumQ, sumQ, 1, 2, 0, 3);
      const afterQ = v128.shuffle<i32>(sumQ, sumQ, 2, 0, 1, 3);
      const gradX = f32x4.sub(f32x4.mul(afterQ, nextY), f32x4.mul(nextQ, afterY));
      const turned = f32x4.sub(v128.shuffle<i32>(sumQx, sumQx, 2, 0, 1, 3), v128.shuffle<i32>(sumQx, sumQx, 1, 2, 0, 3));
      const gradY = f32x4.add(f32x4.sub(f32x4.mul(nextQ, afterX), f32x4.mul(afterQ, nextX)), turned);
      addTwo(gradPixels + 8 * ia, v128.shuffle<i32>(gradX, gradY, 0, 4, 0, 4));
      addTwo(gradPixels + 8 * ib, v128.shuffle<i32>(gradX, gradY, 1, 5, 1, 5));
      addTwo(gradPixels + 8 * ic, v128.shuffle<i32>(gradX, gradY, 2, 6, 2, 6));
      subtract(gradDepths + 4 * ia, f32x4.extract_lane(sumDepth, 0));
      subtract(gradDepths + 4 * ib, f32x4.extract_lane(sumDepth, 1));
      subtract(gradDepths + 4 * ic, f32x4.extract_lane(sumDepth, 2));
      addLanes(gradIrradiance + 16 * ia, gea);
      addLanes(gradIrradiance + 16 * ib, geb);
      addLanes(gradIrradiance + 16 * ic, gec);
    }
  }
  store<f64>(lossAt, load<f64>(lossAt) + loss);
}

/** Sum of the lanes, in all of them. */
@inline
function total(v: v128): v128 {
  const two = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.add(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2));
}

@inline
function blend(wa: v128, a: v128, wb: v128, b: v128, wc: v128, c: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(wa, a), f32x4.mul(wb, b)), f32x4.mul(wc, c));
}

@inline
function subtract(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) - value);
}

@inline
function addTwo(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), value), 0);
}

@inline
function addLanes(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}
