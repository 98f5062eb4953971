// A job's arguments are a row of f64 slots in shared memory: pointers, counts and numbers alike.

/** Slot `i` as a pointer. */
// @ts-expect-error: decorator
@inline
export function pointerAt(job: usize, i: i32): usize {
  return <usize>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a count. */
// @ts-expect-error: decorator
@inline
export function countAt(job: usize, i: i32): i32 {
  return <i32>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a number. */
// @ts-expect-error: decorator
@inline
export function numberAt(job: usize, i: i32): f64 {
  return load<f64>(job + (<usize>i << 3));
}

/** Sum of a vector's lanes. */
// @ts-expect-error: decorator
@inline
export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
