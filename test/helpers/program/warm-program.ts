// Before the thread, which copies the environment: it must find onnxruntime's telemetry off to load the native library, whichever
// file of tests comes first.
import '../../../src/onnx/no-telemetry.ts';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { ROOT } from '../folders.ts';
import type { Said } from '../run-cli.ts';

/** What the thread runs: the command line as main.ts takes it, the command without a thread of its own. */
const THREAD = `
const { parentPort, workerData: { port, ended, built, commander } } = require('node:worker_threads');
const said = { stdout: '', stderr: '' };
const saying = (stream) => (text) => { said[stream] += text; return true; };
process.stdout.write = saying('stdout');
process.stderr.write = saying('stderr');
parentPort.postMessage = (message) => { if (message.kind === 'result') said.stdout += message.text; };
const program = (async () => {
  await import(built + 'onnx/no-telemetry.js');
  const [{ buildProgram }, { COMMAND_RUNS }, { reportError }, { EXIT_CODES }, { CommanderError }, { librariesToStderr }] =
    await Promise.all(['cli/program.js', 'cli/command-list.js', 'cli/report-error.js', 'errors.js'].map((file) => import(built + file))
      .concat(import(commander), import(built + 'cli/streams.js')));
  librariesToStderr();
  return async (args) => {
    try {
      await buildProgram(async (name, given) => (await COMMAND_RUNS[name]())(...given)).parseAsync(args, { from: 'user' });
      return EXIT_CODES.done;
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
      return reportError(error);
    }
  };
})();
port.on('message', async (args) => {
  Object.assign(said, { stdout: '', stderr: '' });
  const code = await program.then((run) => run(args)).catch((error) => { said.stderr += error.stack; return null; });
  port.postMessage({ code, ...said });
  Atomics.store(ended, 0, 1);
  Atomics.notify(ended, 0);
});
`;

/** A thread that has come to nothing by then will not answer. */
const PATIENCE_MS = 120_000;

interface Warm {
  readonly port: MessageChannel['port1'];
  readonly ended: Int32Array;
}

let warm: Warm | undefined;

/**
 * What {@link runCli} comes to, without the second that a process takes to start: the built commands in a thread that stays, one a
 * process of tests. Of how a process starts, hears signals and ends it tells nothing.
 */
export function runWarm(...args: string[]): Said {
  warm ??= start();
  const { port, ended } = warm;
  Atomics.store(ended, 0, 0);
  port.postMessage(args);
  if (Atomics.wait(ended, 0, 0, PATIENCE_MS) === 'timed-out') {
    // Its answer may come yet, and would be taken for the next call's.
    warm = undefined;
    throw new Error(`no answer to ${args.join(' ')}`);
  }
  return receiveMessageOnPort(port)?.message as Said;
}

function start(): Warm {
  const { port1, port2 } = new MessageChannel();
  const ended = new Int32Array(new SharedArrayBuffer(4));
  // By its address: by its name it would be looked for from the folder that a test works in.
  const commander = import.meta.resolve('commander');
  const workerData = { port: port2, ended, built: join(ROOT, 'dist', 'src', '/'), commander };
  const thread = new Worker(THREAD, { eval: true, workerData, transferList: [port2] });
  thread.unref();
  port1.unref();
  return { port: port1, ended };
}
