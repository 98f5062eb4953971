import { RasterizeSlots } from '../generated/pixels/rasterize';

/** What a pixel without a triangle holds. */
export const NO_TRIANGLE: u32 = 0xffffffff;
/** In f32 a pixel on a shared edge must not fall between both triangles; both may have it, the z test decides. */
const EDGE: f32 = -1e-5;

/** Z-buffer of triangles, four pixels of a row at a time (src/kernels/jobs/pixels/rasterize.ts). */
export function rasterize(job: RasterizeSlots): void {
  const pixels = job.pixels;
  const triangles = job.triangles;
  const count = job.triangleCount;
  const width = job.width;
  const height = job.height;
  const near = <f32>job.near;
  const depths = job.depth;
  const ids = job.triangle;
  const size = <usize>(width * height) << 2;
  memory.fill(ids, 0xff, size);
  const far = f32x4.splat(Infinity);
  let cleared: usize = 0;
  for (; cleared + 16 <= size; cleared += 16) v128.store(depths + cleared, far);
  for (; cleared < size; cleared += 4) store<f32>(depths + cleared, Infinity);
  const lanes = i32x4(0, 1, 2, 3);
  const one = f32x4.splat(1);
  const edge = f32x4.splat(EDGE);
  const half = f32x4.splat(0.5);
  const corners = i32x4(width - 1, height - 1, 0, 0);
  const row = <usize>width << 2;
  for (let t = 0; t < count; t++) {
    const corner = triangles + <usize>(12 * t);
    const a = pixels + 12 * <usize>load<u32>(corner);
    const b = pixels + 12 * <usize>load<u32>(corner, 4);
    const c = pixels + 12 * <usize>load<u32>(corner, 8);
    const az = load<f32>(a, 8);
    const bz = load<f32>(b, 8);
    const cz = load<f32>(c, 8);
    if (!(az > near && bz > near && cz > near)) continue;
    const pa = v128.load64_zero(a);
    const pb = v128.load64_zero(b);
    const pc = v128.load64_zero(c);
    // Pixel centres inside the box: lanes x, y.
    const low = f32x4.ceil(f32x4.sub(f32x4.pmin(f32x4.pmin(pa, pb), pc), half));
    const high = f32x4.floor(f32x4.sub(f32x4.pmax(f32x4.pmax(pa, pb), pc), half));
    const from = i32x4.max_s(i32x4.trunc_sat_f32x4_s(low), i32x4.splat(0));
    const to = i32x4.min_s(i32x4.trunc_sat_f32x4_s(high), corners);
    const x0 = i32x4.extract_lane(from, 0);
    const x1 = i32x4.extract_lane(to, 0);
    const y0 = i32x4.extract_lane(from, 1);
    const y1 = i32x4.extract_lane(to, 1);
    if (x0 > x1 || y0 > y1) continue;
    const ax = f32x4.extract_lane(pa, 0);
    const ay = f32x4.extract_lane(pa, 1);
    const bx = f32x4.extract_lane(pb, 0) - ax;
    const by = f32x4.extract_lane(pb, 1) - ay;
    const cx = f32x4.extract_lane(pc, 0) - ax;
    const cy = f32x4.extract_lane(pc, 1) - ay;
    const area = bx * cy - by * cx;
    if (area === 0) continue;
    const inverse = <f32>1 / area;
    const za = f32x4.splat(<f32>1 / az);
    // 1/z is linear: its values at the corners less the first one's.
    const zb = f32x4.sub(f32x4.splat(<f32>1 / bz), za);
    const zc = f32x4.sub(f32x4.splat(<f32>1 / cz), za);
    const stepB = f32x4.splat(cy * inverse);
    const stepC = f32x4.splat(-by * inverse);
    const downB = f32x4.splat(-cx * inverse);
    const downC = f32x4.splat(bx * inverse);
    const id = i32x4.splat(t);
    // Most triangles are no wider than a vector: what a column of vectors shares is found once.
    for (let x = x0; x <= x1; x += 4) {
      // The last vector of a row steps back so that it stays inside it.
      const first = min(x, width - 4);
      const columns = i32x4.add(i32x4.splat(first), lanes);
      const px = f32x4.add(f32x4.convert_i32x4_s(columns), f32x4.splat(<f32>0.5 - ax));
      const columnB = f32x4.mul(px, stepB);
      const columnC = f32x4.mul(px, stepC);
      const other = v128.or(i32x4.gt_s(columns, i32x4.splat(x1)), i32x4.lt_s(columns, i32x4.splat(x)));
      let py = f32x4.splat(<f32>y0 + 0.5 - ay);
      let at = <usize>(y0 * width + first) << 2;
      for (let y = y0; y <= y1; y++, at += row) {
        const wb = f32x4.add(columnB, f32x4.mul(py, downB));
        const wc = f32x4.add(columnC, f32x4.mul(py, downC));
        py = f32x4.add(py, one);
        const wa = f32x4.sub(f32x4.sub(one, wb), wc);
        // pmin, pmax: one instruction each, where min and max take eight to tell NaNs and signs of zeros.
        const least = f32x4.pmin(f32x4.pmin(wb, wc), wa);
        const outside = v128.or(f32x4.lt(least, edge), other);
        const z = f32x4.div(one, f32x4.add(za, f32x4.add(f32x4.mul(wb, zb), f32x4.mul(wc, zc))));
        const old = v128.load(depths + at);
        // Outside all bits are set: a NaN, which is nearer than nothing.
        const candidate = v128.or(z, outside);
        const nearer = f32x4.lt(candidate, old);
        // Stored whether or not any is nearer: a branch that is taken half the time costs more.
        v128.store(depths + at, f32x4.pmin(old, candidate));
        v128.store(ids + at, v128.bitselect(id, v128.load(ids + at), nearer));
      }
    }
  }
}
