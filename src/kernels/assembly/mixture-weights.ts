import { exponential } from './exponential';
import { countAt, laneSum, numberAt, pointerAt } from './job';

// A bone's Gaussians lie in lanes: six vectors of Kp floats a bone, Kp the count padded to a multiple of 4:
// centre x, centre y, e^a, e^b, shear, a + b - log 2 pi + log share (-1e30 where padded).

/**
 * Densities, normalised weights and sums of vertices [start, end) (src/asm/mixture-weights.ts).
 * Job: uv [V, 2], row starts [V + 1], bones [N], table [B, 6, Kp], Kp, background density, start, end,
 * densities [N, Kp] out, weights [N] out, sums [V] out.
 */
export function mixtureWeights(job: usize): void {
  const uv = pointerAt(job, 0);
  const starts = pointerAt(job, 1);
  const bones = pointerAt(job, 2);
  const table = pointerAt(job, 3);
  const Kp = countAt(job, 4);
  const background = <f32>numberAt(job, 5);
  const start = countAt(job, 6);
  const end = countAt(job, 7);
  const densities = pointerAt(job, 8);
  const weights = pointerAt(job, 9);
  const sums = pointerAt(job, 10);
  const vector = <usize>Kp << 2;
  for (let i = start; i < end; i++) {
    const u = f32x4.splat(load<f32>(uv + (<usize>i << 3)));
    const v = f32x4.splat(load<f32>(uv + (<usize>i << 3), 4));
    const first = load<u32>(starts + (<usize>i << 2));
    const last = load<u32>(starts + (<usize>i << 2), 4);
    let total = background;
    for (let n = first + 1; n < last; n++) {
      const bone = table + <usize>load<u32>(bones + (<usize>n << 2)) * 6 * vector;
      let rho = f32x4.splat(0);
      for (let k: usize = 0; k < vector; k += 16) {
        const at = bone + k;
        const dx = f32x4.sub(u, v128.load(at));
        const dy = f32x4.sub(v, v128.load(at + vector));
        const d1 = f32x4.mul(v128.load(at + 2 * vector), dx);
        const d2 = f32x4.mul(
          v128.load(at + 3 * vector),
          f32x4.add(dy, f32x4.mul(v128.load(at + 4 * vector), dx)),
        );
        const square = f32x4.add(f32x4.mul(d1, d1), f32x4.mul(d2, d2));
        const q = exponential(f32x4.sub(v128.load(at + 5 * vector), f32x4.mul(f32x4.splat(0.5), square)));
        v128.store(densities + <usize>n * vector + k, q);
        rho = f32x4.add(rho, q);
      }
      const sum = laneSum(rho);
      store<f32>(weights + (<usize>n << 2), sum);
      total += sum;
    }
    store<f32>(sums + (<usize>i << 2), total);
    const inverse = <f32>1 / total;
    store<f32>(weights + (<usize>first << 2), background * inverse);
    for (let n = first + 1; n < last; n++) {
      const at = weights + (<usize>n << 2);
      store<f32>(at, load<f32>(at) * inverse);
    }
  }
}

/**
 * Backward of {@link mixtureWeights} for vertices [start, end).
 * Job: uv, row starts, bones, table, Kp, start, end, densities, weights, sums, gradient on weights [N],
 * gradient [B, 6, Kp] accumulated into: centre x, centre y, a, b, shear, log share.
 */
export function mixtureWeightsBackward(job: usize): void {
  const uv = pointerAt(job, 0);
  const starts = pointerAt(job, 1);
  const bones = pointerAt(job, 2);
  const table = pointerAt(job, 3);
  const Kp = countAt(job, 4);
  const start = countAt(job, 5);
  const end = countAt(job, 6);
  const densities = pointerAt(job, 7);
  const weights = pointerAt(job, 8);
  const sums = pointerAt(job, 9);
  const gradWeights = pointerAt(job, 10);
  const gradTable = pointerAt(job, 11);
  const vector = <usize>Kp << 2;
  const one = f32x4.splat(1);
  for (let i = start; i < end; i++) {
    const first = load<u32>(starts + (<usize>i << 2));
    const last = load<u32>(starts + (<usize>i << 2), 4);
    let mix: f32 = 0;
    for (let n = first; n < last; n++)
      mix += load<f32>(weights + (<usize>n << 2)) * load<f32>(gradWeights + (<usize>n << 2));
    const inverse = <f32>1 / load<f32>(sums + (<usize>i << 2));
    const u = f32x4.splat(load<f32>(uv + (<usize>i << 3)));
    const v = f32x4.splat(load<f32>(uv + (<usize>i << 3), 4));
    for (let n = first + 1; n < last; n++) {
      const slope = f32x4.splat((load<f32>(gradWeights + (<usize>n << 2)) - mix) * inverse);
      const offset = <usize>load<u32>(bones + (<usize>n << 2)) * 6 * vector;
      for (let k: usize = 0; k < vector; k += 16) {
        const at = table + offset + k;
        const g = gradTable + offset + k;
        const Q = f32x4.mul(v128.load(densities + <usize>n * vector + k), slope);
        const dx = f32x4.sub(u, v128.load(at));
        const dy = f32x4.sub(v, v128.load(at + vector));
        const a = v128.load(at + 2 * vector);
        const b = v128.load(at + 3 * vector);
        const shear = v128.load(at + 4 * vector);
        const d1 = f32x4.mul(a, dx);
        const d2 = f32x4.mul(b, f32x4.add(dy, f32x4.mul(shear, dx)));
        const bd2 = f32x4.mul(b, d2);
        add(g, f32x4.mul(Q, f32x4.add(f32x4.mul(a, d1), f32x4.mul(shear, bd2))));
        add(g + vector, f32x4.mul(Q, bd2));
        add(g + 2 * vector, f32x4.mul(Q, f32x4.sub(one, f32x4.mul(d1, d1))));
        add(g + 3 * vector, f32x4.mul(Q, f32x4.sub(one, f32x4.mul(d2, d2))));
        add(g + 4 * vector, f32x4.neg(f32x4.mul(Q, f32x4.mul(bd2, dx))));
        add(g + 5 * vector, Q);
      }
    }
  }
}

// @ts-expect-error: decorator
@inline
function add(at: usize, v: v128): void {
  v128.store(at, f32x4.add(v128.load(at), v));
}
