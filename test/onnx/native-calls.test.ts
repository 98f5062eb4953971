import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { countNativeCalls, createNativeCalls, inNative, mayEnd } from '../../src/onnx/native-calls.ts';

it('a thread may be ended when no call into the native library is under way', async () => {
  const calls = createNativeCalls();
  countNativeCalls(calls);
  let finish = (): void => {};
  const slow = inNative(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const failing = inNative(() => Promise.reject(new Error('no such input')));
  await expect(failing).rejects.toThrow('no such input');
  expect(mayEnd(calls)).toBe(false);
  finish();
  await slow;
  expect(mayEnd(calls)).toBe(true);
});

it('and begins none once its end is wanted', async () => {
  const calls = createNativeCalls();
  mayEnd(calls);
  const module = new URL('../../dist/src/onnx/native-calls.js', import.meta.url).href;
  const thread = new Worker(
    `import(${JSON.stringify(module)}).then(({ countNativeCalls, inNative }) => {
       const { parentPort, workerData } = require('node:worker_threads');
       countNativeCalls(workerData);
       parentPort.postMessage('before');
       inNative(async () => parentPort.postMessage('within'));
     });`,
    { eval: true, workerData: calls },
  );
  const said: string[] = [];
  thread.on('message', (text) => said.push(text));
  await expect.poll(() => said).toContain('before');
  await new Promise((done) => setTimeout(done, 200));
  expect(mayEnd(calls)).toBe(true);
  await thread.terminate();
  expect(said).toEqual(['before']);
});
