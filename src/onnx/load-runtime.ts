import type * as Ort from 'onnxruntime-web';
import { AsmFitError, messageOf } from '../errors.ts';
import type { NetworkRuntime } from './network-runtime.ts';
import { TELEMETRY_IS_OFF } from './no-telemetry.ts';

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
