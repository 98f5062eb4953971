import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PickleValue } from '../../../src/deca/import/pickle/pickle-values.ts';
import { readPickle } from '../../../src/deca/import/pickle/read-pickle.ts';
import { type FlameModel, readFlame } from '../../../src/deca/import/read-flame.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { temporaryFolder } from '../run-cli.ts';
import { flameEntries } from './model-files.ts';
import * as p from './pickle-writer.ts';

export const folder = temporaryFolder();
let files = 0;

/** Writes a file. @returns its path */
export function file(bytes: Uint8Array): string {
  const path = join(folder, `${++files}.bin`);
  writeFileSync(path, bytes);
  return path;
}

/** Reading must end soon, in an input error that says what was received. */
export function refuse(work: () => unknown, received: RegExp): void {
  // Processor time: other work on the machine is no fault of the reader's.
  const start = process.cpuUsage();
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(AsmFitError);
  expect((thrown as AsmFitError).kind).toBe('input');
  expect((thrown as AsmFitError).message).toMatch(received);
  expect((thrown as AsmFitError).message.length).toBeLessThan(1000);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(2000);
}

export const raw = (bytes: string): Uint8Array => Buffer.from(bytes, 'latin1');
/** The value of a pickle. */
export const read = (bytes: Uint8Array): PickleValue => readPickle(bytes, 'x.pkl').value;
/** A small FLAME with some entries changed. */
export const flame = (changes: Record<string, p.Pickled>): FlameModel =>
  readFlame(file(p.pickle(p.named({ ...flameEntries(), ...changes }))));
