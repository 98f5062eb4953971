import { AsmFitError } from '../errors.ts';

const HEADER = /^(version|n_points)\s*:\s*(\S+)$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Also what keeps the pattern from trying every way to part a million digits. */
const MAX_DIGITS = 60;
const COMMENT = /(?:#|\/\/|%).*$/;

/**
 * Points of an iBUG `.pts` text: `version: 1`, `n_points: N`, and N pairs of pixels between braces, which are counted
 * from 1 as MATLAB does; here a pixel's centre is at +0.5. Comments (`#`, `//`, `%`) are passed over.
 * @throws {AsmFitError} input: anything else
 * @returns [N] of [x, y]
 */
export function parsePts(text: string, path: string): number[][] {
  const fail = (requirement: string, received: string, hint = 'see docs/capture-format.md'): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  };
  const rows = text.split(/\r\n|\r|\n/).map((row) => row.replace(COMMENT, '').trim());
  const [, head, body, tail] = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(rows.join('\n')) ?? [];
  if (body === undefined || tail.trim() !== '')
    return fail('an iBUG file holds pairs of numbers between { and }, and nothing after', 'something else');
  let count: number | null = null;
  for (const row of head.split('\n')) {
    if (row === '') continue;
    const [, key, value] = HEADER.exec(row) ?? [];
    if (key === undefined) return fail('an iBUG file begins with version and n_points', `"${row.slice(0, 60)}"`);
    if (key.toLowerCase() === 'n_points')
      count = /^\d{1,6}$/.test(value) ? Number(value) : fail('n_points must be a number', value);
    else if (Number(value) !== 1) fail('the version must be 1', value.slice(0, 60));
  }
  const numbers: number[] = [];
  for (const row of body.split('\n')) {
    const words = row.split(/[\s,]+/).filter((word) => word !== '');
    if (words.length === 3)
      fail('a point has two numbers, x and y in pixels', `three, "${row.slice(0, 60)}"`, 'leave the depth out');
    for (const word of words) {
      const number = word.length <= MAX_DIGITS && NUMBER.test(word) ? Number(word) : Number.NaN;
      numbers.push(Number.isFinite(number) ? number : fail('points are numbers', `"${word.slice(0, 60)}"`));
    }
  }
  if (numbers.length % 2 !== 0 || (count !== null && numbers.length !== 2 * count))
    fail(
      `${count ?? 'all'} points must have two numbers each`,
      `${numbers.length} numbers`,
      'write the file again, whole',
    );
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i] - 0.5, numbers[2 * i + 1] - 0.5]);
}
