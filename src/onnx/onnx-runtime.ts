import type * as Ort from 'onnxruntime-web';
import { AsmFitError, messageOf } from '../errors.ts';
import { TELEMETRY_IS_OFF } from './no-telemetry.ts';

/** Which build of ONNX Runtime runs the networks, and why it is not the native one. */
export interface NetworkRuntime {
  /** The native build, or WebAssembly. */
  readonly kind: 'native' | 'wasm';
  /** Of ONNX Runtime. */
  readonly version: string;
  /** Null for the native build, and where WebAssembly was asked for. */
  readonly fallback: string | null;
}

/** The library's part that both builds share. */
export interface LoadedRuntime extends NetworkRuntime {
  readonly ort: Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
}

/** `native` or `wasm`: WebAssembly is three to four times slower and gives the same bits on every processor. */
const CHOICE = 'ASM_FIT_NETWORKS';

let loading: Promise<LoadedRuntime> | null = null;

/**
 * Loads ONNX Runtime once a process: the native build, and where npm could not install it, or the system cannot load it,
 * the WebAssembly one.
 * @throws {AsmFitError} usage: the environment asks for something else; input: the native build was asked for and is not there
 */
export function loadRuntime(): Promise<LoadedRuntime> {
  loading ??= load(process.env[CHOICE]);
  return loading;
}

async function load(choice: string | undefined): Promise<LoadedRuntime> {
  if (choice === 'wasm') return wasm(null);
  if (choice !== undefined && choice !== '' && choice !== 'native')
    throw new AsmFitError(
      'usage',
      `${CHOICE}: must be native or wasm; received "${choice}"`,
      'unset it for the native build where it is there',
    );
  try {
    return await native();
  } catch (error) {
    const reason = messageOf(error).split('\n')[0];
    if (choice !== 'native') return wasm(reason);
    throw new AsmFitError(
      'input',
      `${CHOICE}: native needs onnxruntime-node; received "${reason}"`,
      'unset it, or npm install onnxruntime-node',
      { cause: error },
    );
  }
}

async function native(): Promise<LoadedRuntime> {
  if (!TELEMETRY_IS_OFF)
    throw new Error('in a worker thread the telemetry of onnxruntime-node cannot be switched off for certain');
  const { InferenceSession, Tensor, env } = await import('onnxruntime-node');
  return { kind: 'native', version: versionOf(env.versions), fallback: null, ort: { InferenceSession, Tensor } };
}

async function wasm(fallback: string | null): Promise<LoadedRuntime> {
  const { InferenceSession, Tensor, env } = await import('onnxruntime-web');
  // One thread a session, as in the native build: sums keep their order.
  env.wasm.numThreads = 1;
  env.logLevel = 'error';
  return { kind: 'wasm', version: versionOf(env.versions), fallback, ort: { InferenceSession, Tensor } };
}

function versionOf({ node, web, common }: Ort.Env['versions']): string {
  return node ?? web ?? common;
}

/** The runtime of this process, to be recorded with a result. */
export async function networkRuntime(): Promise<NetworkRuntime> {
  const { kind, version, fallback } = await loadRuntime();
  return { kind, version, fallback };
}

/** What a user should know of the runtime; null where it is the native one, or was asked for. */
export function runtimeWarning({ fallback }: NetworkRuntime): string | null {
  return fallback === null
    ? null
    : `the networks run in WebAssembly, slower than they could: ${fallback} (npm install onnxruntime-node --onnxruntime-node-install=skip brings the native build)`;
}
