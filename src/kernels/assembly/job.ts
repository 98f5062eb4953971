// A job's arguments are a row of f64 slots in shared memory: pointers, counts and numbers alike.

/** Slot `i` as a pointer. */
@inline
export function pointerAt(job: usize, i: i32): usize {
  return <usize>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a count. */
@inline
export function countAt(job: usize, i: i32): i32 {
  return <i32>load<f64>(job + (<usize>i << 3));
}

/** Slot `i` as a number. */
@inline
export function numberAt(job: usize, i: i32): f64 {
  return load<f64>(job + (<usize>i << 3));
}
