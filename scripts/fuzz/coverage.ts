import { Session } from 'node:inspector';

interface CoverageRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly CoverageRange[] }[];
}

/** Which ways through our code inputs took, by V8's own counters of blocks. */
export interface CoverageWatch {
  /** How functions ran through their blocks since the last look, as far as none is remembered to have done so. */
  newWays(): readonly string[];
  remember(ways: readonly string[]): void;
  close(): void;
}

/** @param folder whose scripts count */
export function watchCoverage(folder: string): CoverageWatch {
  const session = new Session();
  session.connect();
  const post = (method: string, params: object = {}): unknown => {
    let answer: unknown;
    // On the thread of its own, the answer comes before post returns.
    session.post(method, params, (error: Error | null, result?: object) => {
      if (error !== null) throw error;
      answer = result;
    });
    return answer;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    newWays() {
      const { result } = post('Profiler.takePreciseCoverage') as { result: ScriptCoverage[] };
      return result
        .filter(({ url }) => url.includes(folder))
        .flatMap(({ url, functions }) =>
          functions
            .filter(({ ranges }) => ranges[0].count > 0)
            .map(
              ({ ranges }) =>
                `${url}:${ranges.map((r) => `${r.startOffset}-${r.endOffset}${r.count > 0 ? '+' : ''}`).join()}`,
            ),
        )
        .filter((way) => !seen.has(way));
    },
    remember(ways) {
      for (const way of ways) seen.add(way);
    },
    close() {
      post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
