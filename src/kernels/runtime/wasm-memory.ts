import { AsmFitError } from '../../errors.ts';
import type { KernelMemory } from '../kernel.ts';

const PAGE = 65536;
/** Most that a fit may take: 2 GB. The module is built with the same bound. */
export const MAXIMUM_PAGES = 32768;
/** Below lie the module's own constants. */
const BASE = PAGE;
const ALIGNMENT = 16;

/** A stack of arrays in shared WebAssembly memory. */
export interface WasmMemory extends KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Address of an array of this memory. @throws {TypeError} where the array lies elsewhere */
  addressOf(array: ArrayBufferView): number;
  /** Address of bytes that hold anything. */
  reserve(bytes: number): number;
}

/** @throws {AsmFitError} input: there is no more */
function grow(memory: WebAssembly.Memory, bytes: number): void {
  try {
    memory.grow(Math.ceil(bytes / PAGE));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const gigabytes = (MAXIMUM_PAGES * PAGE) / 2 ** 30;
    throw new AsmFitError(
      'input',
      `fit: what it works on must fit into ${gigabytes} GB; received ${((memory.buffer.byteLength + bytes) / 2 ** 30).toFixed(1)} GB`,
      'use fewer views (--views) or smaller photographs, or --preset fast',
      { cause: error },
    );
  }
}

/** @throws {AsmFitError} input: an allocation goes beyond the bound */
export function wasmMemory(): WasmMemory {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
  let top = BASE;
  const reserve = (bytes: number): number => {
    const at = top;
    const next = Math.ceil((top + bytes) / ALIGNMENT) * ALIGNMENT;
    // Vector loads may read past an array's end, never past the memory's.
    const missing = next + PAGE - memory.buffer.byteLength;
    if (missing > 0) grow(memory, missing);
    top = next;
    return at;
  };
  const at = <T>(bytes: number, view: (buffer: SharedArrayBuffer, address: number) => T): T => {
    const address = reserve(bytes);
    // The buffer as it is after the memory has grown.
    new Uint8Array(memory.buffer, address, bytes).fill(0);
    return view(memory.buffer, address);
  };
  return {
    memory,
    real: (count) => at(4 * count, (buffer, address) => new Float32Array(buffer, address, count)),
    room: (count) => {
      const address = reserve(4 * count);
      return new Float32Array(memory.buffer, address, count);
    },
    double: (count) => at(8 * count, (buffer, address) => new Float64Array(buffer, address, count)),
    index: (count) => at(4 * count, (buffer, address) => new Uint32Array(buffer, address, count)),
    bytes: (count) => at(count, (buffer, address) => new Uint8Array(buffer, address, count)),
    mark: () => top,
    release: (mark) => {
      top = mark;
    },
    addressOf: (array) => {
      if (!(array.buffer instanceof SharedArrayBuffer))
        throw new TypeError('a kernel takes arrays of its own memory; received an ordinary array');
      return array.byteOffset;
    },
    reserve,
  };
}
