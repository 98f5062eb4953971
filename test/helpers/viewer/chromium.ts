import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { devToolsOver } from './devtools-pipe.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
/** The browser's program; null where there is none (Debian's `chromium`). */
export const CHROMIUM: string | null = NAMES.find((name) => spawnSync(name, ['--version']).status === 0) ?? null;

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--no-first-run',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  // Its own renderer: machines that test have no GPU.
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** What a page is shown on. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  readonly phone?: boolean;
}

/** A page that is driven. */
export interface DrivenPage {
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  goto(url: string): Promise<void>;
  /** A value of an expression in the page; promises are waited for. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits until an expression is true. */
  until(expression: string, withinMs?: number): Promise<void>;
  /** PNG */
  screenshot(): Promise<Buffer>;
  click(selector: string): Promise<void>;
  /** Presses at a place of an element, in shares of its sides, and lets go at another. */
  drag(selector: string, from: readonly [number, number], to: readonly [number, number]): Promise<void>;
  press(key: string): Promise<void>;
}

/** Lends a headless browser to some work. */
export async function withChromium<T>(screen: Screen, work: (page: DrivenPage) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'asm-fit-chromium-'));
  const child = spawn(CHROMIUM ?? 'chromium', [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A group of its own: its helpers write to the profile after the browser itself has ended.
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const tools = devToolsOver(child.stdio[3] as Writable, child.stdio[4] as Readable);
    const { targetInfos } = await tools.send('Target.getTargets');
    const [{ targetId }] = (targetInfos as { targetId: string; type: string }[]).filter(({ type }) => type === 'page');
    const { sessionId } = await tools.send('Target.attachToTarget', { targetId, flatten: true });
    const send = (method: string, params: object = {}) => tools.send(method, params, sessionId as string);
    return await work(await drivenPage(send, tools.listen, screen));
  } finally {
    child.kill();
    await Promise.race([ended, setTimeout(5000)]);
    endGroup(child.pid);
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** Ends what is left of a process' group. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // None of it is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

type Send = (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>;
type Listen = (heard: (method: string, params: Readonly<Record<string, unknown>>) => void) => void;

async function drivenPage(send: Send, listen: Listen, screen: Screen): Promise<DrivenPage> {
  const complaints: string[] = [];
  listen((method, params) => {
    if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params.exceptionDetails));
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type as string))
      complaints.push(`${params.type}: ${(params.args as { value?: unknown }[]).map(({ value }) => value).join(' ')}`);
    if (method === 'Log.entryAdded') {
      const { level, text, url } = params.entry as { level: string; text: string; url?: string };
      // Chromium itself, of its renderer without a GPU.
      if ((level === 'error' || level === 'warning') && !/GPU stall|Automatic fallback to software/.test(text))
        complaints.push(`${level}: ${text} ${url ?? ''}`);
    }
  });
  await Promise.all(['Page', 'Runtime', 'Log'].map((domain) => send(`${domain}.enable`)));
  const { width, height, dark = false, phone = false } = screen;
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: phone ? 2 : 1, mobile: phone });
  await send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
  });
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as {
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const mouse = (type: string, [x, y]: readonly [number, number], buttons: number) =>
    send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: buttons > 0 || type === 'mouseReleased' ? 'left' : 'none',
      buttons,
      clickCount: 1,
    });
  const place = async (selector: string, [u, v]: readonly [number, number]): Promise<[number, number]> =>
    evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({ block: 'nearest' });
      const r = e.getBoundingClientRect(); return [r.left + ${u} * r.width, r.top + ${v} * r.height]; })()`);
  const drag = async (
    selector: string,
    from: readonly [number, number],
    to: readonly [number, number],
  ): Promise<void> => {
    const [start, end] = [await place(selector, from), await place(selector, to)];
    await mouse('mouseMoved', start, 0);
    await mouse('mousePressed', start, 1);
    for (let k = 1; k <= 5; k++)
      await mouse(
        'mouseMoved',
        [start[0] + ((end[0] - start[0]) * k) / 5, start[1] + ((end[1] - start[1]) * k) / 5],
        1,
      );
    await mouse('mouseReleased', end, 0);
  };
  return {
    complaints,
    goto: async (url) => {
      await send('Page.navigate', { url });
      // What is asked of a document before it is there would fail.
      for (let k = 0; k < 1000 && (await evaluate('document.readyState')) !== 'complete'; k++) await setTimeout(10);
    },
    evaluate,
    async until(expression, withinMs = 30_000) {
      for (const end = performance.now() + withinMs; performance.now() < end; await setTimeout(30))
        if (await evaluate<boolean>(expression)) return;
      throw new Error(`never came true: ${expression}; complaints: ${complaints.join('; ')}`);
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(data as string, 'base64');
    },
    click: (selector) => drag(selector, [0.5, 0.5], [0.5, 0.5]),
    drag,
    async press(key) {
      const text = key.length === 1 ? { text: key } : {};
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
  };
}
