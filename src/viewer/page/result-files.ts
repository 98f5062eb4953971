import { filesOf } from '../result/files-of.ts';
import type { ViewerData } from '../result/viewer-data.ts';

/** The result that a page shows: what it is told of it, and the files, from the server or from the page itself. */
export interface ResultFiles {
  readonly data: ViewerData;
  /** Whether a file can be had. */
  has(name: string): boolean;
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** For `img` and links; made once. */
  url(name: string): Promise<string>;
}

const MIME: Readonly<Record<string, string>> = {
  glb: 'model/gltf-binary',
  html: 'text/html',
  jpg: 'image/jpeg',
  json: 'application/json',
  mtl: 'text/plain',
  obj: 'text/plain',
  png: 'image/png',
};

/** The files of the page that this is: embedded ones as gzip in base64, else those of its server. */
export function resultFiles(): ResultFiles {
  const data = JSON.parse(document.getElementById('viewer-data')?.textContent ?? 'null') as ViewerData | null;
  if (data === null) throw new Error('the page holds no result');
  const embedded = new Map(
    Array.from(document.querySelectorAll<HTMLScriptElement>('script[data-file]'), (script) => [
      script.dataset.file ?? '',
      script,
    ]),
  );
  const served = embedded.size === 0;
  const listed = filesOf(data);
  const bytes = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const script = embedded.get(name);
    if (script !== undefined) return inflated(script.textContent ?? '');
    const response = await fetch(servedUrl(name));
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const urls = new Map<string, Promise<string>>();
  const blobUrl = async (name: string): Promise<string> => {
    const type = MIME[name.split('.').pop() ?? ''] ?? 'application/octet-stream';
    return URL.createObjectURL(new Blob([await bytes(name)], { type }));
  };
  return {
    data,
    has: (name) => (served ? listed.has(name) : embedded.has(name)),
    bytes,
    url: (name) => {
      const known = urls.get(name) ?? (served ? Promise.resolve(servedUrl(name)) : blobUrl(name));
      urls.set(name, known);
      return known;
    },
  };
}

function servedUrl(name: string): string {
  return `files/${name.split('/').map(encodeURIComponent).join('/')}`;
}

async function inflated(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = atob(base64.trim());
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < packed.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
