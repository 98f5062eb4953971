import { symlinkSync, unlinkSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderSource } from '../../../src/viewer/result/result-source.ts';
import { viewerDataOf } from '../../../src/viewer/result/viewer-data-of.ts';
import { type ServedResult, serveResult } from '../../../src/viewer/server/serve-result.ts';
import { FIT_FILES, resultFolder } from '../../helpers/viewer/viewed-result.ts';

let served: ServedResult;
let folder: string;

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Asks as no browser would: the path goes out as it stands. */
function ask(path: string, options: { readonly method?: string; readonly host?: string } = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      path,
      method: options.method ?? 'GET',
      headers: { Host: options.host ?? host },
    });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.end();
  });
}

beforeAll(async () => {
  folder = resultFolder(FIT_FILES);
  const source = folderSource(folder);
  served = await serveResult(source, viewerDataOf(source), 0);
});
afterAll(() => served.close());

describe('the server of a result', () => {
  it('gives the page, its program, and the files that the page names', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text.match(/<\/script>/g)).toHaveLength(2);
    expect((await ask('/viewer.js')).headers['content-type']).toContain('text/javascript');
    expect(await ask('/files/head.glb')).toMatchObject({ status: 200, text: 'glTF' });
    expect(await ask('/files/views/00_photo.jpg')).toMatchObject({ status: 200, text: 'picture' });
    expect(await ask('/files/views%2F00_photo.jpg')).toMatchObject({ status: 200 });
  });

  it.each([
    '/files/secret.txt',
    '/files/../secret.txt',
    '/files/views/../head.glb',
    '/files/%2e%2e/%2e%2e/etc/passwd',
    '/files/..%2f..%2fetc%2fpasswd',
    '/files/%252e%252e%252fetc%252fpasswd',
    '/files//etc/passwd',
    '/files/..\\..\\etc\\passwd',
    '/files/head.glb%00.txt',
    '/files/%',
    '/files/',
    '/viewer.js/',
    '//files/head.glb',
    '/fit.json',
    'http://elsewhere/files/head.glb',
  ])('does not know %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost', '127.0.0.1:1', '0.0.0.0'])(
    'refuses a request to the host "%s", where a foreign name may have led',
    async (host) => {
      expect((await ask('/', { host })).status).toBe(403);
      expect((await ask('/files/head.glb', { host })).text).not.toContain('glTF');
    },
  );

  it('answers to localhost too', async () => {
    expect((await ask('/', { host: `localhost:${new URL(served.url).port}` })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    expect(await ask('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  it('gives no file that a link leads out of the folder to, nor one that has gone', async () => {
    const outside = resultFolder({ 'passwd.txt': 'root' });
    const path = join(folder, 'captured.obj');
    unlinkSync(path);
    expect((await ask('/files/captured.obj')).status).toBe(404);
    symlinkSync(join(outside, 'passwd.txt'), path);
    expect(await ask('/files/captured.obj')).toMatchObject({ status: 404, text: expect.not.stringContaining('root') });
  });

  it('is heard on this machine alone, and says so where its port is taken', async () => {
    const { hostname, port } = new URL(served.url);
    expect(hostname).toBe('127.0.0.1');
    const source = folderSource(folder);
    const again = await serveResult(source, viewerDataOf(source), Number(port)).catch((error: unknown) => error);
    expect(again).toMatchObject({ kind: 'usage', message: expect.stringContaining(`${port}, one that is in use`) });
  });

  it('ends at once, whoever still listens', async () => {
    const source = folderSource(folder);
    const other = await serveResult(source, viewerDataOf(source), 0);
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await other.close();
    await closed;
  });
});
