import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { builtFile } from '../../files/package-files.ts';
import { filesOf } from '../result/files-of.ts';
import type { ResultSource } from '../result/result-source.ts';
import type { ViewerData } from '../result/viewer-data.ts';

/** Half of a head is gone at the fastest; more takes longer than it is worth. */
const FAST = 1;

const DATA_ID = 'viewer-data';
/** Where a page has said by then what it is. */
const HEAD_BYTES = 1 << 16;

/** Whether a file is a page that {@link savedPage} wrote. */
export function isSavedPage(path: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    const start = head.toString('utf8', 0, readSync(file, head, 0, HEAD_BYTES, 0));
    return start.startsWith('<!doctype html>') && start.includes(dataElement());
  } finally {
    closeSync(file);
  }
}

function dataElement(): string {
  return `<script type="application/json" id="${DATA_ID}">`;
}

/** The page's own program, as `npm run build` bundles it. */
export function pageScript(): string {
  return readFileSync(builtFile('viewer.js'), 'utf8');
}

/** The page as a server gives it: its program and the files come after it. */
export function servedPage(data: ViewerData): string {
  return pageHtml(data, '<script type="module" src="viewer.js"></script>');
}

/** The page as one file that opens from disk: its program and all that it shows are in it. */
export async function savedPage(source: ResultSource, data: ViewerData): Promise<string> {
  const alone: ViewerData = {
    ...data,
    downloads: data.downloads.filter(({ name }) => filesOf({ ...data, downloads: [] }).has(name)),
  };
  const files = await Promise.all(
    [...filesOf(alone)].map(async (name) => {
      const packed = await promisify(gzip)(source.read(name), { level: FAST });
      return `<script type="application/gzip" data-file="${attribute(name)}">${packed.toString('base64')}</script>`;
    }),
  );
  // A module that is part of the page may run from disk; one beside it may not.
  const script = pageScript().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  return pageHtml(alone, `${files.join('\n')}\n<script type="module">${script}</script>`);
}

function pageHtml(data: ViewerData, scripts: string): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${text(data.title)}</title><link rel="icon" href="data:,"></head>
<body><noscript>This page needs JavaScript and WebGL.</noscript>
${dataElement()}${json}</script>
${scripts}
</body></html>
`;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;');
}
