/**
 * Computes the landmark embeddings of the bundled head: renders sampled heads from known views,
 * detects MediaPipe's 468 points, looks up the surface point under each in the z-buffer, and averages
 * in the skin UV over heads and views (`npm run data:head`, second step). Writes
 * data/head/landmarks.json and docs/img/embedding.png, which is there to be looked at.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLandmarkDetector } from '../../src/capture/detection/detect-landmarks.ts';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { byteImage, createLinearImage, type LinearImage } from '../../src/capture/image.ts';
import { encodePng } from '../../src/capture/image-file.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { unpackHead } from '../../src/head/bundled-head.ts';
import { decodeHeadFile } from '../../src/head/head-file.ts';
import {
  chartTriangles,
  embeddedPoints,
  type HeadModel,
  type LandmarkEmbedding,
  skinTriangles,
} from '../../src/head/head-model.ts';
import { drawDisc } from '../../src/render/draw.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../src/render/head-mesh.ts';
import { barycentricAt } from '../../src/render/rasterize.ts';
import { composite, renderMesh } from '../../src/render/render-mesh.ts';
import { directionalLight } from '../../src/render/sh-lighting.ts';

const HEADS = 24;
const VIEWS: readonly (readonly [number, number])[] = [
  [0, 0],
  [12, 5],
  [-12, -5],
  [5, 12],
  [-5, -12],
];
/** Yaws of the bias table; the negative half follows by mirroring. */
const BIAS_YAWS = [0, 15, 30, 45, 60, 75];
const BIAS_HEADS = 24;
const SIZE = 640;
const SEED = 5;

const folder = 'data/head';
const path = join(folder, 'head.bin');
const file = decodeHeadFile(readFileSync(path), path);
const none: LandmarkEmbedding = { vertices: new Uint32Array(), barycentric: new Float64Array() };
const head = unpackHead(file, folder, { ibug68: none, mediapipe468: none });
const anchors = file.meta.anchorVertices as Record<string, number>;
const parts = await loadPartImages(head);
const detector = await createLandmarkDetector();
const topology = loadFaceTopology();
const random = createRandom(SEED);

const sums = new Float64Array(3 * 468);
for (let h = 0; h < HEADS; h++) {
  const positions = sampleHead(head);
  const skin = albedoTexture(head, [random.normal(), random.normal(), random.normal()]);
  const light = directionalLight([random.normal(), random.normal(), 2], [0.7, 0.7, 0.7], [0.5, 0.5, 0.5]);
  for (const view of VIEWS) await addView(positions, skin, light, view);
}
const mediapipe468 = embed();
const ibug68 = { vertices: [] as number[][], barycentric: [] as number[][] };
topology.ibug68.forEach((l, i) => {
  const anchor = anchors[i];
  ibug68.vertices.push(anchor === undefined ? mediapipe468.vertices[l] : [anchor, anchor, anchor]);
  ibug68.barycentric.push(anchor === undefined ? mediapipe468.barycentric[l] : [1, 0, 0]);
});
writeFileSync(join(folder, 'landmarks.json'), `${JSON.stringify({ ibug68, mediapipe468 })}\n`);
await measureBias();
await drawEmbedding();

/** Mean offset of the detected points from their places on the head by yaw, mirror-averaged (mm, roll undone). */
async function measureBias(): Promise<void> {
  const embedding = {
    vertices: Uint32Array.from(mediapipe468.vertices.flat()),
    barycentric: Float64Array.from(mediapipe468.barycentric.flat()),
  };
  const half = BIAS_YAWS.map(() => ({ sum: new Float64Array(2 * 468), squares: 0, count: 0 }));
  for (let h = 0; h < BIAS_HEADS; h++) {
    const positions = sampleHead(head);
    const skin = albedoTexture(head, [random.normal(), random.normal(), random.normal()]);
    const light = directionalLight([random.normal(), random.normal(), 2], [0.7, 0.7, 0.7], [0.5, 0.5, 0.5]);
    for (const [y, yaw] of BIAS_YAWS.entries()) {
      const camera = viewCamera([yaw + 4 * (2 * random.uniform() - 1), 8 * random.normal()]);
      const detected = await detector.detect(byteImage(renderOnGrey(positions, skin, light, camera)));
      if (detected === null) continue;
      const pixels = project(camera, embeddedPoints(embedding, positions));
      const mmPerPixel = camera.translation[2] / camera.fx;
      for (let l = 0; l < 468; l++)
        for (const k of [0, 1]) {
          const offset = mmPerPixel * (detected.points[2 * l + k] - pixels[3 * l + k]);
          half[y].sum[2 * l + k] += offset;
          half[y].squares += offset ** 2 / 468;
        }
      half[y].count++;
    }
  }
  const mean = half.map(({ sum, count }) => sum.map((x) => x / Math.max(1, count)));
  // A head turned left shows what its mirror image shows turned right.
  const at = (yaw: number): number[] => {
    const y = BIAS_YAWS.indexOf(Math.abs(yaw));
    const out: number[] = [];
    for (let l = 0; l < 468; l++) {
      const m = topology.mirror[l];
      const own = [mean[y][2 * l], mean[y][2 * l + 1]];
      const other = [-mean[y][2 * m], mean[y][2 * m + 1]];
      const pick = yaw > 0 ? own : yaw < 0 ? other : own.map((x, k) => (x + other[k]) / 2);
      out.push(...pick.map((x) => Number(x.toFixed(2))));
    }
    return out;
  };
  const yaws = [
    ...BIAS_YAWS.slice(1)
      .map((yaw) => -yaw)
      .reverse(),
    ...BIAS_YAWS,
  ];
  half.forEach(({ squares, count }, y) => {
    const systematic = mean[y].reduce((sum, x) => sum + x * x, 0) / 468;
    const rms = Math.sqrt(squares / Math.max(1, count));
    const rest = Math.sqrt(Math.max(0, squares / Math.max(1, count) - systematic));
    console.log(
      `yaw ${BIAS_YAWS[y]}: ${count} of ${BIAS_HEADS} found, rms ${rms.toFixed(2)} mm, without bias ${rest.toFixed(2)}`,
    );
  });
  writeFileSync(join(folder, 'landmark-bias.json'), `${JSON.stringify({ yaws, offsetsMm: yaws.map(at) })}\n`);
}

function sampleHead(model: HeadModel): Float64Array {
  const positions = model.template.slice();
  for (let k = 0; k < model.identity.names.length; k++) {
    const a = random.normal();
    for (let i = 0; i < positions.length; i++) positions[i] += a * model.identity.deltas[k * positions.length + i];
  }
  return positions;
}

function viewCamera([yaw, pitch]: readonly [number, number]): Camera {
  const turn = rotationFromEuler((pitch * Math.PI) / 180, (yaw * Math.PI) / 180, 0);
  return {
    width: SIZE,
    height: SIZE,
    fx: 1.9 * SIZE,
    fy: 1.9 * SIZE,
    cx: SIZE / 2,
    cy: SIZE / 2,
    rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], turn),
    translation: Float64Array.of(0, -25, 650),
  };
}

function renderOnGrey(positions: Float64Array, skin: LinearImage, light: Float64Array, camera: Camera): LinearImage {
  const background = createLinearImage(SIZE, SIZE, 3);
  background.data.fill(0.25);
  return composite(renderMesh(headRenderMesh(head, positions, skin, parts), camera, light).image, background);
}

async function addView(
  positions: Float64Array,
  skin: LinearImage,
  light: Float64Array,
  view: readonly [number, number],
): Promise<void> {
  const camera = viewCamera(view);
  const rendering = renderMesh(headRenderMesh(head, positions, skin, parts), camera, light, 1);
  const detected = await detector.detect(byteImage(renderOnGrey(positions, skin, light, camera)));
  if (detected === null) throw new Error(`no face found in the render of head at yaw ${view[0]}`);
  const pixels = project(camera, positions);
  const onSkin = 2 * head.parts[0].quadCount;
  for (let l = 0; l < 468; l++) {
    const x = Math.floor(detected.points[2 * l]);
    const y = Math.floor(detected.points[2 * l + 1]);
    if (!(x >= 0 && y >= 0 && x < SIZE && y < SIZE)) continue;
    const t = rendering.zBuffer.triangle[y * SIZE + x];
    if (t < 0 || t >= onSkin || head.skinQuadOnChart[t >> 1] === 0) continue;
    const w = barycentricAt(pixels, head.triangles, t, x, y);
    const weight = detected.confidence[l];
    for (let c = 0; c < 3; c++) {
      const vertex = head.triangles[3 * t + c];
      sums[3 * l] += weight * w[c] * head.skinUv[2 * vertex];
      sums[3 * l + 1] += weight * w[c] * head.skinUv[2 * vertex + 1];
    }
    sums[3 * l + 2] += weight;
  }
}

/** Mirror-averages the UVs and finds the chart triangle under (or nearest to) each. */
function embed(): { vertices: number[][]; barycentric: number[][] } {
  const triangles = skinTriangles(head);
  const out = { vertices: [] as number[][], barycentric: [] as number[][] };
  for (let l = 0; l < 468; l++) {
    const m = topology.mirror[l];
    const weight = sums[3 * l + 2] + sums[3 * m + 2];
    if (weight === 0) throw new Error(`landmark ${l} never met the skin`);
    const u = (sums[3 * l] + (sums[3 * m + 2] - sums[3 * m])) / weight;
    const v = (sums[3 * l + 1] + sums[3 * m + 1]) / weight;
    let best = { distance: Number.POSITIVE_INFINITY, t: -1, w: [1, 0, 0] };
    for (const t of chartTriangles(head)) {
      const w = closestInTriangle(u, v, triangles, t);
      let x = -u;
      let y = -v;
      for (let c = 0; c < 3; c++) {
        x += w[c] * head.skinUv[2 * triangles[3 * t + c]];
        y += w[c] * head.skinUv[2 * triangles[3 * t + c] + 1];
      }
      const distance = x * x + y * y;
      if (distance < best.distance) best = { distance, t, w };
    }
    out.vertices.push(Array.from(triangles.subarray(3 * best.t, 3 * best.t + 3)));
    out.barycentric.push(best.w.map((x) => Number(x.toFixed(6))));
  }
  return out;
}

function closestInTriangle(u: number, v: number, triangles: Uint32Array, t: number): number[] {
  const p = [0, 1, 2].map((c) => {
    const i = triangles[3 * t + c];
    return [head.skinUv[2 * i] - u, head.skinUv[2 * i + 1] - v];
  });
  const cross = (a: number[], b: number[]): number => a[0] * b[1] - a[1] * b[0];
  const area = cross(p[0], p[1]) + cross(p[1], p[2]) + cross(p[2], p[0]);
  const inner = [cross(p[1], p[2]) / area, cross(p[2], p[0]) / area, cross(p[0], p[1]) / area];
  if (inner.every((w) => w >= 0)) return inner;
  let best = { distance: Number.POSITIVE_INFINITY, w: [1, 0, 0] };
  for (let e = 0; e < 3; e++) {
    const a = p[e];
    const b = p[(e + 1) % 3];
    const d = [b[0] - a[0], b[1] - a[1]];
    const s = Math.min(1, Math.max(0, -(a[0] * d[0] + a[1] * d[1]) / (d[0] ** 2 + d[1] ** 2 || 1)));
    const distance = Math.hypot(a[0] + s * d[0], a[1] + s * d[1]);
    if (distance >= best.distance) continue;
    const w = [0, 0, 0];
    w[e] = 1 - s;
    w[(e + 1) % 3] = s;
    best = { distance, w };
  }
  return best.w;
}

async function drawEmbedding(): Promise<void> {
  const sheet = createLinearImage(2 * SIZE, SIZE, 3);
  const light = directionalLight([0.3, 0.4, 1], [0.8, 0.8, 0.8], [0.4, 0.4, 0.4]);
  for (const [column, view] of (
    [
      [0, 0],
      [35, 0],
    ] as const
  ).entries()) {
    const camera = viewCamera(view);
    const image = renderOnGrey(head.template, albedoTexture(head), light, camera);
    for (const [json, color, radius] of [
      [mediapipe468, [0, 1, 0], 1.5],
      [ibug68, [1, 0.1, 0.1], 2.5],
    ] as const) {
      const embedding = {
        vertices: Uint32Array.from(json.vertices.flat()),
        barycentric: Float64Array.from(json.barycentric.flat()),
      };
      const pixels = project(camera, embeddedPoints(embedding, head.template));
      for (let i = 0; i < pixels.length; i += 3) drawDisc(image, pixels[i], pixels[i + 1], radius, color);
    }
    for (let y = 0; y < SIZE; y++)
      sheet.data.set(image.data.subarray(3 * y * SIZE, 3 * (y + 1) * SIZE), 3 * (2 * y + column) * SIZE);
  }
  mkdirSync('docs/img', { recursive: true });
  writeFileSync('docs/img/embedding.png', await encodePng(byteImage(sheet)));
}
