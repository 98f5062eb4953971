/**
 * Builds data/head from MakeHuman's CC0 assets: `npm run data:head`. Deterministic: the same
 * package gives the same bytes. The landmark embeddings are a second step (embed.ts), because
 * they need this file to render.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { triangulate, vertexAreas } from '../../src/geometry/mesh/mesh.ts';
import { encodeHeadFile, type SectionArray } from '../../src/head/bundled/head-file.ts';
import { REGION_NAMES } from '../../src/head/head-model.ts';
import { ALBEDO_MODE_SIZE, ALBEDO_SIZE, buildAlbedo } from './albedo.ts';
import { cropHead, extractRows, JOINT_SOURCES, mirrorTable } from './crop.ts';
import { fetchMakeHuman } from './fetch-makehuman.ts';
import { identityModes } from './identity-modes.ts';
import { type MakeHuman, type ProxyMesh, readMakeHuman, readProxy } from './makehuman.ts';
import { buildRegions } from './regions.ts';
import { sampleHeads } from './sample-heads.ts';
import { buildSkinChart } from './skin-chart.ts';

const SAMPLE_COUNT = 1200;
const SEED = 1;
const MODE_COUNT = 72;
/** Rows outside the face count a quarter, so that the modes describe faces rather than skulls. */
const OUTSIDE_WEIGHT = 0.25;
/** The rest pose shows a white line between the lips unless the teeth sit a little further back. */
const TEETH_SETBACK_MM = 1;
/** Base vertices of the points that evaluation protocols use, by iBUG index. */
const ANCHORS: Readonly<Record<string, number>> = {
  30: 297,
  33: 5072,
  36: 1090,
  39: 1104,
  42: 7796,
  45: 7782,
  48: 527,
  54: 7272,
};
const EXPRESSIONS = 'data/targets/expression/units/caucasian/';

const out = process.argv[2] ?? 'data/head';
mkdirSync(out, { recursive: true });
const human = readMakeHuman(fetchMakeHuman());
const eyes = readProxy(human.folder, 'eyes/Low-Poly/Low-Poly.json');
const teeth = readProxy(human.folder, 'teeth/Teeth_Base/Teeth_Base.json');
const tongue = readProxy(human.folder, 'tongue/tongue01/tongue01.json');
const brow = readProxy(human.folder, 'eyebrows/eyebrow001/eyebrow001.json');
const crop = cropHead(human, [eyes, teeth, tongue]);
const chart = buildSkinChart(human, crop);

const base = extractRows(human, crop, human.vertices);
const mirror = mirrorTable(base);
const samples = drawSamples(human);
const eyeMiddle = base.slice(3 * (crop.baseVertex.length + 3));
const origin = [0, (eyeMiddle[1] + eyeMiddle[4]) / 2, (eyeMiddle[2] + eyeMiddle[5]) / 2];
const faceOfBase = buildRegions(crop, chart, shifted(base, origin)).face;
const faceRows = Array.from(faceOfBase.keys()).filter((row) => faceOfBase[row] === 1);
const model = identityModes(samples, { weights: rowWeights(), aligned: faceRows, mirror }, MODE_COUNT);
for (const k of [10, 20, 40, 60, MODE_COUNT])
  console.log(`explained variance of ${k} modes: ${(100 * model.explained[k - 1]).toFixed(2)} %`);

const rows = model.mean.length / 3;
const eyeRows = [rows - 2, rows - 1];
const centre = [0, 1, 2].map((k) => (model.mean[3 * eyeRows[0] + k] + model.mean[3 * eyeRows[1] + k]) / 2);
const mean = shifted(model.mean, centre);
const sections = new Map<string, SectionArray>();
sections.set('mean', Float32Array.from(mean));
packModes('identity', model.modes);
const expressionNames = human.targetNames.filter((name) => name.startsWith(EXPRESSIONS));
packModes(
  'expression',
  expressionNames.map((name) => extractRows(human, crop, human.target(name))),
);
sections.set('skinQuads', Uint16Array.from(crop.skinQuads));
sections.set('skinUvQuads', Uint16Array.from(chart.uvQuads));
sections.set('uvs', Float32Array.from(chart.uvs));
sections.set('skinUv', Float32Array.from(chart.skinUv));
sections.set('onChart', chart.onChart);
sections.set('mirror', Uint16Array.from(mirror.subarray(0, crop.skinVertexCount)));
const regions = buildRegions(crop, chart, mean);
const bits = new Uint16Array(crop.skinVertexCount);
REGION_NAMES.forEach((name, bit) => {
  for (let v = 0; v < bits.length; v++) bits[v] |= regions[name][v] << bit;
});
sections.set('regions', bits);
packProxy('eyes', eyes);
packProxy('teeth', teeth);
packProxy('tongue', tongue);
const albedo = await buildAlbedo(human, crop, chart, brow);
sections.set('albedoMean', albedo.mean);
sections.set('albedoModes', albedo.modes);

const meta = {
  name: 'bundled',
  skinVertexCount: crop.skinVertexCount,
  helperCount: crop.baseVertex.length - crop.skinVertexCount,
  joints: JOINT_SOURCES.map(([name]) => name),
  expressionNames: expressionNames.map((name) => name.slice(EXPRESSIONS.length).replace('.target', '')),
  modeCount: MODE_COUNT,
  explainedVariance: model.explained.map((x) => Number(x.toFixed(6))),
  albedoSize: ALBEDO_SIZE,
  albedoModeSize: ALBEDO_MODE_SIZE,
  albedoModeScales: albedo.modeScales,
  teethSetbackMm: TEETH_SETBACK_MM,
  anchorVertices: Object.fromEntries(Object.entries(ANCHORS).map(([name, index]) => [name, crop.rowOfBase[index]])),
};
const bytes = encodeHeadFile({ meta, sections });
writeFileSync(join(out, 'head.bin'), bytes);
await packTexture('eyes/Low-Poly/textures/brownlight_eye.png', 'eye.png');
await packTexture('teeth/Teeth_Base/textures/teeth.png', 'teeth.png');
await packTexture('tongue/tongue01/textures/tongue01_diffuse.png', 'tongue.png');
console.log(`${out}/head.bin: ${crop.skinVertexCount} skin vertices, ${bytes.length} bytes`);

function drawSamples(source: MakeHuman): Float64Array[] {
  const weights = sampleHeads(source, SAMPLE_COUNT, SEED);
  const used = [...new Set(weights.flatMap((w) => [...w.keys()]))].sort();
  const result = weights.map(() => base.slice());
  for (const name of used) {
    const delta = extractRows(source, crop, source.target(name));
    weights.forEach((w, i) => {
      const amount = w.get(name) ?? 0;
      if (amount === 0) return;
      for (let k = 0; k < delta.length; k++) result[i][k] += amount * delta[k];
    });
  }
  return result;
}

function rowWeights(): Float64Array {
  const weights = new Float64Array(base.length / 3).fill(1e-3);
  const areas = vertexAreas(base, triangulate(crop.skinQuads));
  for (let v = 0; v < crop.skinVertexCount; v++) weights[v] = areas[v] * (faceOfBase[v] ? 1 : OUTSIDE_WEIGHT);
  return weights;
}

function shifted(positions: ArrayLike<number>, by: readonly number[]): Float64Array {
  return Float64Array.from(positions, (x, i) => x - by[i % 3]);
}

/** int16 with one scale a mode, so that the largest displacement uses the whole range. */
function packModes(name: string, modes: readonly Float64Array[]): void {
  const length = modes[0].length;
  const packed = new Int16Array(modes.length * length);
  const scales = new Float32Array(modes.length);
  modes.forEach((mode, m) => {
    scales[m] = mode.reduce((peak, x) => Math.max(peak, Math.abs(x)), 1e-9) / 32767;
    for (let i = 0; i < length; i++) packed[m * length + i] = Math.round(mode[i] / scales[m]);
  });
  sections.set(`${name}Modes`, packed);
  sections.set(`${name}Scales`, scales);
}

function packProxy(name: string, proxy: ProxyMesh): void {
  sections.set(
    `${name}Rows`,
    Uint16Array.from(proxy.references, (baseIndex) => Math.max(0, crop.rowOfBase[baseIndex])),
  );
  sections.set(`${name}Weights`, Float32Array.from(proxy.weights));
  sections.set(
    `${name}Offsets`,
    Float32Array.from(proxy.offsets, (x) => 100 * x),
  );
  sections.set(
    `${name}Uvs`,
    Float32Array.from(proxy.uvs, (x, i) => (i % 2 === 0 ? x : 1 - x)),
  );
  sections.set(`${name}Quads`, Uint16Array.from(proxy.quads));
  sections.set(`${name}UvQuads`, Uint16Array.from(proxy.uvQuads));
}

async function packTexture(source: string, name: string): Promise<void> {
  await sharp(join(human.folder, 'public', 'data', 'proxies', source))
    .flatten({ background: '#ffffff' })
    .resize(256, 256)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(out, name));
}
