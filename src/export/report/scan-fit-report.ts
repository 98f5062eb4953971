import type { CapacityRow } from '../../evaluation/capacity.ts';
import { lineChart } from './chart.ts';
import { escapeHtml, numberTable, pngUri, reportPage } from './page.ts';

/** What the report of the capacity experiment shows. */
export interface ScanFitReport {
  readonly title: string;
  /** File of the page that shows the rig; null without one. */
  readonly viewer: string | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly rows: readonly CapacityRow[];
  /** End of the colour scale, mm. */
  readonly scaleMm: number;
  readonly pictures: readonly {
    readonly caption: string;
    readonly errors: readonly Uint8Array[];
    readonly shapes: readonly Uint8Array[];
  }[];
}

/** Viridis from left to right (src/render/error-colors.ts). */
export const SCALE_CSS =
  'background:linear-gradient(to right,#440154,#472c7a,#3b518b,#2c718e,#21908d,#27ad81,#5cc863,#aadc32,#fde725)';

export function scanFitReport(report: ScanFitReport): string {
  const facts = report.facts.map(
    ([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const least = Math.min(...report.rows.map(({ error }) => error.meanMm));
  const table = numberTable(
    ['model', 'parameters', 'mean mm', 'median mm', 'p90 mm', 'rmse mm', 'folded on the face', 'seconds'],
    report.rows.map(({ name, parameterCount, error, folded, seconds }) => ({
      name,
      best: error.meanMm === least,
      cells: [
        String(parameterCount),
        ...[error.meanMm, error.medianMm, error.p90Mm, error.rmseMm].map((x) => x.toFixed(3)),
        String(folded.face),
        seconds.toFixed(1),
      ],
    })),
  );
  const line = (name: string, model: CapacityRow['model']) => ({
    name,
    points: report.rows
      .filter((row) => row.model === model)
      .map(({ parameterCount, error }): [number, number] => [parameterCount, error.meanMm])
      .sort((a, b) => a[0] - b[0]),
  });
  const chart = lineChart({
    title: 'Error against number of parameters',
    xLabel: 'parameters',
    yLabel: 'mean distance, mm (now)',
    xScale: 'log',
    markers: 'shown',
    series: [line('adaptive skinning model', 'asm'), line('morphable model', 'morphable')].filter(
      ({ points }) => points.length > 0,
    ),
  });
  const images = (pictures: readonly Uint8Array[], what: string): string =>
    pictures.map((bytes) => `<figure><img alt="${escapeHtml(what)}" src="${pngUri(bytes)}"></figure>`).join('');
  const pictures = report.pictures.map(
    ({ caption, errors, shapes }) =>
      `<h3>${escapeHtml(caption)}</h3><div class="row">${images(errors, `distances, ${caption}`)}</div><div class="row">${images(shapes, `shape, ${caption}`)}</div>`,
  );
  const link =
    report.viewer === null ? '' : `<p><a href="${escapeHtml(report.viewer)}">Turn the head and move its face</a></p>\n`;
  return reportPage(
    report.title,
    `${link}<table>${facts.join('')}</table>
<figure>${chart}</figure>
${table}
<h2>Where</h2>
<p>Distances on the scan: 0 mm <span class="scale" style="${SCALE_CSS}"></span> ${report.scaleMm} mm and more; grey was not measured. Below, the fitted shape.</p>
${pictures.join('\n')}`,
  );
}
