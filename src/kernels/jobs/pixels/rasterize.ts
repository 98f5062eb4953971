import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** What a pixel without a triangle holds. */
export const NO_TRIANGLE = 0xffffffff;

/**
 * Rasterises triangles into a z-buffer. A pixel belongs to a triangle when its centre lies inside
 * or on the edge; depth interpolates as 1/z (perspective). Triangles that reach behind z = `near`
 * are dropped whole: a head never surrounds its camera.
 */
export type RasterizeJob = JobOf<typeof RASTERIZE_SLOTS>;

const RASTERIZE_SLOTS = {
  /** x, y in pixels, z in mm [V, 3] */
  pixels: 'real',
  /** [T, 3] */
  triangles: 'index',
  triangleCount: 'count',
  /** At least 4. */
  width: 'count',
  height: 'count',
  near: 'number',
  /** Camera-space depth in mm, Infinity for none [h, w] out */
  depth: 'real',
  /** Nearest triangle, {@link NO_TRIANGLE} for none [h, w] out */
  triangle: 'index',
} as const satisfies Slots;

export const RASTERIZE: Kernel<RasterizeJob> = {
  name: 'rasterize',
  slots: RASTERIZE_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    job.depth.fill(Number.POSITIVE_INFINITY);
    job.triangle.fill(NO_TRIANGLE);
    for (let t = 0; t < job.triangleCount; t++) rasterizeTriangle(job, t);
  },
};

/** A pixel on a shared edge must not fall between both triangles. */
const EDGE = -1e-12;

function rasterizeTriangle(job: RasterizeJob, t: number): void {
  const { pixels, triangles, width, height, near, depth, triangle } = job;
  const a = 3 * triangles[3 * t];
  const b = 3 * triangles[3 * t + 1];
  const c = 3 * triangles[3 * t + 2];
  if (!(pixels[a + 2] > near && pixels[b + 2] > near && pixels[c + 2] > near)) return;
  const ax = pixels[a];
  const ay = pixels[a + 1];
  const bx = pixels[b];
  const by = pixels[b + 1];
  const cx = pixels[c];
  const cy = pixels[c + 1];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0) return;
  const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  if (x0 > x1 || y0 > y1) return;
  const inverse = 1 / area;
  const za = 1 / pixels[a + 2];
  const zb = 1 / pixels[b + 2];
  const zc = 1 / pixels[c + 2];
  const stepB = (cy - ay) * inverse;
  const stepC = -(by - ay) * inverse;
  for (let y = y0; y <= y1; y++) {
    const px = x0 + 0.5 - ax;
    const py = y + 0.5 - ay;
    let wb = (px * (cy - ay) - py * (cx - ax)) * inverse;
    let wc = (py * (bx - ax) - px * (by - ay)) * inverse;
    for (let i = y * width + x0; i <= y * width + x1; i++, wb += stepB, wc += stepC) {
      const wa = 1 - wb - wc;
      if (wa < EDGE || wb < EDGE || wc < EDGE) {
        // Past the triangle: a weight that is too small and shrinks. Ribbons of hair lie slantwise in large boxes.
        if ((wb < EDGE && stepB <= 0) || (wc < EDGE && stepC <= 0) || (wa < EDGE && stepB + stepC >= 0)) break;
        continue;
      }
      const z = 1 / (wa * za + wb * zb + wc * zc);
      if (z < depth[i]) {
        depth[i] = z;
        triangle[i] = t;
      }
    }
  }
}
