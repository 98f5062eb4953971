import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { asmForward, createAsm } from '../src/asm/adaptive-skinning-model.ts';
import { groupOf } from '../src/asm/parameters.ts';
import { startTfjs } from '../src/deca/training/tfjs-backend.ts';
import { dataFolder } from '../src/files/package-files.ts';
import { median } from '../src/geometry/median.ts';
import { loadBundledHead } from '../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../src/head/head-model.ts';
import { type Kernels, realCopy } from '../src/kernels/kernel.ts';
import { plainKernels } from '../src/kernels/runtime/plain-kernels.ts';
import { fitKernels } from './fit-kernels.ts';
import { innerIteration, viewState } from './inner-iteration.ts';
import { interleave } from './interleave.ts';
import { openBenchKernels } from './kernels/open-bench-kernels.ts';
import { compileNative } from './native/native-program.ts';
import { nativeRow } from './native/native-rows.ts';
import { createScene, type Scene } from './scene.ts';
import { relativeDifference } from './statistics.ts';
import { tfjsPhotometricPart } from './tfjs-pixels.ts';
import { tfjsVertexPart } from './tfjs-vertex.ts';
import { vertexIteration } from './vertex-iteration.ts';
import { wholeFits } from './whole-fits.ts';

const VIEWS = [1, 4, 8, 16];
const SIZES = [256, 512, 1024];
/** A contender is given about this many milliseconds in all. */
const BUDGET = 4000;
const MIN_ROUNDS = 3;
const MAX_ROUNDS = 15;
/** Views and pixels that are set beside C. */
const NATIVE_SCENES = [
  [8, 256],
  [1, 512],
  [4, 512],
  [8, 512],
] as const;
const NATIVE_ROUNDS = 9;

type Row = Record<string, string | number>;

const { json, capture, fits } = new Command()
  .description('ratios of the kernels, growth of the inner iteration, tfjs autodiff of the same loss, whole fits')
  .option('--json <file>', 'also write all tables as JSON')
  .option('--capture <folder>', 'fit this capture too; may be repeated', (path, all: string[]) => [...all, path], [])
  .option('--no-fits', 'leave whole fits out')
  .parse()
  .opts<{ json?: string; capture: string[]; fits: boolean }>();

const threads = Math.max(2, availableParallelism());
const head = loadBundledHead();
const model = createAsm(head, head.template);
const tables: Record<string, Row[]> = {};

function show(title: string, rows: Row[]): void {
  tables[title] = rows;
  console.log(`\n${title}`);
  console.table(rows);
}

function rounds(milliseconds: number): number {
  return Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, Math.floor(BUDGET / milliseconds)));
}

function fixed(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** WebAssembly on one thread, on all, and TypeScript, each with memory of its own. */
function withBackEnds<T>(work: (backEnds: readonly [Kernels, Kernels, Kernels]) => T): T {
  const backEnds = [openBenchKernels(1), openBenchKernels(threads), plainKernels()] as const;
  if (backEnds[0].backend.kind !== 'wasm') throw new Error(`no WebAssembly kernels: ${backEnds[0].backend.fallback}`);
  try {
    return work(backEnds);
  } finally {
    for (const kernels of backEnds) kernels.close();
  }
}

function growthRow(viewCount: number, size: number): Row {
  return withBackEnds((backEnds) => {
    const sceneSize = { viewCount, imageSize: size, textureSize: Math.min(size, 512) / 2 };
    const scenes = backEnds.map((kernels) => createScene(kernels, model, sceneSize));
    const start = performance.now();
    innerIteration(scenes[2]);
    const own = rounds(performance.now() - start);
    const { milliseconds, ratios } = interleave(
      scenes.map((scene) => () => innerIteration(scene)),
      own,
    );
    return {
      views: viewCount,
      pixels: size,
      'ms, 1 thread': fixed(milliseconds[0]),
      'ms a view': fixed(milliseconds[0] / viewCount, 2),
      [`ms, ${threads} threads`]: fixed(milliseconds[1]),
      'threads, times faster': fixed(1 / ratios[1], 2),
      'ms, TypeScript': fixed(milliseconds[2]),
      'than TypeScript, times faster': fixed(ratios[2], 2),
      'memory, MB': fixed(backEnds[0].memory.mark() / 2 ** 20),
    };
  });
}

/** Median milliseconds of each part of the inner iteration, 8 views of 512. */
function partRows(): Row[] {
  return withBackEnds((backEnds) => {
    const scenes = backEnds.map((kernels) =>
      createScene(kernels, model, { viewCount: 8, imageSize: 512, textureSize: 256 }),
    );
    const runs = scenes.map(() => [] as ReadonlyMap<string, number>[]);
    for (let round = 0; round < MAX_ROUNDS; round++)
      scenes.forEach((scene, s) => {
        runs[s].push(innerIteration(scene).parts);
      });
    const usual = (s: number, part: string): number => median(runs[s].map((parts) => parts.get(part) ?? 0));
    return [...runs[0][0].keys()].map((part) => ({
      part,
      'ms, 1 thread': fixed(usual(0, part), 2),
      [`ms, ${threads} threads`]: fixed(usual(1, part), 2),
      'ms, TypeScript': fixed(usual(2, part), 2),
      'than TypeScript, times faster': fixed(usual(2, part) / usual(0, part), 2),
    }));
  });
}

/** The inner iteration against the same in C, where there is a compiler. */
async function showNative(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-native-'));
  try {
    const program = compileNative(folder, 'single');
    if ('missing' in program) console.log(`\nInner iteration against C: left out, ${program.missing}`);
    else show('Inner iteration against the same in C, one thread of it', await nativeRows(program.path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function nativeRows(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [viewCount, imageSize] of NATIVE_SCENES) {
    const backEnds = [openBenchKernels(1), openBenchKernels(threads)] as const;
    const size = { viewCount, imageSize, textureSize: imageSize / 2, rounds: NATIVE_ROUNDS };
    const { difference, milliseconds, overNative, overThreads } = await nativeRow(path, model, backEnds, size);
    for (const kernels of backEnds) kernels.close();
    rows.push({
      views: viewCount,
      pixels: imageSize,
      'ms, 1 thread': fixed(milliseconds[0]),
      [`ms, ${threads} threads`]: fixed(milliseconds[1]),
      'ms, C': fixed(milliseconds[2]),
      '1 thread over C': fixed(overNative, 2),
      'threads, times faster': fixed(overThreads, 2),
      'loss differs by': difference.loss.toExponential(1),
      'gradient differs by': difference.gradient.toExponential(1),
    });
  }
  return rows;
}

function kernelRows(): Row[] {
  return withBackEnds((backEnds) => {
    const mesh = {
      positions: head.template.slice(0, 3 * head.parts[0].vertexCount),
      triangles: skinTriangles(head),
    };
    const sets = backEnds.map((kernels) => fitKernels(kernels, mesh));
    return [...sets[0].keys()].map((name) => {
      const contenders = sets.map((set) => set.get(name) as () => void);
      const { milliseconds, ratios } = interleave(contenders, MIN_ROUNDS);
      return {
        kernel: name,
        'ms, 1 thread': fixed(milliseconds[0], 2),
        [`ms, ${threads} threads`]: fixed(milliseconds[1], 2),
        'ms, TypeScript': fixed(milliseconds[2], 2),
        'threads, times faster': fixed(1 / ratios[1], 2),
        'than TypeScript, times faster': fixed(ratios[2], 2),
      };
    });
  });
}

function vertexRow(viewCount: number): Row {
  const kernels = openBenchKernels(1);
  const scene = createScene(kernels, model, { viewCount, imageSize: 512, textureSize: 64 });
  const count = head.parts[0].vertexCount;
  const cotangents = scene.cameras.map((_, v) => {
    const out = kernels.memory.real(2 * count);
    for (let i = 0; i < out.length; i++) out[i] = Math.sin(0.01 * i + v) / count;
    return out;
  });
  const { bind } = asmForward(kernels, model, scene.parameters, scene.pairs);
  const theirs = tfjsVertexPart(scene, bind, cotangents);
  const own = vertexIteration(scene, cotangents);
  const other = theirs();
  const shared = openBenchKernels(threads);
  const sharedScene = createScene(shared, model, { viewCount, imageSize: 512, textureSize: 64 });
  const sharedCotangents = cotangents.map((values) => realCopy(shared.memory, values));
  const { milliseconds, ratios } = interleave(
    [() => void vertexIteration(scene, cotangents), theirs, () => void vertexIteration(sharedScene, sharedCotangents)],
    MAX_ROUNDS,
  );
  kernels.close();
  shared.close();
  return {
    views: viewCount,
    'ms, 1 thread': fixed(milliseconds[0], 2),
    [`ms, ${threads} threads`]: fixed(milliseconds[2], 2),
    'ms, tfjs': fixed(milliseconds[1]),
    '1 thread, times faster': fixed(ratios[1]),
    [`${threads} threads, times faster`]: fixed(ratios[1] / ratios[2]),
    'loss differs by': Math.abs(own.loss / other.loss - 1).toExponential(1),
    'gradient differs by': relativeDifference(
      other.gradLogits,
      groupOf(model.layout, own.gradient, 'mixtureLogit'),
    ).toExponential(1),
  };
}

function pixelRow(size: number): Row {
  const kernels = openBenchKernels(1);
  const scene: Scene = createScene(kernels, model, { viewCount: 1, imageSize: size, textureSize: 256 });
  const state = viewState(scene);
  const theirs = tfjsPhotometricPart(scene, { ...state, ids: scene.ids[0], target: scene.targets[0] });
  const own = state.compare();
  const other = theirs();
  const gradTexture = Float64Array.from(
    { length: other.gradTexture.length },
    (_, k) => own.gradTexture[4 * Math.floor(k / 3) + (k % 3)],
  );
  const { milliseconds, ratios } = interleave([() => void state.compare(), theirs], MIN_ROUNDS);
  kernels.close();
  return {
    pixels: size,
    'ms, ours': fixed(milliseconds[0], 2),
    'ms, tfjs': fixed(milliseconds[1]),
    'times faster': fixed(ratios[1]),
    'loss differs by': Math.abs(own.loss / other.loss - 1).toExponential(1),
    'gradient differs by': relativeDifference(other.gradTexture, gradTexture).toExponential(1),
  };
}

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`);
show('Inner iteration: weights, skinning, normals, light, every view rasterised, textured, compared, differentiated', [
  ...SIZES.flatMap((size) => VIEWS.map((views) => growthRow(views, size))),
]);
show('Its parts, 8 views of 512', partRows());
await showNative();
show("A fit's kernels, 8 views of 512, 1,800 samples", kernelRows());
const engine = await startTfjs();
show(`Vertex part with gradients against ${engine} autodiff`, VIEWS.map(vertexRow));
show(`Photometric part of one view with gradients, one thread, against ${engine} autodiff`, SIZES.map(pixelRow));
if (fits) {
  const runs = [join(dataFolder(), 'demo'), ...capture].flatMap(wholeFits);
  show(
    'Whole fits',
    runs.map(({ capture: name, preset, wallSeconds, peakMemoryMb }) => ({
      capture: name,
      preset,
      'seconds, start to exit': fixed(wallSeconds),
      'peak memory, MB': fixed(peakMemoryMb, 0),
    })),
  );
  show(
    'Their stages',
    runs.flatMap(({ capture: name, preset, stages }) =>
      stages.map((stage) => ({
        capture: name,
        preset,
        stage: stage.name,
        seconds: fixed(stage.seconds, 2),
        'peak memory so far, MB': fixed(stage.peakMemoryMb, 0),
      })),
    ),
  );
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify(tables, null, 1)}\n`);
