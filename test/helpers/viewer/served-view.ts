import { spawn } from 'node:child_process';
import { PROGRAM } from '../run-cli.ts';

/** The program, serving until it is told to end. */
export async function serving(
  ...args: readonly string[]
): Promise<{ readonly url: string; end(): Promise<number | null> }> {
  const child = spawn(process.execPath, [PROGRAM, 'view', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
  });
  return {
    url,
    end: () => {
      child.kill('SIGINT');
      return exit;
    },
  };
}
