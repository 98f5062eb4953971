import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM, runCli, temporaryFolder } from '../../helpers/run-cli.ts';

const EVERY = 5;
const RENDERED = ['--people', '16', '--crops', '2', '--threads', '2'];
const LEARNT = ['--batch', '4', '--epochs', '6', '--checkpoint-steps', `${EVERY}`, '--regularization', 'l2:1e-5'];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a training that is killed', () => {
  it('goes on from its last checkpoint, to the encoder that it would have made', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'crops');
    const train = (output: string, ...more: string[]): string[] => [
      ...['train', 'encoder', '-o', join(folder, output), '--data', data],
      ...[...RENDERED, ...LEARNT, ...more],
    ];
    const checkpoint = join(data, 'encoder.checkpoint');
    const child = spawn(process.execPath, [PROGRAM, ...train('killed')], { stdio: 'ignore' });
    const gone = once(child, 'exit');
    while (!existsSync(checkpoint) && child.exitCode === null) await pause(20);
    child.kill('SIGKILL');
    expect((await gone)[1]).toBe('SIGKILL');
    // Before its end nothing is where the encoder will be.
    expect(existsSync(join(folder, 'killed', 'encoder.onnx'))).toBe(false);

    const other = runCli(...train('other', '--resume', '--seed', '2'));
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/goes on with the settings that it began with, seed 1; received seed 2/);

    const resumed = runCli(...train('resumed', '--resume'));
    expect(resumed.stderr).toMatch(/goes on after \d+ steps from /);
    // At most one interval is lost: the checkpoint is of the last whole one.
    expect(Number(/goes on after (\d+) steps/.exec(resumed.stderr)?.[1]) % EVERY).toBe(0);
    expect(resumed.code).toBe(0);
    expect(existsSync(checkpoint)).toBe(false);
    expect(runCli(...train('whole')).code).toBe(0);
    const read = (output: string, name: string): Buffer => readFileSync(join(folder, output, name));
    expect(read('resumed', 'encoder.onnx').equals(read('whole', 'encoder.onnx'))).toBe(true);
    const curveOf = (output: string) =>
      JSON.parse(read(output, 'training.json').toString()).curve.map(
        ({ seconds: _, ...record }: { seconds: number }) => record,
      );
    expect(curveOf('resumed')).toEqual(curveOf('whole'));
    expect(readdirSync(join(folder, 'resumed')).sort()).toEqual([
      '.asm-fit.json',
      'encoder.onnx',
      'encoder.onnx.sha256',
      'held-out-terms.png',
      'held-out-terms.svg',
      'loss.png',
      'loss.svg',
      'training.json',
    ]);
  }, 1_800_000);
});
