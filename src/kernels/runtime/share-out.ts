/** Items of one job: those from `start` up to, not including, `end`. */
export interface ItemRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Shares items out to jobs. The number of parts is the caller's constant, whatever the number of threads, so that sums
 * over the parts are the same on any.
 */
export function shareOut(count: number, parts: number): ItemRange[] {
  const size = Math.ceil(count / parts);
  return Array.from({ length: parts }, (_, part) => ({
    start: Math.min(count, part * size),
    end: Math.min(count, (part + 1) * size),
  }));
}
