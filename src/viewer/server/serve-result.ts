import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AsmFitError, messageOf } from '../../errors.ts';
import { filesOf } from '../result/files-of.ts';
import type { ResultSource } from '../result/result-source.ts';
import type { ViewerData } from '../result/viewer-data.ts';
import { pageScript, servedPage } from './page-html.ts';

const HOST = '127.0.0.1';

/** A page that is being served. */
export interface ServedResult {
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  bin: 'application/octet-stream',
  gif: 'image/gif',
  glb: 'model/gltf-binary',
  jpg: 'image/jpeg',
  json: 'application/json',
  mtl: 'text/plain; charset=utf-8',
  obj: 'text/plain; charset=utf-8',
  png: 'image/png',
  webp: 'image/webp',
};

/** Nothing from elsewhere, nothing in a frame, nothing kept. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** What a request gets. */
interface Reply {
  readonly status: number;
  readonly type: string;
  readonly content: string | Uint8Array;
}

/**
 * Serves a result's page on this machine alone: the page, its program, and the files that it names, to GET and to nothing else.
 * Requests that call the host by another name are refused, since a foreign page may have had its own name lead here.
 * @param port 0: any that is free
 * @throws {AsmFitError} usage: the port is taken or not to be had
 */
export async function serveResult(source: ResultSource, data: ViewerData, port: number): Promise<ServedResult> {
  const page: Reply = { status: 200, type: 'text/html; charset=utf-8', content: servedPage(data) };
  const script: Reply = { status: 200, type: 'text/javascript; charset=utf-8', content: pageScript() };
  const files = filesOf(data);
  const replyTo = ({ headers, method, url = '' }: IncomingMessage): Reply => {
    const { port: own } = server.address() as AddressInfo;
    if (headers.host !== `${HOST}:${own}` && headers.host !== `localhost:${own}`) return refusal(403, 'another host');
    if (method !== 'GET') return refusal(405, 'GET alone');
    // Not as a URL, which would resolve dots: a name is one of those that are known, letter by letter, or none.
    const [path] = url.split('?');
    if (path === '/') return page;
    if (path === '/viewer.js') return script;
    const name = path.startsWith('/files/') ? decoded(path.slice('/files/'.length)) : null;
    if (name === null || !files.has(name)) return refusal(404, 'no such file');
    const type = TYPES[name.split('.').pop() ?? ''] ?? 'application/octet-stream';
    return { status: 200, type, content: source.read(name) };
  };
  const server = createServer((request, response) => {
    try {
      send(response, replyTo(request));
    } catch (error) {
      send(response, refusal(error instanceof AsmFitError ? 404 : 500, messageOf(error)));
    }
  });
  await listen(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function refusal(status: number, reason: string): Reply {
  return { status, type: 'text/plain; charset=utf-8', content: `${reason}\n` };
}

function send(response: ServerResponse, { status, type, content }: Reply): void {
  const more = status === 200 ? {} : { Allow: 'GET', Connection: 'close' };
  response.writeHead(status, {
    ...HEADERS,
    ...more,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(content),
  });
  response.end(content);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const received =
        error.code === 'EADDRINUSE'
          ? 'one that is in use'
          : error.code === 'EACCES'
            ? 'one that needs privileges'
            : messageOf(error);
      reject(
        new AsmFitError(
          'usage',
          `--port: must be a free port; received ${port}, ${received}`,
          'give another, or leave --port out',
        ),
      );
    });
    server.listen(port, HOST, () => resolve());
  });
}
