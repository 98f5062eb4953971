import { BlendSkinBackwardSlots, BlendSkinSlots } from '../generated/skin/skinning';
import { fourSums, laneSum, load3, store3 } from '../lanes';

// A bone's transform as four columns of four floats: the linear part's three, the offset; fourth lanes are 0.

/**
 * Linear blend skinning of vertices [start, end) (src/kernels/jobs/skin/skinning.ts): blended columns first, then one
 * product.
 */
export function blendSkin(job: BlendSkinSlots): void {
  const positions = job.positions;
  const starts = job.starts;
  const bones = job.bones;
  const weights = job.weights;
  const transforms = job.transforms;
  const start = job.start;
  const end = job.end;
  const out = job.out;
  for (let i = start; i < end; i++) {
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let c2 = f32x4.splat(0);
    let c3 = f32x4.splat(0);
    const last = load<u32>(starts + ((<usize>i) << 2), 4);
    for (let n = load<u32>(starts + ((<usize>i) << 2)); n < last; n++) {
      const w = v128.load32_splat(weights + ((<usize>n) << 2));
      const m = transforms + ((<usize>load<u32>(bones + ((<usize>n) << 2))) << 6);
      c0 = f32x4.add(c0, f32x4.mul(w, v128.load(m)));
      c1 = f32x4.add(c1, f32x4.mul(w, v128.load(m, 16)));
      c2 = f32x4.add(c2, f32x4.mul(w, v128.load(m, 32)));
      c3 = f32x4.add(c3, f32x4.mul(w, v128.load(m, 48)));
    }
    const p = positions + <usize>(12 * i);
    const v = f32x4.add(
      f32x4.add(f32x4.mul(c0, v128.load32_splat(p)), f32x4.mul(c1, v128.load32_splat(p, 4))),
      f32x4.add(f32x4.mul(c2, v128.load32_splat(p, 8)), c3),
    );
    store3(out + <usize>(12 * i), v);
  }
}

/** Backward of {@link blendSkin} for vertices [start, end). */
export function blendSkinBackward(job: BlendSkinBackwardSlots): void {
  const positions = job.positions;
  const starts = job.starts;
  const bones = job.bones;
  const weights = job.weights;
  const transforms = job.transforms;
  const start = job.start;
  const end = job.end;
  const gradOut = job.gradOut;
  const gradWeights = job.gradWeights;
  const gradTransforms = job.gradTransforms;
  for (let i = start; i < end; i++) {
    const g = load3(gradOut + <usize>(12 * i));
    if (!v128.any_true(g)) continue;
    const p = positions + <usize>(12 * i);
    const gx = f32x4.mul(g, v128.load32_splat(p));
    const gy = f32x4.mul(g, v128.load32_splat(p, 4));
    const gz = f32x4.mul(g, v128.load32_splat(p, 8));
    const last = load<u32>(starts + ((<usize>i) << 2), 4);
    let n = load<u32>(starts + ((<usize>i) << 2));
    for (; n + 4 <= last; n += 4) {
      const bone = bones + ((<usize>n) << 2);
      const weight = weights + ((<usize>n) << 2);
      const to = gradWeights + ((<usize>n) << 2);
      const sums = fourSums(
        pairBackward(transforms, gradTransforms, load<u32>(bone), v128.load32_splat(weight), gx, gy, gz, g),
        pairBackward(transforms, gradTransforms, load<u32>(bone, 4), v128.load32_splat(weight, 4), gx, gy, gz, g),
        pairBackward(transforms, gradTransforms, load<u32>(bone, 8), v128.load32_splat(weight, 8), gx, gy, gz, g),
        pairBackward(transforms, gradTransforms, load<u32>(bone, 12), v128.load32_splat(weight, 12), gx, gy, gz, g),
      );
      v128.store(to, f32x4.add(v128.load(to), sums));
    }
    for (; n < last; n++) {
      const w = v128.load32_splat(weights + ((<usize>n) << 2));
      const dot = pairBackward(transforms, gradTransforms, load<u32>(bones + ((<usize>n) << 2)), w, gx, gy, gz, g);
      const to = gradWeights + ((<usize>n) << 2);
      store<f32>(to, load<f32>(to) + laneSum(dot));
    }
  }
}

/** Adds one pair's share to its bone's gradient. @returns lanes whose sum is the gradient on its weight */
@inline
function pairBackward(
  transforms: usize,
  gradTransforms: usize,
  bone: u32,
  w: v128,
  gx: v128,
  gy: v128,
  gz: v128,
  g: v128,
): v128 {
  const offset = (<usize>bone) << 6;
  const m = transforms + offset;
  const c = gradTransforms + offset;
  v128.store(c, f32x4.add(v128.load(c), f32x4.mul(w, gx)));
  v128.store(c, f32x4.add(v128.load(c, 16), f32x4.mul(w, gy)), 16);
  v128.store(c, f32x4.add(v128.load(c, 32), f32x4.mul(w, gz)), 32);
  v128.store(c, f32x4.add(v128.load(c, 48), f32x4.mul(w, g)), 48);
  return f32x4.add(
    f32x4.add(f32x4.mul(gx, v128.load(m)), f32x4.mul(gy, v128.load(m, 16))),
    f32x4.add(f32x4.mul(gz, v128.load(m, 32)), f32x4.mul(g, v128.load(m, 48))),
  );
}
