// A job's arguments are a row of f64 slots in shared memory: pointers, counts and numbers alike.

/** Slot `i` as a pointer. */
// @ts-ignore: decorator
@inline
export function pointerAt(job: usize, i: i32): usize {
  return <usize>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a count. */
// @ts-ignore: decorator
@inline
export function countAt(job: usize, i: i32): i32 {
  return <i32>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a number. */
// @ts-ignore: decorator
@inline
export function numberAt(job: usize, i: i32): f64 {
  return load<f64>(job + (<usize>i << 3));
}

/** Sum of a vector's lanes. */
// @ts-ignore: decorator
@inline
export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** The lane sums of four vectors in the lanes of one. */
// @ts-ignore: decorator
@inline
export function fourSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}
