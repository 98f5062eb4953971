import type { KernelMemory } from '../kernel.ts';

/**
 * Ordinary arrays in double precision, as the plain kernels have them, whose room is taken again once it is released:
 * for work that is repeated with the same sizes, of which making room anew is a fifth where pictures are large.
 */
export function recycledMemory(): KernelMemory {
  const kept: ArrayBuffer[] = [];
  let top = 0;
  const room = (bytes: number): ArrayBuffer => {
    if (kept[top]?.byteLength !== bytes) kept[top] = new ArrayBuffer(bytes);
    return kept[top++];
  };
  return {
    real: (count) => new Float64Array(room(8 * count)).fill(0),
    room: (count) => new Float64Array(room(8 * count)),
    double: (count) => new Float64Array(room(8 * count)).fill(0),
    index: (count) => new Uint32Array(room(4 * count)).fill(0),
    bytes: (count) => new Uint8Array(room(count)).fill(0),
    mark: () => top,
    release: (mark) => {
      top = mark;
    },
  };
}
