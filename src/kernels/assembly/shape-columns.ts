import { countAt, pointerAt } from './job';
import { laneSum } from './lanes';

/** Job: basis [rows, stride], stride, first column, count, source [rows], coefficients [count], out [rows], start, end. */
export function shapeColumns(job: usize): void {
  const stride = countAt(job, 1);
  const count = countAt(job, 3);
  const source = pointerAt(job, 4);
  const coefficients = pointerAt(job, 5);
  const out = pointerAt(job, 6);
  const end = countAt(job, 8);
  const first = pointerAt(job, 0) + (<usize>countAt(job, 2) << 2);
  for (let r = countAt(job, 7); r < end; r++) {
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
