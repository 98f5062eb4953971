/** What a pixel sees: which triangle, how far. */
export interface ZBuffer {
  readonly width: number;
  readonly height: number;
  /** [H, W] index of the nearest triangle, -1 for none. */
  readonly triangle: Int32Array;
  /** [H, W] camera-space depth in mm, Infinity for none. */
  readonly depth: Float32Array;
}

/**
 * Rasterises triangles into a z-buffer. A pixel belongs to a triangle when its centre lies inside
 * or on the edge; depth interpolates as 1/z (perspective). Triangles that reach behind z = `near`
 * are dropped whole: a head never surrounds its camera.
 * @param pixels [V, 3] x, y in pixels, z in mm (camera.project).
 * @param triangles [T, 3]
 */
export function rasterize(
  pixels: ArrayLike<number>,
  triangles: ArrayLike<number>,
  width: number,
  height: number,
  near = 1,
): ZBuffer {
  const triangle = new Int32Array(width * height).fill(-1);
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  const triangleCount = triangles.length / 3;
  for (let t = 0; t < triangleCount; t++) {
    const a = 3 * triangles[3 * t];
    const b = 3 * triangles[3 * t + 1];
    const c = 3 * triangles[3 * t + 2];
    if (!(pixels[a + 2] > near && pixels[b + 2] > near && pixels[c + 2] > near)) continue;
    const ax = pixels[a];
    const ay = pixels[a + 1];
    const bx = pixels[b];
    const by = pixels[b + 1];
    const cx = pixels[c];
    const cy = pixels[c + 1];
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    if (x0 > x1 || y0 > y1) continue;
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
        if (wa < -1e-12 || wb < -1e-12 || wc < -1e-12) continue;
        const z = 1 / (wa * za + wb * zb + wc * zc);
        if (z < depth[i]) {
          depth[i] = z;
          triangle[i] = t;
        }
      }
    }
  }
  return { width, height, triangle, depth };
}

/**
 * Perspective-correct barycentric weights of the pixel centre (x + 0.5, y + 0.5) in triangle `t`.
 * @returns [wa, wb, wc], summing to 1.
 */
export function barycentricAt(
  pixels: ArrayLike<number>,
  triangles: ArrayLike<number>,
  t: number,
  x: number,
  y: number,
): [number, number, number] {
  const a = 3 * triangles[3 * t];
  const b = 3 * triangles[3 * t + 1];
  const c = 3 * triangles[3 * t + 2];
  const px = x + 0.5;
  const py = y + 0.5;
  const ua = (pixels[b] - px) * (pixels[c + 1] - py) - (pixels[b + 1] - py) * (pixels[c] - px);
  const ub = (pixels[c] - px) * (pixels[a + 1] - py) - (pixels[c + 1] - py) * (pixels[a] - px);
  const uc = (pixels[a] - px) * (pixels[b + 1] - py) - (pixels[a + 1] - py) * (pixels[b] - px);
  const wa = ua / pixels[a + 2];
  const wb = ub / pixels[b + 2];
  const wc = uc / pixels[c + 2];
  const sum = wa + wb + wc;
  return [wa / sum, wb / sum, wc / sum];
}

/**
 * Which points a camera sees: those not farther than the z-buffer by more than `toleranceMm` at
 * every one of the four pixels around them, so that a point at the rim does not look through a gap.
 * @param pixels [N, 3]
 * @returns [N] 1 where visible.
 */
export function visiblePoints(zBuffer: ZBuffer, pixels: ArrayLike<number>, toleranceMm: number): Uint8Array {
  const { width, height, depth } = zBuffer;
  const out = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < out.length; i++) {
    const x = Math.floor(pixels[3 * i] - 0.5);
    const y = Math.floor(pixels[3 * i + 1] - 0.5);
    const z = pixels[3 * i + 2];
    if (!(x >= 0 && y >= 0 && x + 1 < width && y + 1 < height && z > 0)) continue;
    const k = y * width + x;
    const nearest = Math.min(depth[k], depth[k + 1], depth[k + width], depth[k + width + 1]);
    out[i] = z <= nearest + toleranceMm ? 1 : 0;
  }
  return out;
}
