import { escapeHtml, reportPage } from './page.ts';

/** What the HTML report of a fit shows; pictures as data URIs, so that the page opens from disk anywhere. */
export interface ReportInput {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly views: readonly { readonly name: string; readonly caption: string; readonly picture: string }[];
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly warnings: readonly string[];
}

/** Facts, overlays, times, warnings. */
export function reportHtml(input: ReportInput): string {
  const facts = input.facts.map(
    ([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const views = input.views.map(
    (view) =>
      `<figure><figcaption><b>${escapeHtml(view.name)}</b> ${escapeHtml(view.caption)}</figcaption><img class="wide" alt="photo with landmarks, wires, shaded mesh, re-rendering and difference of ${escapeHtml(view.name)}" src="${view.picture}"></figure>`,
  );
  const total = input.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const stages = input.stages.map(
    ({ name, seconds }) =>
      `<tr><th>${escapeHtml(name)}</th><td>${seconds.toFixed(1)} s</td><td><div class="bar" style="width:${((300 * seconds) / total).toFixed(0)}px"></div></td></tr>`,
  );
  const warnings = input.warnings.map((warning) => `<li class="warning">${escapeHtml(warning)}</li>`);
  return reportPage(
    input.title,
    `<table>${facts.join('')}</table>
${warnings.length > 0 ? `<h2>Warnings</h2><ul>${warnings.join('')}</ul>` : ''}
<h2>Views</h2>
<p>From left to right: photograph with landmarks (green to red: detected, by confidence; blue: the head's), wires, shape, re-rendering with the view's own light, difference times two.</p>
${views.join('\n')}
<h2>Time</h2><table>${stages.join('')}</table>`,
  );
}
