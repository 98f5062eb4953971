import { loadRuntime } from './load-runtime.ts';
import { inNative } from './native-calls.ts';

/** Numbers with their dimensions, row-major. */
export interface NetworkTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A network that is ready to run. */
export interface Network {
  /** Outputs by their names, in the graph's order. */
  run(inputs: Readonly<Record<string, NetworkTensor>>): Promise<Record<string, Float32Array>>;
  /** Gives back what the library holds for it, which weighs nothing in the engine's reckoning of when to collect garbage. */
  close(): Promise<void>;
}

export interface NetworkOptions {
  /** How far the graph is rewritten before the first run; `all` costs most at the start. */
  readonly optimization: 'extended' | 'all';
  /** Whether what the largest layer took is kept between runs. */
  readonly arena: 'kept' | 'freed';
}

/**
 * Opens an ONNX graph. One thread runs a session, whatever the machine has: how the library shares a sum out over threads
 * decides its last digits, and a fit carries them to millimetres. Work is shared by sessions, a process each.
 * @param bytes of the ONNX file
 */
export async function openNetwork(bytes: Uint8Array, options: NetworkOptions): Promise<Network> {
  const { ort, kind } = await loadRuntime();
  const session = await inNative(() =>
    ort.InferenceSession.create(bytes, {
      executionProviders: [kind === 'native' ? 'cpu' : 'wasm'],
      executionMode: 'sequential',
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: options.optimization,
      enableCpuMemArena: options.arena === 'kept',
      logSeverityLevel: 3,
    }),
  );
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [name, new ort.Tensor('float32', data, [...dims])]),
      );
      const results = await inNative(() => session.run(feeds));
      return Object.fromEntries(session.outputNames.map((name) => [name, results[name].data as Float32Array]));
    },
    close: () => inNative(() => session.release()),
  };
}
