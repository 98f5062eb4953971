import { ShadePixelsSlots } from '../generated/pixels/shade-pixels';
import { bilinear } from '../lanes';
import { NO_TRIANGLE } from './rasterize';
import { irradiance } from '../spherical-harmonics';

/** Albedo texture times irradiance of the rasterised pixels of rows [start, end) (src/kernels/jobs/pixels/shade-pixels.ts). */
export function shadePixels(job: ShadePixelsSlots): void {
  const pixels = job.pixels;
  const triangles = job.triangles;
  const uvs = job.uvs;
  const uvTriangles = job.uvTriangles;
  const ids = job.triangle;
  const width = job.width;
  const end = job.end;
  const normals = job.normals;
  const textureOf = job.textureOf;
  const table = job.textureTable;
  const texels = job.texels;
  const light = job.light;
  const out = job.out;
  for (let y = job.start; y < end; y++)
    for (let x = 0; x < width; x++) {
      const i = <usize>(y * width + x);
      const t = <usize>load<u32>(ids + (i << 2));
      const to = out + (i << 4);
      if (<u32>t === NO_TRIANGLE) {
        v128.store(to, f32x4.splat(0));
        continue;
      }
      const ia = load<u32>(triangles + 12 * t);
      const ib = load<u32>(triangles + 12 * t, 4);
      const ic = load<u32>(triangles + 12 * t, 8);
      const a = pixels + 12 * <usize>ia;
      const b = pixels + 12 * <usize>ib;
      const c = pixels + 12 * <usize>ic;
      const px = <f32>x + 0.5;
      const py = <f32>y + 0.5;
      const ax = load<f32>(a) - px;
      const ay = load<f32>(a, 4) - py;
      const bx = load<f32>(b) - px;
      const by = load<f32>(b, 4) - py;
      const cx = load<f32>(c) - px;
      const cy = load<f32>(c, 4) - py;
      let wa = (bx * cy - by * cx) / load<f32>(a, 8);
      let wb = (cx * ay - cy * ax) / load<f32>(b, 8);
      let wc = (ax * by - ay * bx) / load<f32>(c, 8);
      const inverse = <f32>1 / (wa + wb + wc);
      wa *= inverse;
      wb *= inverse;
      wc *= inverse;
      const na = normals + 12 * <usize>ia;
      const nb = normals + 12 * <usize>ib;
      const nc = normals + 12 * <usize>ic;
      let nx = wa * load<f32>(na) + wb * load<f32>(nb) + wc * load<f32>(nc);
      let ny = wa * load<f32>(na, 4) + wb * load<f32>(nb, 4) + wc * load<f32>(nc, 4);
      let nz = wa * load<f32>(na, 8) + wb * load<f32>(nb, 8) + wc * load<f32>(nc, 8);
      const square = nx * nx + ny * ny + nz * nz;
      const scale = square > 0 ? <f32>1 / sqrt<f32>(square) : <f32>1;
      nx *= scale;
      ny *= scale;
      nz *= scale;
      const ua = uvs + 8 * <usize>load<u32>(uvTriangles + 12 * t);
      const ub = uvs + 8 * <usize>load<u32>(uvTriangles + 12 * t, 4);
      const uc = uvs + 8 * <usize>load<u32>(uvTriangles + 12 * t, 8);
      const u = wa * load<f32>(ua) + wb * load<f32>(ub) + wc * load<f32>(uc);
      const v = wa * load<f32>(ua, 4) + wb * load<f32>(ub, 4) + wc * load<f32>(uc, 4);
      const entry = table + 12 * <usize>load<u32>(textureOf + 4 * t);
      const textureWidth = load<i32>(entry, 4);
      const textureHeight = load<i32>(entry, 8);
      const fx = min(max(u * <f32>textureWidth - 0.5, 0), <f32>(textureWidth - 1));
      const fy = min(max(v * <f32>textureHeight - 0.5, 0), <f32>(textureHeight - 1));
      const ix = min(<i32>fx, textureWidth - 2);
      const iy = min(<i32>fy, textureHeight - 2);
      const wx = f32x4.splat(fx - <f32>ix);
      const wy = f32x4.splat(fy - <f32>iy);
      const k = texels + (<usize>(load<i32>(entry) + iy * textureWidth + ix) << 4);
      const albedo = bilinear(k, <usize>textureWidth << 4, wx, wy);
      const color = f32x4.max(f32x4.splat(0), f32x4.mul(albedo, irradiance(light, nx, ny, nz)));
      v128.store(to, f32x4.replace_lane(color, 3, f32x4.extract_lane(albedo, 3)));
    }
}
