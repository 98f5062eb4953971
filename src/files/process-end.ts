import type { ChildProcess } from 'node:child_process';

/** How another program ends: its exit code, its signal, or `missing` where there is none. */
export function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((settle) => {
    child.once('error', () => settle('missing'));
    child.once('close', (code, signal) => settle(code ?? signal ?? 'no code'));
  });
}
