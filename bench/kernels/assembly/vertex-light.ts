import { VertexLightBackwardSlots, VertexLightSlots } from './generated/vertex-light';
import { fourSums } from '../../../src/kernels/assembly/lanes';
import { addNormalGradient, C0, C1, C2, C3, C4, irradiance } from '../../../src/kernels/assembly/spherical-harmonics';

/** Irradiance at vertices (bench/kernels/jobs/vertex-light.ts). */
export function vertexLight(job: VertexLightSlots): void {
  const normals = job.normals;
  const count = job.count;
  const light = job.light;
  const out = job.irradiance;
  for (let v: usize = 0; v < <usize>count; v++) {
    const n = normals + 12 * v;
    v128.store(out + (v << 4), irradiance(light, load<f32>(n), load<f32>(n, 4), load<f32>(n, 8)));
  }
}

/** Backward of {@link vertexLight}. */
export function vertexLightBackward(job: VertexLightBackwardSlots): void {
  const normals = job.normals;
  const count = job.count;
  const light = job.light;
  const gradients = job.gradIrradiance;
  const gradNormals = job.gradNormals;
  const gradLight = job.gradLight;
  let l0 = v128.load(gradLight);
  let l1 = v128.load(gradLight, 16);
  let l2 = v128.load(gradLight, 32);
  let l3 = v128.load(gradLight, 48);
  let l4 = v128.load(gradLight, 64);
  let l5 = v128.load(gradLight, 80);
  let l6 = v128.load(gradLight, 96);
  let l7 = v128.load(gradLight, 112);
  let l8 = v128.load(gradLight, 128);
  for (let v: usize = 0; v < <usize>count; v++) {
    const g = v128.load(gradients + (v << 4));
    if (!v128.any_true(g)) continue;
    const n = normals + 12 * v;
    const x = load<f32>(n);
    const y = load<f32>(n, 4);
    const z = load<f32>(n, 8);
    l0 = f32x4.add(l0, f32x4.mul(f32x4.splat(C0), g));
    l1 = f32x4.add(l1, f32x4.mul(f32x4.splat(C1 * y), g));
    l2 = f32x4.add(l2, f32x4.mul(f32x4.splat(C1 * z), g));
    l3 = f32x4.add(l3, f32x4.mul(f32x4.splat(C1 * x), g));
    l4 = f32x4.add(l4, f32x4.mul(f32x4.splat(C2 * x * y), g));
    l5 = f32x4.add(l5, f32x4.mul(f32x4.splat(C2 * y * z), g));
    l6 = f32x4.add(l6, f32x4.mul(f32x4.splat(C3 * (3 * z * z - 1)), g));
    l7 = f32x4.add(l7, f32x4.mul(f32x4.splat(C2 * x * z), g));
    l8 = f32x4.add(l8, f32x4.mul(f32x4.splat(C4 * (x * x - y * y)), g));
    const low = fourSums(
      f32x4.mul(v128.load(light, 16), g),
      f32x4.mul(v128.load(light, 32), g),
      f32x4.mul(v128.load(light, 48), g),
      f32x4.mul(v128.load(light, 64), g),
    );
    const high = fourSums(
      f32x4.mul(v128.load(light, 80), g),
      f32x4.mul(v128.load(light, 96), g),
      f32x4.mul(v128.load(light, 112), g),
      f32x4.mul(v128.load(light, 128), g),
    );
    addNormalGradient(
      gradNormals + 12 * v,
      x,
      y,
      z,
      f32x4.extract_lane(low, 0),
      f32x4.extract_lane(low, 1),
      f32x4.extract_lane(low, 2),
      f32x4.extract_lane(low, 3),
      f32x4.extract_lane(high, 0),
      f32x4.extract_lane(high, 1),
      f32x4.extract_lane(high, 2),
      f32x4.extract_lane(high, 3),
    );
  }
  v128.store(gradLight, l0);
  v128.store(gradLight, l1, 16);
  v128.store(gradLight, l2, 32);
  v128.store(gradLight, l3, 48);
  v128.store(gradLight, l4, 64);
  v128.store(gradLight, l5, 80);
  v128.store(gradLight, l6, 96);
  v128.store(gradLight, l7, 112);
  v128.store(gradLight, l8, 128);
}
