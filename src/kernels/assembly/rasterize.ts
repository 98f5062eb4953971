import { countAt, numberAt, pointerAt } from './job';

/** In f32 a pixel on a shared edge must not fall between both triangles; both may have it, the z test decides. */
const EDGE: f32 = -1e-5;

/**
 * Z-buffer of triangles, four pixels of a row at a time (src/kernels/rasterize.ts).
 * Job: pixels and depth [V, 3], triangles [T, 3], T, width >= 4, height, near, depth [h, w] out, triangle [h, w] out.
 */
export function rasterize(job: usize): void {
  const pixels = pointerAt(job, 0);
  const triangles = pointerAt(job, 1);
  const count = countAt(job, 2);
  const width = countAt(job, 3);
  const height = countAt(job, 4);
  const near = <f32>numberAt(job, 5);
  const depths = pointerAt(job, 6);
  const ids = pointerAt(job, 7);
  const size = <usize>(width * height) << 2;
  memory.fill(ids, 0xff, size);
  for (let k: usize = 0; k < size; k += 4) store<f32>(depths + k, f32.MAX_VALUE * 2);
  const lanes = i32x4(0, 1, 2, 3);
  const one = f32x4.splat(1);
  const edge = f32x4.splat(EDGE);
  for (let t = 0; t < count; t++) {
    const corner = triangles + <usize>(12 * t);
    const a = pixels + 12 * <usize>load<u32>(corner);
    const b = pixels + 12 * <usize>load<u32>(corner, 4);
    const c = pixels + 12 * <usize>load<u32>(corner, 8);
    const az = load<f32>(a, 8);
    const bz = load<f32>(b, 8);
    const cz = load<f32>(c, 8);
    if (!(az > near && bz > near && cz > near)) continue;
    const ax = load<f32>(a);
    const ay = load<f32>(a, 4);
    const bx = load<f32>(b);
    const by = load<f32>(b, 4);
    const cx = load<f32>(c);
    const cy = load<f32>(c, 4);
    const x0 = max(0, <i32>ceil<f32>(min(ax, min(bx, cx)) - 0.5));
    const x1 = min(width - 1, <i32>floor<f32>(max(ax, max(bx, cx)) - 0.5));
    if (x0 > x1) continue;
    const y0 = max(0, <i32>ceil<f32>(min(ay, min(by, cy)) - 0.5));
    const y1 = min(height - 1, <i32>floor<f32>(max(ay, max(by, cy)) - 0.5));
    if (y0 > y1) continue;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const inverse = <f32>1 / area;
    const za = f32x4.splat(<f32>1 / az);
    const zb = f32x4.splat(<f32>1 / bz);
    const zc = f32x4.splat(<f32>1 / cz);
    const stepB = f32x4.splat((cy - ay) * inverse);
    const stepC = f32x4.splat((ay - by) * inverse);
    const downB = (ax - cx) * inverse;
    const downC = (bx - ax) * inverse;
    const id = i32x4.splat(t);
    for (let y = y0; y <= y1; y++) {
      const py = <f32>y + 0.5 - ay;
      const rowB = f32x4.splat(py * downB);
      const rowC = f32x4.splat(py * downC);
      for (let x = x0; x <= x1; x += 4) {
        // The last vector of a row steps back so that it stays inside it.
        const from = min(x, width - 4);
        const columns = i32x4.add(i32x4.splat(from), lanes);
        const px = f32x4.add(f32x4.convert_i32x4_s(columns), f32x4.splat(<f32>0.5 - ax));
        const wb = f32x4.add(f32x4.mul(px, stepB), rowB);
        const wc = f32x4.add(f32x4.mul(px, stepC), rowC);
        const wa = f32x4.sub(f32x4.sub(one, wb), wc);
        let inside = v128.and(f32x4.ge(wa, edge), v128.and(f32x4.ge(wb, edge), f32x4.ge(wc, edge)));
        inside = v128.and(inside, i32x4.le_s(columns, i32x4.splat(x1)));
        if (from < x) inside = v128.and(inside, i32x4.ge_s(columns, i32x4.splat(x)));
        if (!v128.any_true(inside)) continue;
        const z = f32x4.div(
          one,
          f32x4.add(f32x4.add(f32x4.mul(wa, za), f32x4.mul(wb, zb)), f32x4.mul(wc, zc)),
        );
        const at = <usize>(y * width + from) << 2;
        const old = v128.load(depths + at);
        const nearer = v128.and(inside, f32x4.lt(z, old));
        if (!v128.any_true(nearer)) continue;
        v128.store(depths + at, v128.bitselect(z, old, nearer));
        v128.store(ids + at, v128.bitselect(id, v128.load(ids + at), nearer));
      }
    }
  }
}
