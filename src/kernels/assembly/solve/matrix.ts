// Products C += A^T B of row-major floats: A [K, lda], B [K, ldb], C [m, ldc]; m a multiple of 4, n of 8, strides in bytes.

/** Four rows and eight columns of C, which stay in registers along K. */
@inline
function tile(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  strideA: usize,
  strideB: usize,
  strideC: usize,
): void {
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  const second = c + strideC;
  let c10 = v128.load(second);
  let c11 = v128.load(second, 16);
  const third = second + strideC;
  let c20 = v128.load(third);
  let c21 = v128.load(third, 16);
  const fourth = third + strideC;
  let c30 = v128.load(fourth);
  let c31 = v128.load(fourth, 16);
  for (let k = 0; k < rows; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(s, b0));
    c01 = f32x4.add(c01, f32x4.mul(s, b1));
    s = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, b0));
    c11 = f32x4.add(c11, f32x4.mul(s, b1));
    s = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(s, b0));
    c21 = f32x4.add(c21, f32x4.mul(s, b1));
    s = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(s, b0));
    c31 = f32x4.add(c31, f32x4.mul(s, b1));
    a += strideA;
    b += strideB;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(second, c10);
  v128.store(second, c11, 16);
  v128.store(third, c20);
  v128.store(third, c21, 16);
  v128.store(fourth, c30);
  v128.store(fourth, c31, 16);
}

/** The first n columns of rows i to i + 3. */
@inline
function tileRow(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  i: i32,
  n: i32,
  strideA: usize,
  strideB: usize,
  strideC: usize,
): void {
  const own = a + (<usize>i << 2);
  const to = c + <usize>i * strideC;
  for (let j: usize = 0; j < <usize>n << 2; j += 32) tile(own, b + j, to + j, rows, strideA, strideB, strideC);
}

/** C [m, n] += A^T B, all of it. */
export function addProduct(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  m: i32,
  n: i32,
  strideA: usize,
  strideB: usize,
  strideC: usize,
): void {
  for (let i = 0; i < m; i += 4) tileRow(a, b, c, rows, i, n, strideA, strideB, strideC);
}

/** The same for a square C of which only the lower triangle is wanted; tiles on the diagonal are whole. */
export function addLowerProduct(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  n: i32,
  strideA: usize,
  strideB: usize,
  strideC: usize,
): void {
  for (let i = 0; i < n; i += 4) tileRow(a, b, c, rows, i, min(n, i + 4), strideA, strideB, strideC);
}
