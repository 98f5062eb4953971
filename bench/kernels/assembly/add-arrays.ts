import { AddArraysSlots } from './generated/add-arrays';

/** bench/kernels/jobs/add-arrays.ts. */
export function addArrays(job: AddArraysSlots): void {
  const source = job.source;
  const target = job.target;
  const end = job.end;
  let i = job.start;
  for (; i + 4 <= end; i += 4) {
    const at = <usize>i << 2;
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
  }
}
