import { lineChart } from '../../src/export/report/chart.ts';
import type { Source } from './cases.ts';
import type { CaseResult } from './run-case.ts';

const SOURCES: Readonly<Record<Source, string>> = {
  bundled: "MakeHuman's heads",
  ict: "ICT-FaceKit's heads",
  real: 'scans of people',
};
type Method = 'template' | 'deca' | 'asm';

/** The benchmark as Markdown: by number of views, by condition, and every case. */
export function resultsMarkdown(results: readonly CaseResult[], chart: string): string {
  const lines: string[] = [];
  const sources = (Object.keys(SOURCES) as Source[]).filter((source) =>
    results.some(({ entry }) => entry.source === source),
  );
  lines.push('Mean mm by protocol `now` (median in brackets for the fit), cameras solved:', '');
  for (const source of sources) {
    const own = plain(results, source);
    const views = [...new Set(own.map(({ entry }) => entry.views))].sort((a, b) => a - b);
    lines.push(`| ${SOURCES[source]} | ${views.map((v) => `${v} view${v > 1 ? 's' : ''}`).join(' | ')} |`);
    lines.push(`| --- |${' --- |'.repeat(views.length)}`);
    const row = (name: string, method: Method): void => {
      const cells = views.map((v) => {
        const group = own.filter(({ entry }) => entry.views === v);
        const median = method === 'asm' ? ` (${meanOf(group, method, 'medianMm')})` : '';
        return `${meanOf(group, method, 'meanMm')}${median}`;
      });
      lines.push(`| ${name} | ${cells.join(' | ')} |`);
    };
    row('mean head', 'template');
    row('DECA, fused', 'deca');
    row('**ASM**', 'asm');
    lines.push('');
  }
  lines.push(`![Error by number of views](${chart})`, '', 'Harder photographs, five views, mean mm:', '');
  const conditions = [...new Set(results.map(({ entry }) => entry.condition))].filter((name) => name !== 'plain');
  const synthetic = sources.filter((source) => source !== 'real');
  lines.push(`| | ${synthetic.flatMap((source) => [`${SOURCES[source]}: DECA`, 'ASM']).join(' | ')} |`);
  lines.push(`| --- |${' --- |'.repeat(2 * synthetic.length)}`);
  for (const condition of ['plain', ...conditions]) {
    const cells = synthetic.flatMap((source) => {
      const group = results.filter(
        ({ entry }) =>
          entry.source === source && entry.condition === condition && entry.views === 5 && entry.cameras === 'solved',
      );
      return (['deca', 'asm'] as const).map((method) => meanOf(group, method, 'meanMm'));
    });
    lines.push(`| ${condition} | ${cells.join(' | ')} |`);
  }
  lines.push('', 'Every case, mean mm:', '', '| case | views | cameras | mean head | DECA | ASM | seconds |');
  lines.push('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { entry, template, deca, asm, seconds, failure } of results) {
    const mm = (error: { meanMm: number } | null): string => (error === null ? '-' : error.meanMm.toFixed(2));
    const last = failure === null ? (seconds ?? 0).toFixed(1) : failure.split('\n')[0];
    lines.push(
      `| ${entry.id} | ${entry.views} | ${entry.cameras} | ${mm(template)} | ${mm(deca)} | ${mm(asm)} | ${last} |`,
    );
  }
  const several = results.filter(({ entry, asm }) => entry.views > 1 && asm !== null);
  const beaten = several.filter(({ asm, deca }) => asm !== null && deca !== null && asm.meanMm < deca.meanMm);
  lines.push('', `ASM is nearer than DECA in ${beaten.length} of ${several.length} cases with two views or more.`);
  return `${lines.join('\n')}\n`;
}

export function resultsChart(results: readonly CaseResult[]): string {
  const series = (Object.keys(SOURCES) as Source[]).flatMap((source) =>
    (['deca', 'asm'] as const).map((method) => {
      const own = plain(results, source);
      const views = [...new Set(own.map(({ entry }) => entry.views))].sort((a, b) => a - b);
      return {
        name: `${method === 'asm' ? 'ASM' : 'DECA'}, ${SOURCES[source]}`,
        points: views.map((v): [number, number] => [
          v,
          Number(
            meanOf(
              own.filter(({ entry }) => entry.views === v),
              method,
              'meanMm',
            ),
          ),
        ]),
      };
    }),
  );
  return lineChart({
    title: 'Error by number of views',
    xLabel: 'views',
    yLabel: 'mean distance, mm (now)',
    xScale: 'log',
    markers: 'shown',
    series: series.filter(({ points }) => points.length > 0),
  });
}

function plain(results: readonly CaseResult[], source: Source): CaseResult[] {
  return results.filter(
    ({ entry }) => entry.source === source && entry.condition === 'plain' && entry.cameras === 'solved',
  );
}

function meanOf(group: readonly CaseResult[], method: Method, key: 'meanMm' | 'medianMm'): string {
  const known = group.map((result) => result[method]).filter((error) => error !== null);
  return known.length === 0 ? '-' : (known.reduce((sum, error) => sum + error[key], 0) / known.length).toFixed(2);
}
