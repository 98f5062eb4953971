import { describe, expect, it } from 'vitest';
import { readPickle } from '../../../../src/deca/import/pickle/read-pickle.ts';

describe('pickles', () => {
  const read = (text: string) => readPickle(Buffer.from(text, 'latin1'), 'test').value;

  it('hold numbers, text and lists', () => {
    expect(read('(lp0\nI3\naF2.5\naV\\u00e9t\\u00e9\na.')).toEqual([3, 2.5, 'été']);
    expect(read('\x80\x02\x8a\x02\x00\x80.')).toBe(-32768);
    expect(read('\x80\x04]\x94(K\x01M\x00\x01J\xff\xff\xff\xffe.')).toEqual([1, 256, -1]);
  });

  it.each([
    ['an end too soon', '\x80\x02X\xff\xff\x00\x00abc'],
    ['an unknown instruction', '\x80\x02\xee.'],
    ['an empty stack', 't.'],
    ['an unknown memo', 'h\x05.'],
    ['a class that is not listed', 'csubprocess\nPopen\n)\x81.'],
  ])('with %s are refused', (_, text) => {
    expect(() => read(text)).toThrow(/test: the pickle must be whole and hold data alone/);
  });
});
