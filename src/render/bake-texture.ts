import { type LinearImage, sampleBilinear } from '../capture/image.ts';
import { type Camera, cameraCentre, project } from '../geometry/camera.ts';
import { solveCholesky } from '../geometry/cholesky.ts';
import { vertexNormals } from '../geometry/mesh.ts';
import { type HeadModel, skinTriangles } from '../head/head-model.ts';
import { fitLight, type LightSamples } from './fit-light.ts';
import { albedoTexture, uvTriangles } from './head-mesh.ts';
import { pushPull } from './push-pull.ts';
import { rasterize, type ZBuffer } from './rasterize.ts';
import { ambientLight, irradiance, SH_BANDS, shBasis } from './sh-lighting.ts';
import { forEachTexel } from './uv-raster.ts';

/** One photograph for the bake: linear pixels and their camera. */
export interface BakeView {
  readonly image: LinearImage;
  readonly mask: Uint8Array;
  readonly camera: Camera;
}

export interface BakedTexture {
  /** Light-free skin colour [size, size, 3], linear. */
  readonly albedo: LinearImage;
  /** SH lighting of each view [9, 3]. */
  readonly lights: readonly Float64Array[];
  /** Share of the skin's texels that some view shows, 0..1. */
  readonly coverage: number;
}

/** Views count by the fourth power of the cosine: sharp where one looks straight on, smooth between. */
const ANGLE_POWER = 4;
const MIN_COSINE = 0.25;
const OCCLUSION_MM = 2;
/** Pixels over which a view fades out towards a silhouette or an occluder. */
const FEATHER_PIXELS = 12;
const ALTERNATIONS = 3;
const SHADE_FLOOR = 0.2;
/** Largest log ratio by which a filled texel may leave the albedo model. */
const MAX_FILL = 1.2;

interface Texels {
  /** Covered texels [N]. */
  readonly index: Uint32Array;
  /** [N, 3] */
  readonly positions: Float64Array;
  readonly normals: Float64Array;
}

/**
 * Paints the skin texture from the photographs: per-view second-order SH lighting and one albedo map in
 * turns (closed form both), views blended by viewing angle, what no view shows filled from the albedo
 * model plus a smooth continuation of the difference, so that no seam shows.
 * @param positions [V, 3]
 */
export function bakeTexture(
  head: HeadModel,
  positions: ArrayLike<number>,
  views: readonly BakeView[],
  size: number,
): BakedTexture {
  const texels = texelGeometry(head, positions, size);
  const model = resize(albedoTexture(head), size);
  const seen = views.map((view) => observe(view, texels, positions, skinTriangles(head)));
  let albedo = model.data;
  let lights: Float64Array[] = views.map(() => ambientLight());
  let weight: Float32Array = new Float32Array(size * size);
  let prior = model.data;
  for (let turn = 0; turn < ALTERNATIONS; turn++) {
    lights = seen.map((view) => fitLight(lightSamples(texels, view, albedo)));
    const blended = blend(texels, seen, lights, size);
    weight = blended.weight;
    prior = fitModelColor(head, blended.color, weight, size);
    albedo = completeTexture(blended.color, weight, prior, size);
  }
  let covered = 0;
  for (const i of texels.index) if (weight[i] > 0) covered++;
  return {
    albedo: { width: size, height: size, channels: 3, data: albedo },
    lights,
    coverage: covered / texels.index.length,
  };
}

function texelGeometry(head: HeadModel, positions: ArrayLike<number>, size: number): Texels {
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const { normals } = vertexNormals(positions, triangles);
  const filled = new Uint8Array(size * size);
  const index: number[] = [];
  const p: number[] = [];
  const n: number[] = [];
  for (let t = 0; t < triangles.length / 3; t++) {
    const corners = [0, 1, 2].map((c) => ({
      x: head.uvs[2 * uvs[3 * t + c]] * size,
      y: head.uvs[2 * uvs[3 * t + c] + 1] * size,
    }));
    forEachTexel(corners, size, (texel, w) => {
      if (filled[texel]) return;
      filled[texel] = 1;
      index.push(texel);
      const normal = [0, 0, 0];
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let c = 0; c < 3; c++) {
          sum += w[c] * positions[3 * triangles[3 * t + c] + k];
          normal[k] += w[c] * normals[3 * triangles[3 * t + c] + k];
        }
        p.push(sum);
      }
      const length = Math.hypot(...normal) || 1;
      n.push(normal[0] / length, normal[1] / length, normal[2] / length);
    });
  }
  return { index: Uint32Array.from(index), positions: Float64Array.from(p), normals: Float64Array.from(n) };
}

interface SeenTexels {
  /** [N, 3] */
  readonly color: Float64Array;
  /** [N] */
  readonly weight: Float64Array;
}

function observe(view: BakeView, texels: Texels, positions: ArrayLike<number>, triangles: Uint32Array): SeenTexels {
  const { camera, image, mask } = view;
  const zBuffer = rasterize(project(camera, positions), triangles, camera.width, camera.height);
  const inside = rimDistance(camera, zBuffer);
  const pixels = project(camera, texels.positions);
  const centre = cameraCentre(camera);
  const count = texels.index.length;
  const color = new Float64Array(3 * count);
  const weight = new Float64Array(count);
  const sample = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    const x = pixels[3 * i];
    const y = pixels[3 * i + 1];
    if (!(x > 1 && y > 1 && x < camera.width - 1 && y < camera.height - 1)) continue;
    const k = Math.floor(y) * camera.width + Math.floor(x);
    if (mask[k] === 0 || pixels[3 * i + 2] > zBuffer.depth[k] + OCCLUSION_MM) continue;
    let dot = 0;
    let length = 0;
    for (let a = 0; a < 3; a++) {
      const d = centre[a] - texels.positions[3 * i + a];
      dot += d * texels.normals[3 * i + a];
      length += d * d;
    }
    const cosine = dot / Math.sqrt(length);
    if (cosine < MIN_COSINE) continue;
    sampleBilinear(image, x, y, sample);
    color.set(sample, 3 * i);
    weight[i] = (cosine - MIN_COSINE) ** ANGLE_POWER * Math.min(1, inside[k] / FEATHER_PIXELS);
  }
  return { color, weight };
}

/** Chessboard distance to the nearest depth edge, counted up to the feather. */
function rimDistance(camera: Camera, zBuffer: ZBuffer): Float32Array {
  const { width, height } = camera;
  const out = new Float32Array(width * height);
  const { depth } = zBuffer;
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const k = y * width + x;
      const nearby = Math.max(depth[k - 1], depth[k + 1], depth[k - width], depth[k + width]);
      out[k] = nearby - depth[k] < 8 ? FEATHER_PIXELS : 0;
    }
  for (let y = 1; y < height; y++)
    for (let x = 1; x < width; x++) {
      const k = y * width + x;
      out[k] = Math.min(out[k], out[k - 1] + 1, out[k - width] + 1);
    }
  for (let y = height - 2; y >= 0; y--)
    for (let x = width - 2; x >= 0; x--) {
      const k = y * width + x;
      out[k] = Math.min(out[k], out[k + 1] + 1, out[k + width] + 1);
    }
  return out;
}

function lightSamples(texels: Texels, seen: SeenTexels, albedo: Float32Array): LightSamples {
  const stride = Math.max(1, Math.floor(texels.index.length / 20000));
  const count = Math.floor(texels.index.length / stride);
  const pick = (source: Float64Array): Float64Array => {
    const out = new Float64Array(3 * count);
    for (let i = 0; i < count; i++) out.set(source.subarray(3 * i * stride, 3 * i * stride + 3), 3 * i);
    return out;
  };
  const colors = new Float64Array(3 * count);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++) colors[3 * i + c] = albedo[3 * texels.index[i * stride] + c];
  return {
    normals: pick(texels.normals),
    albedo: colors,
    observed: pick(seen.color),
    weights: Float64Array.from({ length: count }, (_, i) => Math.sqrt(seen.weight[i * stride])),
  };
}

function blend(
  texels: Texels,
  seen: readonly SeenTexels[],
  lights: readonly Float64Array[],
  size: number,
): { color: Float32Array; weight: Float32Array } {
  const color = new Float32Array(3 * size * size);
  const weight = new Float32Array(size * size);
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  for (let i = 0; i < texels.index.length; i++) {
    const texel = texels.index[i];
    let total = 0;
    const sum = [0, 0, 0];
    shBasis(texels.normals[3 * i], texels.normals[3 * i + 1], texels.normals[3 * i + 2], basis);
    seen.forEach((view, v) => {
      const w = view.weight[i];
      if (w === 0) return;
      irradiance(lights[v], basis, shade);
      for (let c = 0; c < 3; c++) sum[c] += (w * view.color[3 * i + c]) / Math.max(SHADE_FLOOR, shade[c]);
      total += w;
    });
    if (total === 0) continue;
    for (let c = 0; c < 3; c++) color[3 * texel + c] = sum[c] / total;
    // Texels that are only just seen give way to the filling.
    weight[texel] = Math.min(1, total / 0.03);
  }
  return { color, weight };
}

/** The albedo model's own colours, its modes fitted by least squares to what was seen. */
function fitModelColor(head: HeadModel, color: Float32Array, weight: Float32Array, size: number): Float32Array {
  const { modeCount } = head.albedo;
  const base = resize(albedoTexture(head), size).data;
  const columns = Array.from({ length: modeCount }, (_, k) => {
    const unit = new Float64Array(modeCount);
    unit[k] = 0.25;
    const moved = resize(albedoTexture(head, unit), size).data;
    return moved.map((x, i) => 4 * (x - base[i]));
  });
  const hessian = new Float64Array(modeCount * modeCount);
  const rhs = new Float64Array(modeCount);
  let count = 0;
  for (let i = 0; i < weight.length; i += 7) {
    if (weight[i] === 0) continue;
    count++;
    for (let c = 0; c < 3; c++) {
      const residual = color[3 * i + c] - base[3 * i + c];
      for (let a = 0; a < modeCount; a++) {
        rhs[a] += weight[i] * columns[a][3 * i + c] * residual;
        for (let b = 0; b <= a; b++)
          hessian[a * modeCount + b] += weight[i] * columns[a][3 * i + c] * columns[b][3 * i + c];
      }
    }
  }
  // Unit-variance prior against a noise of 0.1 a texel, texels being far from independent.
  for (let a = 0; a < modeCount; a++) hessian[a * modeCount + a] += 0.01 * (count / 50 + 1);
  const coefficients = solveCholeskyOrZero(hessian, rhs);
  const out = base.slice();
  coefficients.forEach((a, k) => {
    const limited = Math.max(-2, Math.min(2, a));
    for (let i = 0; i < out.length; i++) out[i] += limited * columns[k][i];
  });
  return out.map((x) => Math.max(0.004, x));
}

function solveCholeskyOrZero(hessian: Float64Array, rhs: Float64Array): Float64Array {
  return solveCholesky(hessian, rhs) ?? new Float64Array(rhs.length);
}

/** Seen texels as they are; elsewhere the model times a smooth continuation of the ratio seen/model. */
function completeTexture(color: Float32Array, weight: Float32Array, prior: Float32Array, size: number): Float32Array {
  const ratio = new Float32Array(color.length);
  const trusted = weight.map((w) => w * w);
  for (let i = 0; i < color.length; i++) ratio[i] = Math.log(Math.max(0.004, color[i]) / Math.max(0.004, prior[i]));
  const filled = pushPull(ratio, trusted, size);
  return prior.map((x, i) =>
    Math.min(
      1,
      x * Math.exp(weight[Math.floor(i / 3)] >= 1 ? filled[i] : Math.max(-MAX_FILL, Math.min(MAX_FILL, filled[i]))),
    ),
  );
}

function resize(image: LinearImage, size: number): LinearImage {
  if (image.width === size) return image;
  const data = new Float32Array(3 * size * size);
  const sample = new Float64Array(3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      sampleBilinear(image, ((x + 0.5) * image.width) / size, ((y + 0.5) * image.height) / size, sample);
      data.set(sample, 3 * (y * size + x));
    }
  return { width: size, height: size, channels: 3, data };
}
