import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO } from '../folders.ts';
import { runCli } from '../run-cli.ts';

/** Of one run of the tests, all its processes; vitest.config.ts names it. */
const RUN = process.env.ASM_FIT_TEST_RUN ?? String(process.pid);
const PAUSE_MS = 50;

/**
 * The folder of a finished fit: the demo's first photograph, `fast`. Who asks first makes it, others wait for it; nobody writes into it.
 * @throws {Error} the fit failed
 */
export function finishedFit(): string {
  const shared = join(tmpdir(), `asm-fit-test-${RUN}`);
  const [fit, failed] = [join(shared, 'fit'), join(shared, 'failed')];
  if (mkdirSync(shared, { recursive: true }) !== undefined) {
    const { code, stderr } = runCli('fit', join(DEMO, 'views', '00.jpg'), '-o', fit, '--preset', 'fast');
    if (code !== 0) writeFileSync(failed, stderr);
  }
  const clock = new Int32Array(new SharedArrayBuffer(4));
  // The folder appears when it is whole.
  while (!existsSync(fit)) {
    if (existsSync(failed)) throw new Error(`the fit that tests share failed: ${failed}`);
    Atomics.wait(clock, 0, 0, PAUSE_MS);
  }
  return fit;
}
