/**
 * Has the networks run in WebAssembly, whose arithmetic is the same on every processor: what is measured with them is then the
 * same bytes wherever `npm run data:head` runs. To be called before a detector is made.
 */
export function networksInWasm(): void {
  process.env.ASM_FIT_NETWORKS = 'wasm';
}
