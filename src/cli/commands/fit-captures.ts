import { basename, extname, join, resolve } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import { collectGarbage } from '../../kernels/runtime/collect-garbage.ts';
import { createTalk, type Talk } from '../talk.ts';
import { type FitFlags, runFit } from './fit.ts';

/** `asm-fit fit`: one capture into the output folder, or several, each into a folder of its name there, in one warm process. */
export async function runFits(paths: readonly string[], flags: FitFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  if (paths.length === 1) {
    await runFit(paths[0], flags, talk);
    return;
  }
  const names = paths.map(captureName);
  checkBatch(names, flags);
  const failures: unknown[] = [];
  for (const [i, path] of paths.entries()) {
    talk.line(`${names[i]}: ${i + 1} of ${paths.length}`);
    const started = performance.now();
    try {
      await runFit(path, { ...flags, output: join(flags.output, names[i]) }, talk);
      talk.line(`${names[i]}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    } catch (error) {
      failures.push(error);
      tellFailure(talk, names[i], error);
    }
    // What one leaves the next should not have to stand beside.
    await collectGarbage();
  }
  if (failures.length > 0) throw batchError(failures, paths.length);
}

/** What a capture's results are called: its folder, or its photograph without the ending. */
function captureName(path: string): string {
  const whole = resolve(path);
  return basename(whole, extname(whole));
}

/** @throws {AsmFitError} usage: two captures have one name, or all are to be opened */
function checkBatch(names: readonly string[], { open }: FitFlags): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new AsmFitError(
      'usage',
      `fit: captures must have different names, by which their results go; received ${twice} twice`,
      'fit them one by one, or give their folders names of their own',
    );
  if (open)
    throw new AsmFitError('usage', `fit: --open must show one capture; received ${names.length}`, 'use asm-fit view');
}

function tellFailure(talk: Talk, name: string, error: unknown): void {
  const hint = error instanceof AsmFitError ? `; ${error.hint}` : ' (a bug of ours)';
  talk.warn(`${name}: ${messageOf(error)}${hint}`);
}

/** What a batch ends with: a bug where there was one, else the first failure's kind. */
function batchError(failures: readonly unknown[], count: number): unknown {
  const known = failures.filter((error) => error instanceof AsmFitError);
  if (known.length < failures.length) return failures.find((error) => !(error instanceof AsmFitError));
  return new AsmFitError(
    known[0].kind,
    `fit: all ${count} captures must be fitted; ${failures.length} of them failed, first: ${known[0].message}`,
    'the others are written; fit those again that the warnings name',
  );
}
