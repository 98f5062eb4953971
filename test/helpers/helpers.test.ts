import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { expectClose } from './close.ts';
import { ROOT } from './folders.ts';
import { checkGradient } from './gradient-check.ts';
import { runWarm } from './program/warm-program.ts';
import { onceARun } from './run/once-a-run.ts';
import { runCli } from './run-cli.ts';

describe('the helpers fail when they should', () => {
  it('expectClose refuses NaN, wrong lengths and vacuous tolerances', () => {
    expect(() => expectClose([Number.NaN], [0], { atol: 1 })).toThrow();
    expect(() => expectClose([1, 2], [1], { atol: 1 })).toThrow();
    expect(() => expectClose([1], [1], { rtol: 1 })).toThrow();
    expect(() => expectClose([1.1], [1], { rtol: 1e-3 })).toThrow();
    expectClose([1 + 1e-7], [1], { rtol: 1e-6 });
  });

  it('checkGradient catches a flipped sign', () => {
    const x = Float64Array.of(0.3, -0.7);
    const loss = (v: Float64Array): number => v[0] ** 2 + 3 * v[1];
    checkGradient(loss, (v) => [2 * v[0], 3], x);
    expect(() => checkGradient(loss, (v) => [-2 * v[0], 3], x)).toThrow(/gradient\[0\]/);
  });
});

describe('the program in a thread that stays', () => {
  it.each([
    [['--version']],
    [['fit']],
    [['fit', '/nowhere', '-o', '/nowhere/out']],
    [['fit', '/nowhere', '--seed', '-1']],
  ])('says of %j what it says as a process, wherever it starts', (args) => {
    process.chdir(tmpdir());
    const warm = runWarm(...args);
    process.chdir(ROOT);
    expect(warm).toEqual(runCli(...args));
    expect(warm.stdout + warm.stderr).not.toBe('');
  });
});

describe('what a run shares', () => {
  it('is made once, in a folder that is there', () => {
    const made = [0, 1].map((k) => onceARun('number', (shared) => ({ k, there: existsSync(shared) })));
    expect(made).toEqual([0, 0].map((k) => ({ k, there: true })));
  });

  it('fails for all who ask where it failed for the first', () => {
    const failing = () => {
      throw new Error('no such thing');
    };
    expect(() => onceARun('failure', failing)).toThrow('what tests share was not made: no such thing');
    expect(() => onceARun('failure', () => 1)).toThrow('no such thing');
  });
});
