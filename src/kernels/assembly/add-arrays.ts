import { countAt, pointerAt } from './job';

/** Job: source, target accumulated into, start, end. */
export function addArrays(job: usize): void {
  const source = pointerAt(job, 0);
  const target = pointerAt(job, 1);
  const end = countAt(job, 3);
  let i = countAt(job, 2);
  for (; i + 4 <= end; i += 4) {
    const at = <usize>i << 2;
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
  }
}
