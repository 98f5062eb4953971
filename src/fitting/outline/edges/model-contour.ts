import { type Camera, cameraCentre, coarserCamera, project } from '../../../geometry/camera.ts';
import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { coveredPixels } from '../../../render/mesh/covered-pixels.ts';
import type { OpenNeck } from '../open-neck.ts';

/** A head's outline in a view: places on edges of its skin. */
export interface ModelContour {
  readonly count: number;
  /** [N, 2] pixels */
  readonly pixels: Float64Array;
  /** Unit normals of the outline, out of the head [N, 2]; zeros on the hem. */
  readonly normals: Float64Array;
  /** In the camera [N] mm. */
  readonly depths: Float64Array;
  /** Ends of the edges [N, 2] and how far along them [N]. */
  readonly edges: Uint32Array;
  readonly share: Float64Array;
  /** 1 where the neck ends [N]. */
  readonly hem: Uint8Array;
}

/** A skin as one view shows it. */
export interface SkinInView {
  readonly camera: Camera;
  /** [V, 3] mm */
  readonly positions: Float64Array;
}

/** What all views share of a skin. */
export interface OutlinedSkin {
  readonly neck: OpenNeck;
  /** Of the whole skin [T, 3], in kernel memory. */
  readonly triangles: Uint32Array;
}

/** Pixels per mm of the pictures that tell what hides what. */
const PIXELS_PER_MM = 1;
/** So near the border of the head's picture a contour is its outline, pixels of these pictures. */
const NEAR_BORDER = 3;

/**
 * The occluding contour of a skin in each view: zeros of normal . ray on its edges, linear between their ends,
 *   g_v = n_v . (c - x_v),  x = x_a + s (x_b - x_a),  s = g_a/(g_a - g_b)
 * as far as it lies at the border of the skin's picture, and the neck's hem where it does.
 */
export function modelContours(kernels: Kernels, skin: OutlinedSkin, views: readonly SkinInView[]): ModelContour[] {
  return views.map((view) => {
    const coarse = coarserCamera(view.camera, PIXELS_PER_MM);
    const scale = coarse.fx / view.camera.fx;
    const shown = coveredPixels(kernels, { positions: view.positions, triangles: skin.triangles }, coarse);
    const covered = (x: number, y: number): boolean => {
      const [u, v] = [Math.floor(x * scale), Math.floor(y * scale)];
      // Beyond the picture the head goes on: its rim is no outline.
      if (u < 0 || v < 0 || u >= coarse.width || v >= coarse.height) return true;
      return shown[v * coarse.width + u] === 1;
    };
    return contourOf(view, skin, { covered, reach: NEAR_BORDER / scale });
  });
}

/** Which pixels of a view the skin covers, and how far from them an outline may be. */
interface SkinPicture {
  covered(x: number, y: number): boolean;
  /** pixels */
  readonly reach: number;
}

const DIRECTIONS = Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)]);

function contourOf(
  { camera, positions }: SkinInView,
  { neck }: OutlinedSkin,
  { covered, reach }: SkinPicture,
): ModelContour {
  const facing = facingOf(camera, positions, neck.triangles);
  const pixels: number[] = [];
  const normals: number[] = [];
  const depths: number[] = [];
  const ends: number[] = [];
  const share: number[] = [];
  const hem: number[] = [];
  const add = (a: number, b: number, s: number, normal: readonly number[] | null): void => {
    const place = [0, 1, 2].map((k) => positions[3 * a + k] + s * (positions[3 * b + k] - positions[3 * a + k]));
    const [x, y, z] = project(camera, place);
    if (!(z > 0)) return;
    const directions = normal === null ? DIRECTIONS : [normal];
    if (directions.every(([u, v]) => covered(x + reach * u, y + reach * v))) return;
    pixels.push(x, y);
    normals.push(...(normal ?? [0, 0]));
    depths.push(z);
    ends.push(a, b);
    share.push(s);
    hem.push(normal === null ? 1 : 0);
  };
  const { edges: inner, hem: rim } = neck;
  for (let e = 0; e < inner.length; e += 2) {
    const [a, b] = [inner[e], inner[e + 1]];
    const [ga, gb] = [facing.cosine[a], facing.cosine[b]];
    if (ga > 0 === gb > 0) continue;
    const s = ga / (ga - gb);
    const { normals: n } = facing;
    const normal = [0, 1, 2].map((k) => n[3 * a + k] + s * (n[3 * b + k] - n[3 * a + k]));
    add(a, b, s, imageNormal(camera, normal));
  }
  for (let e = 0; e < rim.length; e += 2) add(rim[e], rim[e + 1], 0.5, null);
  return {
    count: hem.length,
    pixels: Float64Array.from(pixels),
    normals: Float64Array.from(normals),
    depths: Float64Array.from(depths),
    edges: Uint32Array.from(ends),
    share: Float64Array.from(share),
    hem: Uint8Array.from(hem),
  };
}

/** Normals [V, 3] and whether they face the camera: n . (c - x) [V]. */
function facingOf(camera: Camera, positions: Float64Array, triangles: Uint32Array) {
  const { normals } = vertexNormals(positions, triangles);
  const centre = cameraCentre(camera);
  const cosine = Float64Array.from({ length: positions.length / 3 }, (_, v) => {
    let sum = 0;
    for (let k = 0; k < 3; k++) sum += normals[3 * v + k] * (centre[k] - positions[3 * v + k]);
    return sum;
  });
  return { normals, cosine };
}

/** Direction in the picture of a normal [3]: the contour's image is a line with the coefficients K^-T R n. */
function imageNormal({ rotation: r, fx, fy }: Camera, n: readonly number[]): [number, number] {
  const x = (r[0] * n[0] + r[1] * n[1] + r[2] * n[2]) / fx;
  const y = (r[3] * n[0] + r[4] * n[1] + r[5] * n[2]) / fy;
  const length = Math.hypot(x, y) || 1;
  return [x / length, y / length];
}
