import { loadRuntime } from './load-runtime.ts';
import type { NetworkRuntime } from './network-runtime.ts';

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
