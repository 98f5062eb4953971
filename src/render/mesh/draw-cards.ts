import { type Camera, project } from '../../geometry/camera.ts';
import { triangleNormal } from '../../geometry/mesh/mesh.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import type { LinearImage } from '../../image/image.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import { irradiance } from '../light/sh-lighting.ts';
import { NEAR } from '../raster/rasterize.ts';
import type { CardPicture } from './card-picture.ts';

/** Cards on a face. */
export interface WornCards {
  /** [P, 3] mm, head space */
  readonly points: ArrayLike<number>;
  /** [P, 2], origin top left */
  readonly uvs: ArrayLike<number>;
  /** [T, 3]; seen from both sides */
  readonly triangles: Uint32Array;
  readonly picture: CardPicture;
  /** Times the picture's cover, up to all: fair lashes are below 1, painted ones above. */
  readonly density: number;
}

/** A rendering that cards are drawn over. */
export interface CardCanvas {
  readonly width: number;
  readonly height: number;
  /** Camera-space depth of what is drawn already [H, W] mm. */
  readonly depth: RealArray;
  /** Linear light and coverage [H, W, 4]. */
  readonly colors: RealArray;
}

/** A card so far behind the skin still shows, mm: its root lies in it. */
const ROOT_MM = 0.3;

/**
 * Draws cards over a rendering, in place: the nearest level of the picture at each pixel's middle, its albedo a times
 * the irradiance s at the card's side that faces the camera, blended by its cover o,
 *   C' = o a s(n) + (1 - o) C,
 * where nothing nearer is drawn. Cards are thin and dark: they are not sorted among themselves.
 * @param camera of the rendering's size @param light [9, 3], head space
 */
export function drawCards(canvas: CardCanvas, cards: WornCards, camera: Camera, light: ArrayLike<number>): void {
  const { points, uvs, triangles, picture } = cards;
  const pixels = project(camera, points);
  const shade = new Float64Array(3);
  const basis = new Float64Array(SH_BANDS);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (corners.some((v) => !(pixels[3 * v + 2] > NEAR))) continue;
    const [a, b, c] = corners.map((v) => [pixels[3 * v], pixels[3 * v + 1], pixels[3 * v + 2]]);
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (area === 0) continue;
    const level = levelOf(picture, corners, uvs, Math.abs(area));
    const normal = facingNormal(points, corners, camera);
    irradiance(light, shBasis(normal[0], normal[1], normal[2], basis), shade);
    const [x0, x1] = span([a[0], b[0], c[0]], canvas.width);
    const [y0, y1] = span([a[1], b[1], c[1]], canvas.height);
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) {
        const [px, py] = [x + 0.5, y + 0.5];
        const wb = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
        const wc = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
        const wa = 1 - wb - wc;
        if (wa < 0 || wb < 0 || wc < 0) continue;
        const at = y * canvas.width + x;
        // Cards are millimetres wide: no perspective within one.
        if (wa * a[2] + wb * b[2] + wc * c[2] > canvas.depth[at] + ROOT_MM) continue;
        const u = wa * uvs[2 * corners[0]] + wb * uvs[2 * corners[1]] + wc * uvs[2 * corners[2]];
        const v = wa * uvs[2 * corners[0] + 1] + wb * uvs[2 * corners[1] + 1] + wc * uvs[2 * corners[2] + 1];
        blend(canvas.colors, at, { level, texel: texelAt(level, u, v), density: cards.density }, shade);
      }
  }
}

/** Pixels whose middles may lie between the least and the greatest. */
function span(values: readonly number[], size: number): [number, number] {
  return [Math.max(0, Math.floor(Math.min(...values))), Math.min(size, Math.ceil(Math.max(...values)))];
}

/** The level whose texels are about as large as the pixels are. @param area twice the triangle's, pixels */
function levelOf(
  picture: CardPicture,
  [a, b, c]: readonly number[],
  uvs: ArrayLike<number>,
  area: number,
): LinearImage {
  const [{ width, height }] = picture;
  const texels =
    width *
    height *
    Math.abs(
      (uvs[2 * b] - uvs[2 * a]) * (uvs[2 * c + 1] - uvs[2 * a + 1]) -
        (uvs[2 * b + 1] - uvs[2 * a + 1]) * (uvs[2 * c] - uvs[2 * a]),
    );
  const level = Math.round(Math.log2(Math.max(1, texels / area)) / 2);
  return picture[Math.min(picture.length - 1, level)];
}

function texelAt({ width, height }: LinearImage, u: number, v: number): number {
  const x = Math.min(width - 1, Math.max(0, Math.floor(u * width)));
  const y = Math.min(height - 1, Math.max(0, Math.floor(v * height)));
  return 4 * (y * width + x);
}

interface Fragment {
  readonly level: LinearImage;
  readonly texel: number;
  readonly density: number;
}

function blend(colors: RealArray, at: number, { level, texel, density }: Fragment, shade: Float64Array): void {
  const shown = level.data[texel + 3];
  if (shown === 0) return;
  const cover = Math.min(1, density * shown);
  for (let c = 0; c < 3; c++) {
    const albedo = level.data[texel + c] / shown;
    colors[4 * at + c] = cover * albedo * Math.max(0, shade[c]) + (1 - cover) * colors[4 * at + c];
  }
  colors[4 * at + 3] = cover + (1 - cover) * colors[4 * at + 3];
}

/** Unit normal of a triangle's side that looks to the camera, head space. */
function facingNormal(points: ArrayLike<number>, [a, b, c]: readonly number[], { rotation }: Camera): number[] {
  const n = triangleNormal(points, a, b, c);
  const length = Math.hypot(...n) || 1;
  const away = rotation[6] * n[0] + rotation[7] * n[1] + rotation[8] * n[2];
  return n.map((x) => ((away > 0 ? -1 : 1) * x) / length);
}
