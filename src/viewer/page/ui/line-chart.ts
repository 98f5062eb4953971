import { svgElement } from './element.ts';

const WIDTH = 300;
const HEIGHT = 120;
const MARGIN = { left: 4, right: 4, top: 8, bottom: 4 };

/** One curve over its steps, on a logarithmic scale where it falls by more than tenfold. */
export function lineChart(label: string, values: readonly number[]): SVGElement {
  const positive = values.filter((value) => value > 0);
  const logarithmic = positive.length === values.length && Math.max(...values) > 10 * Math.min(...values);
  const shown = logarithmic ? values.map(Math.log) : values;
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const x = (k: number): number =>
    MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * k) / Math.max(1, values.length - 1);
  const y = (value: number): number =>
    MARGIN.top + (HEIGHT - MARGIN.top - MARGIN.bottom) * (1 - (value - least) / (most - least || 1));
  const points = shown.map((value, k) => `${x(k).toFixed(1)},${y(value).toFixed(1)}`);
  const base = HEIGHT - MARGIN.bottom;
  return svgElement(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': label },
    svgElement('path', {
      class: 'area',
      d: `M${x(0)},${base} L${points.join(' L')} L${x(values.length - 1)},${base}Z`,
    }),
    svgElement('polyline', { points: points.join(' ') }),
    svgElement('circle', { cx: x(values.length - 1), cy: y(shown[shown.length - 1]), r: 3 }),
  );
}
