import { median } from '../src/geometry/median.ts';

/** What is timed: called again and again, each call complete in itself. */
export type Contender = () => void;

/** Times of contenders that ran in turns, so that a machine that slows down slows all of them. */
export interface Timing {
  /** Median milliseconds of each contender. */
  readonly milliseconds: readonly number[];
  /** Median over rounds of each contender's time over the first one's in the same round. */
  readonly ratios: readonly number[];
}

function clock(contender: Contender): number {
  const start = performance.now();
  contender();
  return performance.now() - start;
}

/** @param rounds timed, after two that warm up */
export function interleave(contenders: readonly Contender[], rounds: number): Timing {
  for (let warm = 0; warm < 2; warm++) for (const contender of contenders) contender();
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++)
    contenders.forEach((contender, c) => {
      times[c].push(clock(contender));
    });
  return {
    milliseconds: times.map(median),
    ratios: times.map((own) => median(own.map((time, round) => time / times[0][round]))),
  };
}
