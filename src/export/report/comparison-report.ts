import { type Comparison, CURVE_LIMITS, type MethodResult } from '../../evaluation/compare/comparison.ts';
import { FACE_REGIONS } from '../../evaluation/face-regions.ts';
import { lineChart } from './chart.ts';
import { escapeHtml, numberTable, pngUri, reportPage } from './page.ts';
import { SCALE_CSS } from './scan-fit-report.ts';

export interface ComparisonReport {
  readonly title: string;
  /** The page beside it on which the meshes are turned. */
  readonly viewer: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly comparison: Comparison;
  /** End of the heat maps' scale, mm. */
  readonly scaleMm: number;
  /** Heat maps of the methods that are shown, by key: from the right, the front, the left. */
  readonly heatmaps: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** The comparison as one page: expressive power, parameters, image quality. */
export function comparisonReport(report: ComparisonReport): string {
  const { methods, decaAlone, heldOutView } = report.comparison;
  const facts = report.facts.map(
    ([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return reportPage(
    report.title,
    `<p><a href="${escapeHtml(report.viewer)}">Turn the meshes side by side</a></p>
<table>${facts.join('')}</table>
<h2>Expressive power</h2>
${methods[0].scan === null ? '<p>No scan of the person is known: pass one with --scan.</p>' : power(report)}
${decaAlone.length === 0 ? '' : alone(decaAlone)}
<h2>Parameters</h2>
${parameters(methods)}
<h2>Image quality</h2>
${images(methods, heldOutView)}
<script>for(const pair of document.querySelectorAll('.pair'))pair.querySelector('input').addEventListener('input',e=>pair.style.setProperty('--cut',e.target.value+'%'))</script>`,
  );
}

type WithScan = MethodResult & { readonly scan: NonNullable<MethodResult['scan']> };

function power({ comparison, scaleMm, heatmaps }: ComparisonReport): string {
  const methods = comparison.methods.filter((result): result is WithScan => result.scan !== null);
  const least = Math.min(...methods.map(({ scan }) => scan.now.meanMm));
  const mm = (x: number | undefined): string => (x === undefined ? '' : x.toFixed(2));
  const errors = numberTable(
    ['protocol now v1, mm', 'median', 'mean', 'std', 'p90', 'rmse', 'mean, true size'],
    methods.map(({ method, scan: { now, metric } }) => ({
      name: method.name,
      best: now.meanMm === least,
      cells: [now.medianMm, now.meanMm, now.stdMm, now.p90Mm, now.rmseMm, metric.meanMm].map(mm),
    })),
  );
  const regions = numberTable(
    ['mean by region, mm', ...FACE_REGIONS],
    methods.map(({ method, scan }) => ({
      name: method.name,
      cells: FACE_REGIONS.map((name) => mm(scan.regions[name]?.meanMm)),
    })),
  );
  const chart = lineChart({
    title: 'Share of the scan within a distance',
    xLabel: 'mm',
    yLabel: 'share',
    xScale: 'linear',
    markers: 'none',
    series: methods
      .filter(({ method }) => method.shown)
      .map(({ method, scan }) => ({
        name: method.name,
        points: CURVE_LIMITS.map((limit, i): [number, number] => [limit, scan.curve[i]]),
      })),
  });
  const maps = methods
    .filter(({ method }) => heatmaps.has(method.key))
    .map(
      ({ method, scan }) =>
        `<h3>${escapeHtml(method.name)}: mean ${mm(scan.now.meanMm)} mm</h3><div class="row">${(
          heatmaps.get(method.key) ?? []
        )
          .map((png) => `<figure><img alt="distances, ${escapeHtml(method.name)}" src="${pngUri(png)}"></figure>`)
          .join('')}</div>`,
    );
  return `${errors}<p>${methods[0].scan.now.points} points of the scan. True size: rigid alignment, so that a head of the wrong size errs; without cameras in mm no method knows it.</p>
<figure>${chart}</figure>${regions}
<p>Distances on the scan: 0 mm <span class="scale" style="${SCALE_CSS}"></span> ${scaleMm} mm and more; grey was not measured.</p>
${maps.join('\n')}`;
}

function alone(decaAlone: Comparison['decaAlone']): string {
  const means = decaAlone.map(({ error }) => error.meanMm);
  const mean = means.reduce((a, b) => a + b, 0) / means.length;
  return `<h3>DECA from each view alone</h3>
${numberTable(
  ['view', 'median mm', 'mean mm'],
  decaAlone.map(({ view, error }) => ({
    name: view,
    cells: [error.medianMm.toFixed(2), error.meanMm.toFixed(2)],
  })),
)}<p>Mean of the means ${mean.toFixed(2)} mm, from ${Math.min(...means).toFixed(2)} to ${Math.max(...means).toFixed(2)}.</p>`;
}

function parameters(methods: readonly MethodResult[]): string {
  const table = numberTable(
    ['method', 'parameters', 'model, MB', 'seconds'],
    methods.map(({ method }) => ({
      name: method.name,
      cells: [String(method.parameterCount), (method.modelBytes / 1e6).toFixed(1), method.seconds.toFixed(1)],
    })),
  );
  return `${table}<p>Parameters of one person and one expression, without cameras and light; the skinning model's ${
    methods.find(({ method }) => method.key === 'morphable')?.method.parameterCount ?? ''
  } of its start are not in its count. Seconds without finding the landmarks, which all methods need.</p>`;
}

function images(methods: readonly MethodResult[], heldOutView: string | null): string {
  const numbers = ({ psnrDb, ssim, l1 }: { psnrDb: number; ssim: number; l1: number }): string[] => [
    psnrDb.toFixed(2),
    ssim.toFixed(3),
    l1.toFixed(4),
  ];
  const table = numberTable(
    [
      'on the face',
      'PSNR dB',
      'SSIM',
      'L1',
      ...(heldOutView === null ? [] : ['unseen PSNR dB', 'unseen SSIM', 'unseen L1']),
    ],
    methods.map(({ method, images: mean, heldOut }) => ({
      name: method.name,
      cells: [...numbers(mean), ...(heldOutView === null ? [] : heldOut === null ? ['', '', ''] : numbers(heldOut))],
    })),
  );
  const jpeg = (bytes: Uint8Array): string => `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  const pairs = methods
    .filter(({ method }) => method.shown)
    .map(({ method, views, heldOut }) => {
      const pictured = [...views, heldOut].flatMap((view) =>
        view === null || view.pictures === null ? [] : [{ view, ...view.pictures }],
      );
      return `<h3>${escapeHtml(method.name)}</h3><div class="row">${pictured
        .map(
          ({ view, photo, rendering }) =>
            `<figure class="pair"><div style="position:relative"><img alt="photograph ${escapeHtml(view.view)}" src="${jpeg(photo)}"><img alt="re-rendering" src="${jpeg(rendering)}"></div><input type="range" min="0" max="100" value="50" aria-label="from photograph to re-rendering"><figcaption>${escapeHtml(view.view)}${view === heldOut ? ', unseen' : ''}: ${view.psnrDb.toFixed(1)} dB, SSIM ${view.ssim.toFixed(3)}</figcaption></figure>`,
        )
        .join('')}</div>`;
    });
  return `${table}
<p>Means over the photographs, on the face's skin, gamma 1/2.2 in 0..1.${
    heldOutView === null
      ? ''
      : ` Unseen: ${escapeHtml(heldOutView)}, which was left out of a second fit and its texture; its camera is the one of the fit with all views.`
  } Left of the slider's mark the photograph, right of it the re-rendering.</p>
${pairs.join('\n')}`;
}
