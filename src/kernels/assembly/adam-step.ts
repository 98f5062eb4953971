import { countAt, numberAt, pointerAt } from './job';

/**
 * Job: parameters, gradient, mean, variance, start, end, rate, b1, b2, 1/(1 - b1^t), 1/(1 - b2^t), epsilon
 * (src/kernels/adam-step.ts). The end of an array that is no multiple of four is done one by one.
 */
export function adamStep(job: usize): void {
  const parameters = pointerAt(job, 0);
  const gradients = pointerAt(job, 1);
  const means = pointerAt(job, 2);
  const variances = pointerAt(job, 3);
  const end = countAt(job, 5);
  const b1 = <f32>numberAt(job, 7);
  const b2 = <f32>numberAt(job, 8);
  const rate = <f32>(numberAt(job, 6) * numberAt(job, 9));
  const correction = <f32>numberAt(job, 10);
  const epsilon = <f32>numberAt(job, 11);
  const keep1 = f32x4.splat(b1);
  const take1 = f32x4.splat(<f32>1 - b1);
  const keep2 = f32x4.splat(b2);
  const take2 = f32x4.splat(<f32>1 - b2);
  let i = countAt(job, 4);
  for (; i + 4 <= end; i += 4) {
    const at = <usize>i << 2;
    const g = v128.load(gradients + at);
    const m = f32x4.add(f32x4.mul(keep1, v128.load(means + at)), f32x4.mul(take1, g));
    const v = f32x4.add(f32x4.mul(keep2, v128.load(variances + at)), f32x4.mul(take2, f32x4.mul(g, g)));
    v128.store(means + at, m);
    v128.store(variances + at, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction))), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), m), root);
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), step));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    const g = load<f32>(gradients + at);
    const m = b1 * load<f32>(means + at) + (<f32>1 - b1) * g;
    const v = b2 * load<f32>(variances + at) + (<f32>1 - b2) * g * g;
    store<f32>(means + at, m);
    store<f32>(variances + at, v);
    store<f32>(
      parameters + at,
      load<f32>(parameters + at) - (rate * m) / (sqrt<f32>(v * correction) + epsilon),
    );
  }
}
