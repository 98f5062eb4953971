import { AdamStepSlots } from './generated/adam-step';

/** bench/kernels/jobs/adam-step.ts; the end of an array that is no multiple of four is done one by one. */
export function adamStep(job: AdamStepSlots): void {
  const parameters = job.parameters;
  const gradients = job.gradient;
  const means = job.mean;
  const variances = job.variance;
  const end = job.end;
  const b1 = <f32>job.decayRate1;
  const b2 = <f32>job.decayRate2;
  const rate = <f32>(job.rate * job.correction1);
  const correction = <f32>job.correction2;
  const epsilon = <f32>job.epsilon;
  const keep1 = f32x4.splat(b1);
  const take1 = f32x4.splat(<f32>1 - b1);
  const keep2 = f32x4.splat(b2);
  const take2 = f32x4.splat(<f32>1 - b2);
  let i = job.start;
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
