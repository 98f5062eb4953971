// Vectors of four f32.

/** Three numbers, and 0 in the fourth lane. */
@inline
export function load3(at: usize): v128 {
  return v128.load32_lane(at, v128.load64_zero(at), 2, 8);
}

/** The first three lanes. */
@inline
export function store3(at: usize, v: v128): void {
  v128.store64_lane(at, v, 0);
  v128.store32_lane(at, v, 2, 8);
}

/** Bilinear value of four-lane pixels between `at`, the next, and the two below. @param row bytes of a row */
@inline
export function bilinear(at: usize, row: usize, wx: v128, wy: v128): v128 {
  const p00 = v128.load(at);
  const p10 = v128.load(at + row);
  const top = f32x4.add(p00, f32x4.mul(wx, f32x4.sub(v128.load(at, 16), p00)));
  const bottom = f32x4.add(p10, f32x4.mul(wx, f32x4.sub(v128.load(at + row, 16), p10)));
  return f32x4.add(top, f32x4.mul(wy, f32x4.sub(bottom, top)));
}

/** Sum of a vector's lanes. */
@inline
export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** The lane sums of four vectors in the lanes of one. */
@inline
export function fourSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}
