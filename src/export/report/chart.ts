import { escapeHtml } from './page.ts';

/** A line of a chart; told apart by marker, dashes and colour alike. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale: 'linear' | 'log';
  /** Markers at the points, for few of them. */
  readonly markers: 'shown' | 'none';
  readonly series: readonly ChartSeries[];
}

/** Okabe and Ito's colours (2008), without yellow, which print loses. */
const COLORS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#000000', '#56B4E9', '#E69F00'];
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '1 2', '12 4', '5 2 1 2'];
const WIDTH = 980;
const HEIGHT = 380;
/** The legend stands to the right of the box, where no line runs. */
const BOX = { left: 64, right: 620, top: 34, bottom: 326 };
const LEGEND = 640;

/** A line chart as SVG: axes with round ticks, 0 among those of y, a legend of markers and dashes. */
export function lineChart(chart: LineChart): string {
  const xs = chart.series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = chart.series.flatMap(({ points }) => points.map(([, y]) => y));
  const along = (x: number): number => (chart.xScale === 'log' ? Math.log10(x) : x);
  const low = along(Math.min(...xs));
  const high = along(Math.max(...xs));
  const top = 1.05 * Math.max(...ys);
  const bottom = 1.05 * Math.min(0, ...ys);
  const px = (x: number): number => BOX.left + ((along(x) - low) / (high - low || 1)) * (BOX.right - BOX.left);
  const py = (y: number): number => BOX.bottom - ((y - bottom) / (top - bottom || 1)) * (BOX.bottom - BOX.top);
  const xTicks = chart.xScale === 'log' ? logTicks(low, high) : roundTicks(low, high, 8);
  const out: string[] = [];
  for (const y of roundTicks(bottom, top, 6))
    out.push(
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${py(y)}" y2="${py(y)}" stroke="#ddd"/><text x="${BOX.left - 6}" y="${py(y) + 4}" text-anchor="end">${label(y)}</text>`,
    );
  for (const x of xTicks)
    out.push(
      `<line x1="${px(x)}" x2="${px(x)}" y1="${BOX.bottom}" y2="${BOX.bottom + 5}" stroke="#333"/><text x="${px(x)}" y="${BOX.bottom + 19}" text-anchor="middle">${label(x)}</text>`,
    );
  chart.series.forEach(({ name, points }, i) => {
    const color = COLORS[i % COLORS.length];
    const path = points.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ');
    out.push(
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]}"/>`,
    );
    if (chart.markers === 'shown') for (const [x, y] of points) out.push(marker(i, px(x), py(y), color));
    const ly = BOX.top + 8 + 18 * i;
    out.push(
      `<line x1="${LEGEND}" x2="${LEGEND + 36}" y1="${ly}" y2="${ly}" stroke="${color}" stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]}"/>`,
      chart.markers === 'shown' ? marker(i, LEGEND + 18, ly, color) : '',
      `<text x="${LEGEND + 44}" y="${ly + 4}">${escapeHtml(name)}</text>`,
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" font-family="system-ui,sans-serif" font-size="12" fill="#222" role="img" aria-label="${escapeHtml(chart.title)}">
<text x="${BOX.left}" y="18" font-size="14" font-weight="600">${escapeHtml(chart.title)}</text>
<path d="M${BOX.left} ${BOX.top}V${BOX.bottom}H${BOX.right}" fill="none" stroke="#333"/>
${out.join('\n')}
<text x="${(BOX.left + BOX.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escapeHtml(chart.xLabel)}</text>
<text transform="translate(16 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.yLabel)}</text>
</svg>`;
}

function marker(i: number, x: number, y: number, color: string): string {
  const at = `fill="${color}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"`;
  const shapes = [
    `<circle r="4.5" ${at}/>`,
    `<rect x="-4" y="-4" width="8" height="8" ${at}/>`,
    `<path d="M0-5.5L5 4H-5Z" ${at}/>`,
    `<path d="M0-6L6 0L0 6L-6 0Z" ${at}/>`,
    `<path d="M-1.5-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5Z" ${at}/>`,
  ];
  return shapes[i % shapes.length];
}

function roundTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9; i++) out.push(i * step);
  return out;
}

function logTicks(low: number, high: number): number[] {
  const out: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const factor of [1, 2, 5]) {
      const x = factor * 10 ** power;
      if (Math.log10(x) >= low - 1e-9 && Math.log10(x) <= high + 1e-9) out.push(x);
    }
  return out;
}

function label(value: number): string {
  return String(Number(value.toPrecision(6)));
}
