/** Which build of ONNX Runtime runs the networks, and why it is not the native one. */
export interface NetworkRuntime {
  /** The native build, or WebAssembly. */
  readonly kind: 'native' | 'wasm';
  /** Of ONNX Runtime. */
  readonly version: string;
  /** Null for the native build, and where WebAssembly was asked for. */
  readonly fallback: string | null;
}
