import type { ResultFiles } from '../result-files.ts';
import { element } from '../ui/element.ts';
import { lineChart } from '../ui/line-chart.ts';

/** What is known of the fit: numbers, curves, warnings, files. */
export function fitPanel({ data, url, has }: ResultFiles): HTMLElement {
  const facts = data.facts.map(([label, value]) =>
    element('tr', {}, element('th', {}, label), element('td', {}, value)),
  );
  const curves = data.losses.map(({ stage, totals }) => {
    const change = `${amount(totals[0])} → ${amount(totals[totals.length - 1])}`;
    return element(
      'figure',
      {},
      element(
        'figcaption',
        {},
        element('b', {}, stage),
        element('small', {}, `${totals.length} steps, loss ${change}`),
      ),
      lineChart(`loss of ${stage}: ${change}`, totals),
    );
  });
  const downloads = data.downloads
    .filter(({ name }) => has(name))
    .map(({ name, bytes }) => {
      const short = name.split('/').pop() ?? name;
      const save = async (): Promise<void> => element('a', { href: await url(name), download: short }).click();
      const link = element('button', { type: 'button', class: 'link', click: () => void save() }, name);
      return element('li', {}, link, element('small', {}, size(bytes)));
    });
  const section = (title: string, ...children: readonly (Node | string)[]): readonly Node[] =>
    children.length === 0
      ? []
      : [element('h2', {}, title), ...children.map((child) => (typeof child === 'string' ? new Text(child) : child))];
  return element(
    'div',
    { class: 'page' },
    ...(facts.length === 0 ? [] : [element('table', { class: 'facts' }, ...facts)]),
    ...section('Warnings', ...data.warnings.map((warning) => element('p', { class: 'warning' }, warning))),
    ...section('Loss', ...curves),
    ...section('Files', ...(downloads.length === 0 ? [] : [element('ul', { class: 'files' }, ...downloads)])),
    element('p', { class: 'note' }, data.tool),
  );
}

function amount(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
