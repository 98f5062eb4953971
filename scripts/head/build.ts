/**
 * Builds data/head from MakeHuman's CC0 assets: `npm run data:head`. Deterministic: the same
 * package gives the same bytes. The landmark embeddings are a second step (embed.ts), because
 * they need this file to render.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { triangulate, vertexAreas } from '../../src/geometry/mesh/mesh.ts';
import { unpackHead } from '../../src/head/bundled/bundled-head.ts';
import { decodeHeadFile, encodeHeadFile, type SectionArray } from '../../src/head/bundled/head-file.ts';
import { REGION_NAMES } from '../../src/head/head-model.ts';
import { ALBEDO_MODE_SIZE, ALBEDO_SIZE, buildAlbedo } from './albedo.ts';
import { levelled } from './crop/bust-level.ts';
import { cropHead, extractRows, JOINT_SOURCES, mirrorTable } from './crop/crop.ts';
import { expressionUnits, type Shapes } from './expressions.ts';
import { identityModes } from './identity-modes.ts';
import { readExtraTargets } from './makehuman/extra-targets.ts';
import { fetchMakeHuman } from './makehuman/fetch-makehuman.ts';
import { type MakeHuman, type ProxyMesh, readMakeHuman, readProxy } from './makehuman/makehuman.ts';
import { sampleHeads } from './makehuman/sample-heads.ts';
import { shadedLining, writeMouthTextures } from './occlusion/mouth-textures.ts';
import { buildRegions } from './regions.ts';
import { skinJointWeights } from './skeleton.ts';
import { buildSkinChart } from './skin-chart.ts';

const SAMPLE_COUNT = 1200;
const SEED = 1;
const MODE_COUNT = 72;
/** Rows outside the face count a quarter, so that the modes describe faces rather than skulls. */
const OUTSIDE_WEIGHT = 0.25;
/** Below this, mm over MakeHuman's ground, modes take the body as it comes: it says nothing of a head. */
const BODY_BELOW_MM = 600;
/** The rest pose shows a white line between the lips unless the teeth sit a little further back. */
const TEETH_SETBACK_MM = 1;
/** MakeHuman's eyeballs have this radius. */
const EYE_BONE_MM = 15.4;
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
const origin = betweenEyes(base);
const faceOfBase = buildRegions(crop, chart, shifted(base, origin)).face;
const faceRows = Array.from(faceOfBase.keys()).filter((row) => faceOfBase[row] === 1);
const model = identityModes(samples, { weights: rowWeights(), aligned: faceRows, mirror }, MODE_COUNT);
for (const k of [10, 20, 40, 60, MODE_COUNT])
  console.log(`explained variance of ${k} modes: ${(100 * model.explained[k - 1]).toFixed(2)} %`);

const mean = levelled(crop.level, shifted(model.mean, betweenEyes(model.mean)));
const sections = new Map<string, SectionArray>();
aimEyes(mean);
sections.set('mean', Float32Array.from(mean));
packModes(
  'identity',
  model.modes.map((mode) => levelled(crop.level, mode)),
);
const expressions = expressionUnits(human, crop, base);
const extra = readExtraTargets(process.env.EXTRA_TARGETS ?? '', human.vertices.length / 3);
const faceShapes = rowsOf(extra.faceShapes);
const visemes = rowsOf(extra.visemes);
packShapes('expressions', expressions);
packShapes('faceShapes', faceShapes);
packShapes('visemes', visemes);
sections.set(
  'jointWeights',
  skinJointWeights(human, crop, faceShapes.deltas[faceShapes.names.indexOf('jawOpen')], mirror),
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
  helperCount: crop.rows.length - crop.skinVertexCount,
  joints: JOINT_SOURCES.map(([name]) => name),
  expressionNames: expressions.names,
  faceShapeNames: faceShapes.names,
  visemeNames: visemes.names,
  modeCount: MODE_COUNT,
  explainedVariance: model.explained.map((x) => Number(x.toFixed(6))),
  albedoSize: ALBEDO_SIZE,
  albedoModeSize: ALBEDO_MODE_SIZE,
  albedoModeScales: albedo.modeScales,
  teethSetbackMm: TEETH_SETBACK_MM,
  anchorVertices: Object.fromEntries(Object.entries(ANCHORS).map(([name, index]) => [name, crop.rowOfBase[index]])),
};
const none = { vertices: new Uint32Array(), barycentric: new Float64Array() };
const unpainted = decodeHeadFile(encodeHeadFile({ meta, sections }), 'head.bin');
const head = unpackHead(unpainted, out, { embeddings: { ibug68: none, mediapipe468: none }, cards: [] });
sections.set('albedoMean', shadedLining(head, albedo.mean, ALBEDO_SIZE));
const bytes = encodeHeadFile({ meta, sections });
writeFileSync(join(out, 'head.bin'), bytes);
const proxies = join(human.folder, 'public', 'data', 'proxies');
await writeMouthTextures(head, proxies, out);
await sharp(join(proxies, 'eyes/Low-Poly/textures/brownlight_eye.png'))
  .flatten({ background: '#ffffff' })
  .resize(256, 256)
  .png({ compressionLevel: 9, palette: true })
  .toFile(join(out, 'eye.png'));
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
  for (let v = 0; v < crop.skinVertexCount; v++)
    if (base[3 * v + 1] > BODY_BELOW_MM) weights[v] = areas[v] * (faceOfBase[v] ? 1 : OUTSIDE_WEIGHT);
  return weights;
}

function shifted(positions: ArrayLike<number>, by: readonly number[]): Float64Array {
  return Float64Array.from(positions, (x, i) => x - by[i % 3]);
}

/** The middle between the eyes' joints. @param rows [R, 3] with all joints */
function betweenEyes(rows: ArrayLike<number>): number[] {
  const [left, right] = ['eye_L', 'eye_R'].map(
    (eye) => crop.rows.length + JOINT_SOURCES.findIndex(([name]) => name === eye),
  );
  return [0, 1, 2].map((k) => (k === 0 ? 0 : (rows[3 * left + k] + rows[3 * right + k]) / 2));
}

/**
 * Ends the eyes' bones where their gaze leaves the eyeball, in place: in MakeHuman's rig they end where the default pose looks.
 * On the mean alone, after the modes, which no row of a bone's end has a say in.
 * @param rows [R, 3] with all joints
 */
function aimEyes(rows: Float64Array): void {
  for (const eye of ['eye_L', 'eye_R']) {
    const joint = JOINT_SOURCES.findIndex(([name]) => name === eye);
    const [head, tail] = [crop.rows.length + joint, crop.rows.length + JOINT_SOURCES.length + joint];
    for (let k = 0; k < 3; k++) rows[3 * tail + k] = rows[3 * head + k] + (k === 2 ? EYE_BONE_MM : 0);
  }
}

function rowsOf(targets: ReadonlyMap<string, Float64Array>): Shapes {
  return { names: [...targets.keys()], deltas: Array.from(targets.values(), (body) => extractRows(human, crop, body)) };
}

/** Rows that move, int16 with one scale a shape; joints stay. */
function packShapes(name: string, { deltas }: Shapes): void {
  const start = [0];
  const moved: number[] = [];
  const packed: number[] = [];
  const scales = deltas.map((delta) => {
    const own = delta.subarray(0, 3 * crop.rows.length);
    const scale = own.reduce((peak, x) => Math.max(peak, Math.abs(x)), 1e-9) / 32767;
    for (let row = 0; row < crop.rows.length; row++) {
      const steps = [0, 1, 2].map((k) => Math.round(own[3 * row + k] / scale));
      if (steps.every((x) => x === 0)) continue;
      moved.push(row);
      packed.push(...steps);
    }
    start.push(moved.length);
    return scale;
  });
  sections.set(`${name}Start`, Uint32Array.from(start));
  sections.set(`${name}Rows`, Uint16Array.from(moved));
  sections.set(`${name}Deltas`, Int16Array.from(packed));
  sections.set(`${name}Scales`, Float32Array.from(scales));
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
