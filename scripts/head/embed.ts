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
import { uncorrected } from '../../src/capture/detection/landmark-correction.ts';
import { project } from '../../src/geometry/camera.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { createJawRig, turnJaw } from '../../src/head/anatomy/jaw.ts';
import { findSlits } from '../../src/head/anatomy/slits.ts';
import { unpackHead } from '../../src/head/bundled/bundled-head.ts';
import { decodeHeadFile } from '../../src/head/bundled/head-file.ts';
import {
  chartTriangles,
  embeddedPoints,
  jointPosition,
  type LandmarkEmbedding,
  skinTriangles,
} from '../../src/head/head-model.ts';
import { byteImage } from '../../src/image/image.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { barycentricAt } from '../../src/kernels/jobs/pixels/shade-pixels.ts';
import { directionalLight } from '../../src/render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { renderMesh } from '../../src/render/mesh/render-mesh.ts';
import { drawDisc } from '../../src/render/raster/draw.ts';
import { networksInWasm } from '../landmarks/networks-in-wasm.ts';
import { type Looks, RENDER_SIZE, renderOnGrey, sampleHead, sampleLooks, viewCamera } from './sampled-renders.ts';

const HEADS = 24;
const VIEWS: readonly (readonly [number, number])[] = [
  [0, 0],
  [12, 5],
  [-12, -5],
  [5, 12],
  [-5, -12],
];
const SIZE = RENDER_SIZE;
const SEED = 5;

/** MediaPipe's inner ring of the lips, from the subject's right corner to the left one. */
const INNER_LIPS = {
  upper: [191, 80, 81, 82, 13, 312, 311, 310, 415],
  lower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
} as const;

const folder = 'data/head';
const path = join(folder, 'head.bin');
const file = decodeHeadFile(readFileSync(path), path);
const none: LandmarkEmbedding = { vertices: new Uint32Array(), barycentric: new Float64Array() };
const head = unpackHead(file, folder, { embeddings: { ibug68: none, mediapipe468: none }, cards: [] });
const anchors = file.meta.anchorVertices as Record<string, number>;
const parts = await loadPartImages(head);
networksInWasm();
// The correction learns from what is found here.
const detector = await createLandmarkDetector(async () => uncorrected);
const topology = loadFaceTopology();
const random = createRandom(SEED);

const sums = new Float64Array(3 * 468);
for (let h = 0; h < HEADS; h++) {
  const positions = sampleHead(head, random);
  const looks = sampleLooks(head, random);
  for (const view of VIEWS) await addView(positions, looks, view);
}
const mediapipe468 = onLips(embed());
const ibug68 = { vertices: [] as number[][], barycentric: [] as number[][] };
topology.ibug68.forEach((l, i) => {
  const anchor = anchors[i];
  ibug68.vertices.push(anchor === undefined ? mediapipe468.vertices[l] : [anchor, anchor, anchor]);
  ibug68.barycentric.push(anchor === undefined ? mediapipe468.barycentric[l] : [1, 0, 0]);
});
writeFileSync(join(folder, 'landmarks.json'), `${JSON.stringify({ ibug68, mediapipe468 })}\n`);
await drawEmbedding();

async function addView(positions: Float64Array, looks: Looks, view: readonly [number, number]): Promise<void> {
  const camera = viewCamera(view);
  const rendering = renderMesh(headRenderMesh(head, positions, looks.skin, parts), camera, looks.light, 1);
  const detected = await detector.detect(byteImage(renderOnGrey({ head, parts }, positions, looks, camera)));
  if (detected === null) throw new Error(`no face found in the render of head at yaw ${view[0]}`);
  const pixels = project(camera, positions);
  const onSkin = 2 * head.parts[0].quadCount;
  for (let l = 0; l < 468; l++) {
    const x = Math.floor(detected.points[2 * l]);
    const y = Math.floor(detected.points[2 * l + 1]);
    if (!(x >= 0 && y >= 0 && x < SIZE && y < SIZE)) continue;
    const t = rendering.zBuffer.triangle[y * SIZE + x];
    if (t >= onSkin || head.skinQuadOnChart[t >> 1] === 0) continue;
    const w = barycentricAt(pixels, head.triangles, t, x, y, new Float64Array(3));
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

/** Points of the inner ring lie where lips touch: shut, which the renders are, upper and lower ones cannot be told apart. */
function onLips(embedding: { vertices: number[][]; barycentric: number[][] }): typeof embedding {
  const { mouth } = findSlits(head);
  const [first, last] = [mouth.lower[0], mouth.lower[mouth.lower.length - 1]];
  const across = (v: number): number => head.skinUv[2 * v];
  for (const [points, rim] of [
    [INNER_LIPS.upper, [first, ...mouth.upper, last]],
    [INNER_LIPS.lower, mouth.lower],
  ] as const) {
    const ends = [across(first), across(last)];
    for (const l of points) {
      const own = [0, 1, 2].reduce((u, c) => u + embedding.barycentric[l][c] * across(embedding.vertices[l][c]), 0);
      const corner = l === 78 ? ends[0] : l === 308 ? ends[1] : own;
      const u = Math.min(ends[1], Math.max(ends[0], corner));
      const beyond = Math.max(
        1,
        rim.findIndex((v) => across(v) >= u - 1e-9),
      );
      const [a, b] = [rim[beyond - 1], rim[beyond]];
      const t = Math.min(1, Math.max(0, (u - across(a)) / (across(b) - across(a))));
      if (!Number.isFinite(t)) throw new Error(`lip point ${l} must lie on the lips' rim`);
      embedding.vertices[l] = [a, b, b];
      embedding.barycentric[l] = [Number((1 - t).toFixed(6)), Number(t.toFixed(6)), 0];
    }
  }
  return embedding;
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
  const sheet = { width: 3 * SIZE, height: SIZE, data: new Uint8Array(9 * SIZE * SIZE) };
  const open = head.template.slice();
  const jaw = createJawRig(head);
  turnJaw({ ...jaw, pivot: jointPosition(head, jaw.joint, []) }, [0.3, 0, 0], open);
  const light = directionalLight([0.3, 0.4, 1], [0.8, 0.8, 0.8], [0.4, 0.4, 0.4]);
  for (const [column, [view, positions]] of (
    [
      [[0, 0], head.template],
      [[35, 0], head.template],
      [[0, 0], open],
    ] as const
  ).entries()) {
    const camera = viewCamera(view);
    const image = byteImage(renderOnGrey({ head, parts }, positions, { skin: albedoTexture(head), light }, camera));
    const panel = { sheet: image, left: 0, width: SIZE };
    for (const [json, color, radius] of [
      [mediapipe468, [0, 1, 0], 1.5],
      [ibug68, [1, 0.1, 0.1], 2.5],
    ] as const) {
      const embedding = {
        vertices: Uint32Array.from(json.vertices.flat()),
        barycentric: Float64Array.from(json.barycentric.flat()),
      };
      const pixels = project(camera, embeddedPoints(embedding, positions));
      for (let i = 0; i < pixels.length; i += 3) drawDisc(panel, [pixels[i], pixels[i + 1]], radius, color);
    }
    for (let y = 0; y < SIZE; y++)
      sheet.data.set(image.data.subarray(3 * y * SIZE, 3 * (y + 1) * SIZE), 3 * (3 * y + column) * SIZE);
  }
  mkdirSync('docs/img', { recursive: true });
  writeFileSync('docs/img/embedding.png', await encodePng(sheet));
}
