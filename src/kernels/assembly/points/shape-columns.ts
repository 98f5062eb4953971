import { ShapeColumnsSlots } from '../generated/points/shape-columns';
import { laneSum } from '../lanes';

/** Points moved by shape columns (src/kernels/jobs/points/shape-columns.ts). */
export function shapeColumns(job: ShapeColumnsSlots): void {
  const stride = job.stride;
  const count = job.count;
  const source = job.source;
  const coefficients = job.coefficients;
  const out = job.out;
  const end = job.end;
  const first = job.basis + (<usize>job.first << 2);
  for (let r = job.start; r < end; r++) {
    const row = first + (<usize>(r * stride) << 2);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let k = 0;
    for (; k + 8 <= count; k += 8) {
      const at = <usize>k << 2;
      s0 = f32x4.add(s0, f32x4.mul(v128.load(row + at), v128.load(coefficients + at)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(row + at, 16), v128.load(coefficients + at, 16)));
    }
    let sum = laneSum(f32x4.add(s0, s1));
    for (; k < count; k++) sum += load<f32>(row + (<usize>k << 2)) * load<f32>(coefficients + (<usize>k << 2));
    store<f32>(out + (<usize>r << 2), load<f32>(source + (<usize>r << 2)) + sum);
  }
}
