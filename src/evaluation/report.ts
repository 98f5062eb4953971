/** What the HTML report shows; pictures as data URIs, so that the page opens from disk anywhere. */
export interface ReportInput {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly views: readonly { readonly name: string; readonly caption: string; readonly picture: string }[];
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly warnings: readonly string[];
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** One self-contained page: facts, overlays, times, warnings. */
export function reportHtml(input: ReportInput): string {
  const facts = input.facts.map(
    ([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const views = input.views.map(
    (view) =>
      `<figure><figcaption><b>${escapeHtml(view.name)}</b> ${escapeHtml(view.caption)}</figcaption><img alt="photo with landmarks, wires, shaded mesh, re-rendering and difference of ${escapeHtml(view.name)}" src="${view.picture}"></figure>`,
  );
  const total = input.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const stages = input.stages.map(
    ({ name, seconds }) =>
      `<tr><th>${escapeHtml(name)}</th><td>${seconds.toFixed(1)} s</td><td><div style="width:${((300 * seconds) / total).toFixed(0)}px"></div></td></tr>`,
  );
  const warnings = input.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(input.title)}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1280px;padding:0 1rem;color:#222}
table{border-collapse:collapse}th{text-align:left;font-weight:600;padding:.15rem 1.2rem .15rem 0}td div{background:#3b6ea5;height:.7rem}
figure{margin:1.5rem 0}img{width:100%;border-radius:4px}li{color:#8a4b00}@media print{figure{break-inside:avoid}}
</style></head><body>
<h1>${escapeHtml(input.title)}</h1>
<table>${facts.join('')}</table>
${warnings.length > 0 ? `<h2>Warnings</h2><ul>${warnings.join('')}</ul>` : ''}
<h2>Views</h2>
<p>From left to right: photograph with landmarks (green to red: detected, by confidence; blue: the head's), wires, shape, re-rendering with the view's own light, difference times two.</p>
${views.join('\n')}
<h2>Time</h2><table>${stages.join('')}</table>
</body></html>
`;
}
