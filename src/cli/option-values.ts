import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { FREEZABLE_NAMES, type FreezableName } from '../asm/variant.ts';
import { FORMAT_NAMES, type FormatName } from '../export/formats/export-formats.ts';

// What options take, as text; each says what it wanted where it refuses.

/** Seeds are 32-bit. */
export function parseSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff)
    throw new InvalidArgumentError('a seed is a whole number in 0..4294967295');
  return Number(text);
}

export function parseCount(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 64)
    throw new InvalidArgumentError('a count is a whole number in 1..64');
  return Number(text);
}

export function parseThreads(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 64)
    throw new InvalidArgumentError('a thread count is a whole number in 1..64');
  return Number(text);
}

export function parsePeople(text: string): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('a number of people is a whole number in 1..9999999');
  return Number(text);
}

export function parseStep(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('a step is a whole number in 1..9999');
  return Number(text);
}

export function parseMillimetres(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new InvalidArgumentError('must be a positive number of millimetres');
  return value;
}

export function parseImageSize(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 128 || Number(text) > 4096)
    throw new InvalidArgumentError('a size is a whole number in 128..4096');
  return Number(text);
}

export function parseIndex(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('a view index is a whole number from 0');
  return Number(text);
}

export function parseIndices(text: string): number[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => !/^\d{1,4}$/.test(word)))
    throw new InvalidArgumentError('view indices are whole numbers from 0, such as 0,3,4');
  return words.map(Number);
}

export function parseMixtures(text: string): number {
  if (!/^[1-8]$/.test(text)) throw new InvalidArgumentError('a number of Gaussians is a whole number in 1..8');
  return Number(text);
}

export function parseFreeze(text: string): FreezableName[] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !(FREEZABLE_NAMES as string[]).includes(word));
  if (wrong !== undefined) throw new InvalidArgumentError(`parts are ${FREEZABLE_NAMES.join(', ')}, not "${wrong}"`);
  return words as FreezableName[];
}

/** Each once, in the order they were given. */
export function parseFormats(text: string): FormatName[] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !(FORMAT_NAMES as string[]).includes(word));
  if (wrong !== undefined) throw new InvalidArgumentError(`formats are ${FORMAT_NAMES.join(', ')}, not "${wrong}"`);
  return [...new Set(words)] as FormatName[];
}

/** The folder of `--head ict:<folder>`. */
export function headInputs(head: string): string[] {
  return head.startsWith('ict:') ? [head.slice(4)] : [];
}

/** More threads than views rarely help. */
export function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}
