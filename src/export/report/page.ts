export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** A picture inside a page. */
export function pngUri(bytes: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** One self-contained page that opens from disk and prints. @param body HTML */
export function reportPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1280px;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5rem 0}th{text-align:left;font-weight:600;padding:.15rem 1.2rem .15rem 0}
table.numbers td{text-align:right;padding:.15rem .8rem;font-variant-numeric:tabular-nums}table.numbers tr.best td{font-weight:700}
table.numbers thead th{text-align:right;padding:.15rem .8rem;border-bottom:1px solid #999}table.numbers thead th:first-child{text-align:left}
td div.bar{background:#3b6ea5;height:.7rem}figure{margin:1.5rem 0}figure img,figure svg{max-width:100%}img.wide{width:100%;border-radius:4px}
li.warning{color:#8a4b00}.row{display:flex;flex-wrap:wrap;gap:1rem}.row figure{margin:.5rem 0;flex:1 1 240px}.row img{width:100%}
.scale{display:inline-block;width:16rem;height:.8rem;vertical-align:middle;margin:0 .5rem}
.pair{position:relative;max-width:640px}.pair img{display:block;width:100%}.pair img+img{position:absolute;inset:0;clip-path:inset(0 0 0 var(--cut,50%))}.pair input{width:100%}
@media print{figure{break-inside:avoid}.pair input{display:none}}
</style></head><body>
<h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
}

/** Rows of numbers under a heading each; the first column names the row. */
export function numberTable(
  headings: readonly string[],
  rows: readonly { readonly name: string; readonly cells: readonly string[]; readonly best?: boolean }[],
): string {
  const head = headings.map((heading) => `<th>${escapeHtml(heading)}</th>`).join('');
  const body = rows.map(
    ({ name, cells, best }) =>
      `<tr${best === true ? ' class="best"' : ''}><th>${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table class="numbers"><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}
