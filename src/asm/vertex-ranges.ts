/** Vertices are shared out in this many parts whatever the number of threads, so that sums are the same on any. */
const PARTS = 8;

/** Vertices [start, end) of each part. */
export function vertexRanges(vertexCount: number): { readonly start: number; readonly end: number }[] {
  const size = Math.ceil(vertexCount / PARTS);
  return Array.from({ length: PARTS }, (_, part) => ({
    start: Math.min(vertexCount, part * size),
    end: Math.min(vertexCount, (part + 1) * size),
  }));
}
