import { AddPointRowsSlots } from '../generated/solve/point-rows';
import { addLowerProduct, addProduct } from './matrix';

/** Rig entries of a residual row; the view's expression columns follow them. */
const RIG: i32 = 7;
/** Points whose rows are gathered before they are multiplied: the sums, a megabyte, are read and written once for each. */
const BLOCK: i32 = 48;

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
  // Scratch: M B [3 BLOCK, P]; per view l, w l [perView BLOCK, L] and w h^T B [perView BLOCK, P]; means [BLOCK, V L].
  const products = scratch;
  const viewRows = perView * BLOCK;
  const locals = products + <usize>(3 * BLOCK) * bytesP;
  const weighted = locals + <usize>(views * viewRows) * bytesL;
  const shapes = weighted + <usize>(views * viewRows) * bytesL;
  const means = shapes + <usize>(views * viewRows) * bytesP;
  for (let from = start; from < end; from += BLOCK) {
    const size = min(BLOCK, end - from);
    memory.fill(means, 0, <usize>size * bytesVL);
    for (let s = 0; s < size; s++) {
      const i = from + s;
      const b = basis + <usize>(3 * i) * bytesP;
      let m00: f32 = 0;
      let m01: f32 = 0;
      let m02: f32 = 0;
      let m11: f32 = 0;
      let m12: f32 = 0;
      let m22: f32 = 0;
      let g0: f32 = 0;
      let g1: f32 = 0;
      let g2: f32 = 0;
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
        const mean = means + <usize>s * bytesVL + <usize>view * bytesL;
        const g = gradient + (<usize>(P + view * L) << 3);
        for (let k = 0; k < L; k++) {
          let l: f32 = 0;
          if (k < RIG) l = f(rigs, 7 * at + k);
          else if (k < RIG + E) {
            const column = b + (<usize>(first + k - RIG) << 2);
            l = hx * load<f32>(column) + hy * load<f32>(column + bytesP) + hz * load<f32>(column + 2 * bytesP);
          }
          const offset = <usize>k << 2;
          store<f32>(local + offset, l);
          store<f32>(heavy + offset, w * l);
          store<f32>(mean + offset, load<f32>(mean + offset) + meanScale * w * l);
          store<f64>(g + 2 * offset, load<f64>(g + 2 * offset) + <f64>(wr * l));
        }
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
    }
    addLowerProduct(basis + <usize>(3 * from) * bytesP, products, shapeShape, 3 * size, P, bytesP, bytesP, bytesP);
    for (let view = 0; view < views; view++) {
      const rows = size * perView;
      const own = locals + <usize>(view * viewRows) * bytesL;
      const heavy = weighted + <usize>(view * viewRows) * bytesL;
      const shape = shapes + <usize>(view * viewRows) * bytesP;
      const corner = <usize>(view * L);
      addProduct(own, shape, localShape + corner * bytesP, rows, L, P, bytesL, bytesP, bytesP);
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
