import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { AsmFitError } from '../../errors.ts';
import { readTflite, type TfliteGraph } from './tflite.ts';
import { convertTfliteToOnnx, graphPorts, type TflitePorts } from './tflite-to-onnx.ts';

/** MediaPipe's graphs inside `@mediapipe/face_mesh` 0.4.1657299874: where they lie, what they hash to. */
const GRAPHS = {
  detector: {
    file: 'face_detection_short_range.tflite',
    sha256: '3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633',
  },
  attentionMesh: {
    file: 'face_landmark_with_attention.tflite',
    sha256: '883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d',
  },
} as const;
export type GraphName = keyof typeof GRAPHS;

/** Raised when the converter changes what it writes, so that an old cache is not used. */
const CONVERTER_VERSION = 2;

/** Reads one of MediaPipe's graphs. @throws {AsmFitError} input: the package is missing or another version. */
export function loadGraph(name: GraphName): TfliteGraph {
  return readTflite(readTfliteGraph(name));
}

/** Loads a graph, or the part of it between two ports, for onnxruntime, converting it on first use. */
export async function loadNetwork(
  name: GraphName,
  graph: TfliteGraph,
  ports = graphPorts(graph),
): Promise<ort.InferenceSession> {
  const onnx = cachedOnnx(name, graph, ports);
  // Networks so small gain little from threads; pictures do (detector-pool.ts).
  // An arena of its own would keep for each network what its largest layer once took.
  return ort.InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  });
}

export async function runNetwork(
  session: ort.InferenceSession,
  input: Float32Array,
  shape: readonly number[],
): Promise<Float32Array[]> {
  const result = await session.run({ input: new ort.Tensor('float32', input, shape) });
  return session.outputNames.map((name) => result[name].data as Float32Array);
}

function readTfliteGraph(name: GraphName): Uint8Array {
  const { file, sha256 } = GRAPHS[name];
  const folder = dirname(createRequire(import.meta.url).resolve('@mediapipe/face_mesh/package.json'));
  const bytes = extractAsset(folder, file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256)
    throw new AsmFitError(
      'input',
      `@mediapipe/face_mesh: ${file} must have sha256 ${sha256}; received ${sum}`,
      'run npm ci to get the pinned version',
    );
  return bytes;
}

function extractAsset(folder: string, file: string): Uint8Array {
  const loader = readFileSync(join(folder, 'face_mesh_solution_packed_assets_loader.js'), 'utf8');
  const entry = new RegExp(`"filename":\\s*"[^"]*/${file}",\\s*"start":\\s*(\\d+),\\s*"end":\\s*(\\d+)`).exec(loader);
  if (entry === null)
    throw new AsmFitError(
      'input',
      `@mediapipe/face_mesh: its packed assets must list ${file}; received a package without it`,
      'run npm ci to get the pinned version',
    );
  const data = readFileSync(join(folder, 'face_mesh_solution_packed_assets.data'));
  return data.subarray(Number(entry[1]), Number(entry[2]));
}

function cachedOnnx(name: GraphName, graph: TfliteGraph, ports: TflitePorts): Uint8Array {
  const root = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(root, 'asm-fit');
  const path = join(folder, `${name}-${GRAPHS[name].sha256.slice(0, 16)}-${ports.input}-v${CONVERTER_VERSION}.onnx`);
  const sumPath = `${path}.sha256`;
  const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  if (existsSync(path) && existsSync(sumPath)) {
    const cached = readFileSync(path);
    if (sumOf(cached) === readFileSync(sumPath, 'utf8').trim()) return cached;
  }
  const onnx = convertTfliteToOnnx(graph, ports);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of [
      [path, onnx],
      [sumPath, `${sumOf(onnx)}\n`],
    ] as const) {
      const temporary = `${file}.${process.pid}`;
      writeFileSync(temporary, content);
      renameSync(temporary, file);
    }
  } catch {
    // A read-only home costs a conversion (about 30 ms) each run and nothing else.
  }
  return onnx;
}
