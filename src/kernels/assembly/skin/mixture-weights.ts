import { exponential } from './exponential';
import { MixtureWeightsBackwardSlots, MixtureWeightsSlots } from '../generated/skin/mixture-weights';
import { laneSum } from '../lanes';

// A bone's Gaussians lie in lanes: six vectors of Kp floats a bone, Kp the count padded to 2 or a multiple of 4:
// centre x, centre y, e^a, e^b, shear, a + b - log 2 pi + log share (-1e30 where padded).
// With two lanes a bone is three loads, and two pairs of a row share every operation.

/** Bytes of a bone's table with two lanes. */
const DUO: usize = 48;

@inline
function lows(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 1, 4, 5);
}

@inline
function highs(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 3, 6, 7);
}

/** Densities, normalised weights and sums of vertices [start, end) (src/kernels/jobs/skin/mixture-weights.ts). */
export function mixtureWeights(job: MixtureWeightsSlots): void {
  const uv = job.uv;
  const starts = job.starts;
  const bones = job.bones;
  const table = job.table;
  const Kp = job.lanes;
  const background = <f32>job.background;
  const start = job.start;
  const end = job.end;
  const densities = job.densities;
  const weights = job.weights;
  const sums = job.sums;
  const vector = <usize>Kp << 2;
  for (let i = start; i < end; i++) {
    const u = f32x4.splat(load<f32>(uv + (<usize>i << 3)));
    const v = f32x4.splat(load<f32>(uv + (<usize>i << 3), 4));
    const first = load<u32>(starts + (<usize>i << 2));
    const last = load<u32>(starts + (<usize>i << 2), 4);
    let total = background;
    if (Kp === 2) {
      for (let n = first + 1; n < last; n += 2) {
        const single = n + 1 === last;
        const a = table + <usize>load<u32>(bones + (<usize>n << 2)) * DUO;
        const b = single ? a : table + <usize>load<u32>(bones + (<usize>n << 2), 4) * DUO;
        const a0 = v128.load(a);
        const b0 = v128.load(b);
        const a1 = v128.load(a, 16);
        const b1 = v128.load(b, 16);
        const a2 = v128.load(a, 32);
        const b2 = v128.load(b, 32);
        const dx = f32x4.sub(u, lows(a0, b0));
        const d1 = f32x4.mul(lows(a1, b1), dx);
        const d2 = f32x4.mul(highs(a1, b1), f32x4.add(f32x4.sub(v, highs(a0, b0)), f32x4.mul(lows(a2, b2), dx)));
        const square = f32x4.add(f32x4.mul(d1, d1), f32x4.mul(d2, d2));
        const q = exponential(f32x4.sub(highs(a2, b2), f32x4.mul(f32x4.splat(0.5), square)));
        const rho = f32x4.add(q, v128.shuffle<i32>(q, q, 1, 0, 3, 2));
        const to = densities + (<usize>n << 3);
        const sum = f32x4.extract_lane(rho, 0);
        total += sum;
        store<f32>(weights + (<usize>n << 2), sum);
        if (single) {
          v128.store64_lane(to, q, 0);
          continue;
        }
        v128.store(to, q);
        const other = f32x4.extract_lane(rho, 2);
        total += other;
        store<f32>(weights + (<usize>n << 2), other, 4);
      }
    } else for (let n = first + 1; n < last; n++) {
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

/** Backward of {@link mixtureWeights} for vertices [start, end). */
export function mixtureWeightsBackward(job: MixtureWeightsBackwardSlots): void {
  const uv = job.uv;
  const starts = job.starts;
  const bones = job.bones;
  const table = job.table;
  const Kp = job.lanes;
  const start = job.start;
  const end = job.end;
  const densities = job.densities;
  const weights = job.weights;
  const sums = job.sums;
  const gradWeights = job.gradWeights;
  const gradTable = job.gradTable;
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
    if (Kp === 2) {
      for (let n = first + 1; n < last; n += 2) {
        const single = n + 1 === last;
        const boneA = <usize>load<u32>(bones + (<usize>n << 2)) * DUO;
        const boneB = single ? boneA : <usize>load<u32>(bones + (<usize>n << 2), 4) * DUO;
        const slopeA = (load<f32>(gradWeights + (<usize>n << 2)) - mix) * inverse;
        const slopeB = single ? <f32>0 : (load<f32>(gradWeights + (<usize>n << 2), 4) - mix) * inverse;
        const q = single ? v128.load64_zero(densities + (<usize>n << 3)) : v128.load(densities + (<usize>n << 3));
        const Q = f32x4.mul(q, f32x4(slopeA, slopeA, slopeB, slopeB));
        const a0 = v128.load(table + boneA);
        const b0 = v128.load(table + boneB);
        const a1 = v128.load(table + boneA, 16);
        const b1 = v128.load(table + boneB, 16);
        const a2 = v128.load(table + boneA, 32);
        const b2 = v128.load(table + boneB, 32);
        const a = lows(a1, b1);
        const b = highs(a1, b1);
        const shear = lows(a2, b2);
        const dx = f32x4.sub(u, lows(a0, b0));
        const d1 = f32x4.mul(a, dx);
        const d2 = f32x4.mul(b, f32x4.add(f32x4.sub(v, highs(a0, b0)), f32x4.mul(shear, dx)));
        const bd2 = f32x4.mul(b, d2);
        const gx = f32x4.mul(Q, f32x4.add(f32x4.mul(a, d1), f32x4.mul(shear, bd2)));
        const gy = f32x4.mul(Q, bd2);
        const ga = f32x4.mul(Q, f32x4.sub(one, f32x4.mul(d1, d1)));
        const gb = f32x4.mul(Q, f32x4.sub(one, f32x4.mul(d2, d2)));
        const gs = f32x4.neg(f32x4.mul(gy, dx));
        add(gradTable + boneA, lows(gx, gy));
        add(gradTable + boneA + 16, lows(ga, gb));
        add(gradTable + boneA + 32, lows(gs, Q));
        if (single) continue;
        add(gradTable + boneB, highs(gx, gy));
        add(gradTable + boneB + 16, highs(ga, gb));
        add(gradTable + boneB + 32, highs(gs, Q));
      }
    } else for (let n = first + 1; n < last; n++) {
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

@inline
function add(at: usize, v: v128): void {
  v128.store(at, f32x4.add(v128.load(at), v));
}
