/**
 * `npm run experiment:gan -- [--quick] [--skins FOLDER] [--captures FOLDER] [--gan FILE] [--reconstruction FILE]
 * [--backend NAME] [-o FOLDER]`: what a discriminator brings to the completion of textures. Trains the network with and without one, unless files of
 * trained ones are given, and completes held-out skins and real captures of which a part is hidden, with the grain of what is seen as well. Writes
 * experiment.json and sheets of pictures.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKEND_NAMES, type BackendName, requireTrainingPackages } from '../../src/deca/training/training-packages.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { withKernels } from '../../src/kernels/runtime/with-kernels.ts';
import { type Network, openNetwork } from '../../src/onnx/open-network.ts';
import { completeByNetwork } from '../../src/render/texture/completion/complete-by-network.ts';
import { outerTexels } from '../../src/render/texture/completion/outer-texels.ts';
import { addSkinGrain } from '../../src/render/texture/completion/skin-grain.ts';
import { loadSkins } from '../../src/render/texture/skins.ts';
import { HELD_OUT_SKINS, TEXTURE_GAN_DEFAULTS } from '../../src/texture-gan/training/gan-options.ts';
import { makeTextureGan } from '../../src/texture-gan/training/make-texture-gan.ts';
import { detailOf, nearestPatches, unitPatch } from './nearest-patch.ts';
import { kernelDistance, missingPatches, openPatchFeatures } from './patch-distance.ts';
import { captureCases, captureFolders, skinCases, type TextureCase } from './texture-cases.ts';
import { greens, textureMeasures } from './texture-measures.ts';
import { drawCases, drawNearest } from './texture-sheets.ts';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    skins: { type: 'string', default: 'out/skins' },
    captures: { type: 'string' },
    gan: { type: 'string' },
    reconstruction: { type: 'string' },
    backend: { type: 'string', default: 'auto' },
    output: { type: 'string', short: 'o', default: 'out/experiment-gan' },
  },
});
const backend = backendNamed(flags.backend);
requireTrainingPackages(backend);
const QUICK_STEPS = 4;
/** Of each case. */
const PATCHES = flags.quick ? 2 : 12;
const NEAREST = flags.quick ? 2 : 12;

type Completed = Readonly<Record<string, readonly Float32Array[]>>;

mkdirSync(flags.output, { recursive: true });
await withKernels(2, async (kernels) => {
  const networks = {
    reconstruction: await network(kernels, 'reconstruction', flags.reconstruction),
    gan: await network(kernels, 'gan', flags.gan),
  };
  const cases = [
    ...(await skinCases(kernels, flags.skins, flags.quick ? 1 : 4)),
    ...(flags.captures === undefined ? [] : await captureCases(kernels, captureFolders(flags.captures))),
  ];
  const completed = await completeAll(cases, networks);
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  const tables = [];
  for (const kind of kinds) tables.push(...(await measuresOf(kind, cases, completed)));
  const nearest = await copies(cases, completed.gan);
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} threads`;
  const record = { quick: flags.quick, machine, options: TEXTURE_GAN_DEFAULTS, tables, nearest };
  writeFileSync(join(flags.output, 'experiment.json'), `${JSON.stringify(record, null, 1)}\n`);
  await drawCases(cases, completed, flags.output);
  console.table(tables.map(({ spectrum, ...rest }) => ({ ...rest, ...spectrum })));
  console.log(`nearest training patches: ${JSON.stringify(nearest)}`);
});

function backendNamed(name: string): BackendName {
  const found = BACKEND_NAMES.find((known) => known === name);
  if (found === undefined) throw new Error(`--backend must be one of ${BACKEND_NAMES.join(', ')}; received ${name}`);
  return found;
}

/** A trained network: the file that is given, or one that is trained now. */
async function network(kernels: Kernels, name: 'gan' | 'reconstruction', file: string | undefined): Promise<Network> {
  const open = (bytes: Uint8Array): Promise<Network> => openNetwork(bytes, { optimization: 'extended', arena: 'kept' });
  if (file !== undefined) return open(readFileSync(file));
  const options = {
    ...TEXTURE_GAN_DEFAULTS,
    ...(flags.quick ? { steps: QUICK_STEPS, batch: 4, warmUp: 2, charts: 5 } : {}),
    adversary: name === 'gan',
  };
  const path = join(flags.output, `${name}.checkpoint`);
  const checkpoint = { path, every: 50, resume: existsSync(path) };
  const plan = { skins: flags.skins, options, checkpoint, backend, threads: availableParallelism() };
  const { onnx } = await makeTextureGan(kernels, loadBundledHead(), plan, (line) => console.log(`${name}: ${line}`));
  writeFileSync(join(flags.output, `${name}.onnx`), onnx);
  return open(onnx);
}

async function completeAll(
  cases: readonly TextureCase[],
  networks: Readonly<Record<string, Network>>,
): Promise<Completed> {
  const head = loadBundledHead();
  const outer = outerTexels(head, cases[0].chart.filled.size);
  const out: Record<string, Float32Array[]> = { albedo: cases.map(({ chart }) => chart.filled.albedo) };
  for (const [name, net] of Object.entries(networks)) {
    out[name] = [];
    for (const { chart } of cases) out[name].push((await completeByNetwork(net, { ...chart.filled, outer })).data);
  }
  out.grained = cases.map(({ chart: { filled } }, k) => addSkinGrain(head, { ...filled, albedo: out.gan[k] }).data);
  return out;
}

/** A row for each way of completing. */
async function measuresOf(kind: string, cases: readonly TextureCase[], completed: Completed) {
  const features = await openPatchFeatures();
  const own = cases.flatMap((one, k) => (one.kind === kind ? [k] : []));
  const corners = own.map((k) => {
    const { filled, missing } = cases[k].chart;
    return missingPatches(missing, filled.size, createRandom(k + 1), PATCHES);
  });
  const featuresOf = async (albedos: readonly Float32Array[]): Promise<Float32Array[]> => {
    const out: Float32Array[] = [];
    for (const [n, k] of own.entries())
      for (const corner of corners[n]) out.push(await features(albedos[k], cases[k].chart.filled.size, corner));
    return out;
  };
  const truths = cases.map(({ chart: { filled, target } }) =>
    filled.albedo.map((x, i) => x * Math.exp(target[i % 3][Math.floor(i / 3)])),
  );
  const wanted = await featuresOf(truths);
  const rows = [];
  for (const [completion, albedos] of Object.entries(completed)) {
    const each = own.map((k) => textureMeasures(cases[k].chart, albedos[k]));
    const mean = (of: (n: number) => number): number => each.reduce((sum, _, n) => sum + of(n), 0) / each.length;
    rows.push({
      kind,
      completion,
      cases: own.length,
      patches: wanted.length,
      l1: mean((n) => each[n].l1),
      ssim: mean((n) => each[n].ssim),
      kid: kernelDistance(await featuresOf(albedos), wanted),
      spectrum: each[0].spectrum.map((_, octave) => mean((n) => each[n].spectrum[octave])),
    });
  }
  return rows;
}

/** How like patches that were learnt from completed ones are, and how like true held-out ones are. */
async function copies(cases: readonly TextureCase[], albedos: readonly Float32Array[]) {
  const skins = (await loadSkins(flags.skins)).filter(({ name }) => !HELD_OUT_SKINS.some((held) => held === name));
  const places = cases
    .flatMap(({ chart }, k) => {
      const corners = missingPatches(chart.missing, chart.filled.size, createRandom(50 + k), 1);
      return corners.map(([x, y]) => ({ k, x: x + 16, y: y + 16 }));
    })
    .slice(0, NEAREST);
  const details = places.map(({ k }) => {
    const { chart } = cases[k];
    return greens(chart, albedos[k]).map((plane) => detailOf(plane, chart.filled.size));
  });
  const patches = (which: 0 | 1): Float32Array[] =>
    places.map(({ k, x, y }, n) => unitPatch(details[n][which], cases[k].chart.filled.size, x, y));
  const [made, truth] = [nearestPatches(patches(0), skins), nearestPatches(patches(1), skins)];
  await drawNearest(patches(0), made, skins, flags.output);
  const mean = (of: typeof made): number => of.reduce((sum, { correlation }) => sum + correlation, 0) / of.length;
  return { patches: places.length, completed: mean(made), truth: mean(truth) };
}
