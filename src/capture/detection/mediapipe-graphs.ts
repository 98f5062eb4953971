import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { readTflite, type TfliteGraph } from '../../onnx/tflite/tflite.ts';

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

/**
 * Reads one of MediaPipe's graphs, from which the networks that ship were converted and an encoder is trained.
 * @throws {AsmFitError} input: the package is missing or another version
 */
export function loadGraph(name: GraphName): TfliteGraph {
  const { file, sha256 } = GRAPHS[name];
  const bytes = extractAsset(packageFolder(), file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256)
    throw new AsmFitError(
      'input',
      `@mediapipe/face_mesh: ${file} must have sha256 ${sha256}; received ${sum}`,
      'npm install @mediapipe/face_mesh@0.4.1657299874',
    );
  return readTflite(bytes);
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('@mediapipe/face_mesh/package.json'));
  } catch (cause) {
    throw new AsmFitError(
      'input',
      '@mediapipe/face_mesh: training starts from its graphs, so that it must be installed; received an installation without it',
      'npm install @mediapipe/face_mesh@0.4.1657299874',
      { cause },
    );
  }
}

function extractAsset(folder: string, file: string): Uint8Array {
  const loader = readFileSync(join(folder, 'face_mesh_solution_packed_assets_loader.js'), 'utf8');
  const entry = new RegExp(`"filename":\\s*"[^"]*/${file}",\\s*"start":\\s*(\\d+),\\s*"end":\\s*(\\d+)`).exec(loader);
  if (entry === null)
    throw new AsmFitError(
      'input',
      `@mediapipe/face_mesh: its packed assets must list ${file}; received a package without it`,
      'npm install @mediapipe/face_mesh@0.4.1657299874',
    );
  const data = readFileSync(join(folder, 'face_mesh_solution_packed_assets.data'));
  return data.subarray(Number(entry[1]), Number(entry[2]));
}
