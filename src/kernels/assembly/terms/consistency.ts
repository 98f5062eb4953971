import { ConsistencySlots } from '../generated/terms/consistency';

const HUBER: f32 = 1.5;

/** Consistency of probed values across views (src/kernels/jobs/terms/consistency.ts). */
export function consistency(job: ConsistencySlots): void {
  const views = job.viewCount;
  const count = job.count;
  const end = job.end;
  const values = job.value;
  const weights = job.weight;
  const gradients = job.gradient;
  const inverseScale = <f32>(1 / job.scale);
  const factor = <f32>job.factor;
  const out = job.gradPixels;
  const lossAt = job.loss;
  const stride = <usize>count << 2;
  let loss: f64 = 0;
  for (let i = job.start; i < end; i++) {
    const first = <usize>i << 2;
    let sum: f32 = 0;
    let total: f32 = 0;
    let seen = 0;
    let at = first;
    for (let v = 0; v < views; v++, at += stride) {
      const w = load<f32>(weights + at);
      if (w === 0) continue;
      sum += w * load<f32>(values + at);
      total += w;
      seen++;
    }
    if (seen < 2) continue;
    const mean = sum / total;
    let slopes: f32 = 0;
    at = first;
    for (let v = 0; v < views; v++, at += stride) {
      const w = load<f32>(weights + at);
      if (w === 0) continue;
      const a = (load<f32>(values + at) - mean) * inverseScale;
      const size = abs<f32>(a);
      const cost = size <= HUBER ? <f32>0.5 * size * size : HUBER * (size - <f32>0.5 * HUBER);
      loss += <f64>(factor * w * cost);
      slopes += factor * w * max(-HUBER, min(HUBER, a)) * inverseScale;
    }
    at = first;
    for (let v = 0; v < views; v++, at += stride) {
      const w = load<f32>(weights + at);
      if (w === 0) continue;
      const a = max(-HUBER, min(HUBER, (load<f32>(values + at) - mean) * inverseScale));
      const g = w * (factor * a * inverseScale - slopes / total);
      store<f32>(out + 2 * at, load<f32>(out + 2 * at) + g * load<f32>(gradients + 2 * at));
      store<f32>(out + 2 * at, load<f32>(out + 2 * at, 4) + g * load<f32>(gradients + 2 * at, 4), 4);
    }
  }
  store<f64>(lossAt, load<f64>(lossAt) + loss);
}
