import { type ItemRange, shareOut } from '../kernels/runtime/share-out.ts';

const PARTS = 8;

/** Vertices of each job on the skin. */
export function vertexRanges(vertexCount: number): ItemRange[] {
  return shareOut(vertexCount, PARTS);
}
