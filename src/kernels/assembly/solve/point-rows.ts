import { AddPointRowsSlots } from '../generated/solve/point-rows';
import { addLowerProduct, addProduct } from './matrix';

/** Rig entries of a residual row, and with its jaw entries; the view's expression columns follow them. */
const RIG: i32 = 7;
const JAW: i32 = 5;
const POSE: i32 = RIG + JAW;
/** Points whose rows are gathered before they are multiplied: the sums, a megabyte, are read and written once for each. */
const BLOCK: i32 = 48;

@inline
function index(base: usize, i: i32): i32 {
  return load<i32>(base + (<usize>i << 2));
}

@inline
function f(base: usize, i: i32): f32 {
  return load<f32>(base + (<usize>i << 2));
}

/** Blocks of the normal equations of residual rows at surface points (src/kernels/jobs/solve/point-rows.ts). */
export function addPointRows(job: AddPointRowsSlots, scratch: usize): void {
  const basis = job.basis;
  const weights = job.weights;
  const residuals = job.residuals;
  const slopes = job.slopes;
  const centred = job.centred;
  const rigs = job.rigs;
  const armStart = job.armStart;
  const armBasis = job.armBasis;
  const armSlopes = job.armSlopes;
  const armCentred = job.armCentred;
  const jaws = job.jaws;
  const start = job.start;
  const end = job.end;
  const views = job.viewCount;
  const perView = job.rowsPerView;
  const P = job.shapeCount;
  const first = job.expressionStart;
  const E = job.expressionCount;
  const L = job.localCount;
  const shapeShape = job.shapeShape;
  const localShape = job.localShape;
  const localLocal = job.localLocal;
  const gradient = job.gradient;
  const inverseTotals = job.inverseTotals;
  const R = views * perView;
  const VL = views * L;
  const bytesP = <usize>P << 2;
  const bytesL = <usize>L << 2;
  const bytesVL = <usize>VL << 2;
  // Scratch: M B of points and of their arms [6 BLOCK, P]; per view l, w l [perView BLOCK, L] and w h^T B [perView BLOCK, P]; means [BLOCK, V L].
  const products = scratch;
  const viewRows = perView * BLOCK;
  const armProducts = products + <usize>(3 * BLOCK) * bytesP;
  const locals = products + <usize>(6 * BLOCK) * bytesP;
  const weighted = locals + <usize>(views * viewRows) * bytesL;
  const shapes = weighted + <usize>(views * viewRows) * bytesL;
  const means = shapes + <usize>(views * viewRows) * bytesP;
  for (let from = start; from < end; from += BLOCK) {
    const size = min(BLOCK, end - from);
    const firstArm = index(armStart, from);
    memory.fill(means, 0, <usize>size * bytesVL);
    for (let s = 0; s < size; s++) {
      const i = from + s;
      const b = basis + <usize>(3 * i) * bytesP;
      const arm = index(armStart, i);
      const armed = index(armStart, i + 1) > arm;
      const a = armBasis + <usize>(3 * arm) * bytesP;
      let m00: f32 = 0;
      let m01: f32 = 0;
      let m02: f32 = 0;
      let m11: f32 = 0;
      let m12: f32 = 0;
      let m22: f32 = 0;
      let g0: f32 = 0;
      let g1: f32 = 0;
      let g2: f32 = 0;
      // w h' g'^T and w g' g'^T
      let k00: f32 = 0;
      let k01: f32 = 0;
      let k02: f32 = 0;
      let k10: f32 = 0;
      let k11: f32 = 0;
      let k12: f32 = 0;
      let k20: f32 = 0;
      let k21: f32 = 0;
      let k22: f32 = 0;
      let n00: f32 = 0;
      let n01: f32 = 0;
      let n02: f32 = 0;
      let n11: f32 = 0;
      let n12: f32 = 0;
      let n22: f32 = 0;
      let q0: f32 = 0;
      let q1: f32 = 0;
      let q2: f32 = 0;
      const meanScale = sqrt<f32>(f(inverseTotals, i));
      for (let row = 0; row < R; row++) {
        const at = i * R + row;
        const view = row / perView;
        const slot = view * viewRows + s * perView + (row - view * perView);
        const local = locals + <usize>slot * bytesL;
        const heavy = weighted + <usize>slot * bytesL;
        const shape = shapes + <usize>slot * bytesP;
        const w = f(weights, at);
        if (w === 0) {
          memory.fill(local, 0, bytesL);
          memory.fill(heavy, 0, bytesL);
          memory.fill(shape, 0, bytesP);
          continue;
        }
        const h = slopes + <usize>(12 * at);
        const hx = load<f32>(h);
        const hy = load<f32>(h, 4);
        const hz = load<f32>(h, 8);
        const c = centred + <usize>(12 * at);
        const x = w * load<f32>(c);
        const y = w * load<f32>(c, 4);
        const z = w * load<f32>(c, 8);
        const wr = w * f(residuals, at);
        m00 += x * load<f32>(c);
        m01 += x * load<f32>(c, 4);
        m02 += x * load<f32>(c, 8);
        m11 += y * load<f32>(c, 4);
        m12 += y * load<f32>(c, 8);
        m22 += z * load<f32>(c, 8);
        g0 += wr * hx;
        g1 += wr * hy;
        g2 += wr * hz;
        const vx = f32x4.splat(x);
        const vy = f32x4.splat(y);
        const vz = f32x4.splat(z);
        for (let k: usize = 0; k < bytesP; k += 16) {
          const sum = f32x4.add(
            f32x4.add(f32x4.mul(vx, v128.load(b + k)), f32x4.mul(vy, v128.load(b + bytesP + k))),
            f32x4.mul(vz, v128.load(b + 2 * bytesP + k)),
          );
          v128.store(shape + k, sum);
        }
        let gx: f32 = 0;
        let gy: f32 = 0;
        let gz: f32 = 0;
        const own = arm * R + row;
        if (armed) {
          const g = armSlopes + <usize>(12 * own);
          gx = load<f32>(g);
          gy = load<f32>(g, 4);
          gz = load<f32>(g, 8);
          q0 += wr * gx;
          q1 += wr * gy;
          q2 += wr * gz;
          const d = armCentred + <usize>(12 * own);
          const dx = load<f32>(d);
          const dy = load<f32>(d, 4);
          const dz = load<f32>(d, 8);
          k00 += x * dx;
          k01 += x * dy;
          k02 += x * dz;
          k10 += y * dx;
          k11 += y * dy;
          k12 += y * dz;
          k20 += z * dx;
          k21 += z * dy;
          k22 += z * dz;
          n00 += w * dx * dx;
          n01 += w * dx * dy;
          n02 += w * dx * dz;
          n11 += w * dy * dy;
          n12 += w * dy * dz;
          n22 += w * dz * dz;
          const wx = f32x4.splat(w * dx);
          const wy = f32x4.splat(w * dy);
          const wz = f32x4.splat(w * dz);
          for (let k: usize = 0; k < bytesP; k += 16) {
            const sum = f32x4.add(
              f32x4.add(f32x4.mul(wx, v128.load(a + k)), f32x4.mul(wy, v128.load(a + bytesP + k))),
              f32x4.mul(wz, v128.load(a + 2 * bytesP + k)),
            );
            v128.store(shape + k, f32x4.add(v128.load(shape + k), sum));
          }
        }
        for (let k = 0; k < RIG; k++) store<f32>(local + (<usize>k << 2), f(rigs, RIG * at + k));
        if (armed) for (let k = 0; k < JAW; k++) store<f32>(local + (<usize>(RIG + k) << 2), f(jaws, JAW * own + k));
        else memory.fill(local + (<usize>RIG << 2), 0, <usize>JAW << 2);
        for (let k = 0; k < E; k++) {
          const offset = <usize>(first + k) << 2;
          const column = b + offset;
          let l = hx * load<f32>(column) + hy * load<f32>(column + bytesP) + hz * load<f32>(column + 2 * bytesP);
          if (armed) {
            const c = a + offset;
            l += gx * load<f32>(c) + gy * load<f32>(c + bytesP) + gz * load<f32>(c + 2 * bytesP);
          }
          store<f32>(local + (<usize>(POSE + k) << 2), l);
        }
        const used = <usize>(POSE + E) << 2;
        memory.fill(local + used, 0, bytesL - used);
        const mean = means + <usize>s * bytesVL + <usize>view * bytesL;
        const vw = f32x4.splat(w);
        const vm = f32x4.splat(meanScale);
        for (let k: usize = 0; k < bytesL; k += 16) {
          const l = f32x4.mul(vw, v128.load(local + k));
          v128.store(heavy + k, l);
          v128.store(mean + k, f32x4.add(v128.load(mean + k), f32x4.mul(vm, l)));
        }
        const g = gradient + (<usize>(P + view * L) << 3);
        for (let k: usize = 0; k < used; k += 4)
          store<f64>(g + 2 * k, load<f64>(g + 2 * k) + <f64>(wr * load<f32>(local + k)));
      }
      const product = products + <usize>(3 * s) * bytesP;
      for (let k: usize = 0; k < bytesP; k += 16) {
        const bx = v128.load(b + k);
        const by = v128.load(b + bytesP + k);
        const bz = v128.load(b + 2 * bytesP + k);
        v128.store(product + k, mix(m00, m01, m02, bx, by, bz));
        v128.store(product + bytesP + k, mix(m01, m11, m12, bx, by, bz));
        v128.store(product + 2 * bytesP + k, mix(m02, m12, m22, bx, by, bz));
      }
      for (let k = 0; k < P; k++) {
        const offset = <usize>k << 2;
        const sum =
          g0 * load<f32>(b + offset) + g1 * load<f32>(b + bytesP + offset) + g2 * load<f32>(b + 2 * bytesP + offset);
        store<f64>(gradient + 2 * offset, load<f64>(gradient + 2 * offset) + <f64>sum);
      }
      if (!armed) continue;
      const armProduct = armProducts + <usize>(3 * (arm - firstArm)) * bytesP;
      for (let k: usize = 0; k < bytesP; k += 16) {
        const bx = v128.load(b + k);
        const by = v128.load(b + bytesP + k);
        const bz = v128.load(b + 2 * bytesP + k);
        const ax = v128.load(a + k);
        const ay = v128.load(a + bytesP + k);
        const az = v128.load(a + 2 * bytesP + k);
        v128.store(product + k, f32x4.add(v128.load(product + k), mix(k00, k01, k02, ax, ay, az)));
        v128.store(product + bytesP + k, f32x4.add(v128.load(product + bytesP + k), mix(k10, k11, k12, ax, ay, az)));
        v128.store(
          product + 2 * bytesP + k,
          f32x4.add(v128.load(product + 2 * bytesP + k), mix(k20, k21, k22, ax, ay, az)),
        );
        v128.store(armProduct + k, f32x4.add(mix(k00, k10, k20, bx, by, bz), mix(n00, n01, n02, ax, ay, az)));
        v128.store(armProduct + bytesP + k, f32x4.add(mix(k01, k11, k21, bx, by, bz), mix(n01, n11, n12, ax, ay, az)));
        v128.store(
          armProduct + 2 * bytesP + k,
          f32x4.add(mix(k02, k12, k22, bx, by, bz), mix(n02, n12, n22, ax, ay, az)),
        );
      }
      for (let k = 0; k < P; k++) {
        const offset = <usize>k << 2;
        const sum =
          q0 * load<f32>(a + offset) + q1 * load<f32>(a + bytesP + offset) + q2 * load<f32>(a + 2 * bytesP + offset);
        store<f64>(gradient + 2 * offset, load<f64>(gradient + 2 * offset) + <f64>sum);
      }
    }
    addLowerProduct(basis + <usize>(3 * from) * bytesP, products, shapeShape, 3 * size, P, bytesP, bytesP, bytesP);
    const arms = index(armStart, from + size) - firstArm;
    const blockArms = armBasis + <usize>(3 * firstArm) * bytesP;
    if (arms > 0) addLowerProduct(blockArms, armProducts, shapeShape, 3 * arms, P, bytesP, bytesP, bytesP);
    for (let view = 0; view < views; view++) {
      const rows = size * perView;
      const own = locals + <usize>(view * viewRows) * bytesL;
      const heavy = weighted + <usize>(view * viewRows) * bytesL;
      const shape = shapes + <usize>(view * viewRows) * bytesP;
      const corner = <usize>(view * L);
      addProduct(own, shape, localShape + corner * bytesP, rows, (POSE + E + 3) & ~3, P, bytesL, bytesP, bytesP);
      const block = localLocal + corner * bytesVL + (corner << 2);
      addLowerProduct(own, heavy, block, rows, L, bytesL, bytesL, bytesVL);
    }
    subtractMeans(means, localLocal, size, VL, scratch);
  }
}

@inline
function mix(x: f32, y: f32, z: f32, bx: v128, by: v128, bz: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(f32x4.splat(x), bx), f32x4.mul(f32x4.splat(y), by)),
    f32x4.mul(f32x4.splat(z), bz),
  );
}

/** local-local -= T^T T, T [size, V L] the means' rows; nothing where all are 0. */
function subtractMeans(means: usize, localLocal: usize, size: i32, VL: i32, scratch: usize): void {
  const bytes = <usize>size * (<usize>VL << 2);
  let any = v128.splat<i32>(0);
  for (let k: usize = 0; k < bytes; k += 16) any = v128.or(any, v128.load(means + k));
  if (!v128.any_true(any)) return;
  // The products' rows are used up: their place takes -T.
  for (let k: usize = 0; k < bytes; k += 16) v128.store(scratch + k, f32x4.neg(v128.load(means + k)));
  const stride = <usize>VL << 2;
  addLowerProduct(means, scratch, localLocal, size, VL, stride, stride, stride);
}
