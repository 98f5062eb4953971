import type { Readable, Writable } from 'node:stream';

/** An answer of the browser, or something that it tells. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Chromium's DevTools protocol. */
export interface DevTools {
  send(method: string, params?: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>>;
  /** @param heard told of every event */
  listen(heard: (method: string, params: Readonly<Record<string, unknown>>) => void): void;
}

/** The protocol over the pair of pipes of `--remote-debugging-pipe`: JSON, each with a zero byte at its end. */
export function devToolsOver(input: Writable, output: Readable): DevTools {
  const waiting = new Map<
    number,
    { resolve: (result: Readonly<Record<string, unknown>>) => void; reject: (error: Error) => void }
  >();
  const listeners: ((method: string, params: Readonly<Record<string, unknown>>) => void)[] = [];
  let last = 0;
  let rest: Buffer = Buffer.alloc(0);
  const take = ({ id, method, params = {}, result = {}, error }: Message): void => {
    if (id === undefined) {
      for (const heard of listeners) heard(method ?? '', params);
      return;
    }
    const waits = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waits?.resolve(result);
    else waits?.reject(new Error(error.message));
  };
  output.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      take(JSON.parse(rest.subarray(0, end).toString('utf8')) as Message);
      rest = rest.subarray(end + 1);
    }
  });
  output.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has ended'));
  });
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const to = sessionId === undefined ? {} : { sessionId };
        input.write(`${JSON.stringify({ id, method, params, ...to })}\0`);
      }),
    listen: (heard) => {
      listeners.push(heard);
    },
  };
}
