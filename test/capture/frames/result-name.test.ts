import { describe, expect, it } from 'vitest';
import { distinctName, resultName } from '../../../src/capture/frames/result-name.ts';

describe('names of results', () => {
  it('are folders everywhere and names in OBJ and glTF', () => {
    for (const [path, name] of [
      ['a/IMG 0001#2.jpg', 'IMG_0001_2'],
      ['...jpg', 'picture'],
      ['..', 'picture'],
      ['.hidden.png', 'hidden'],
      ['x/CON.jpg', 'CON_'],
      ['nul.tar.jpg', 'nul_.tar'],
      ['console.jpg', 'console'],
      ['C:\\photos\\me.jpg', 'me'],
      ['a\\..\\..', 'picture'],
      ['a\tb\nc\u202e.jpg', 'a_b_c_'],
      ['山田 太郎.png', '山田_太郎'],
      ['Jose\u0301.jpg', 'José'],
      ['a:b*c?.jpg', 'a_b_c_'],
      ['end. .jpg', 'end._'],
      ['%d.jpg', '_d'],
    ])
      expect(resultName(path), path).toBe(name);
    const long = resultName(`${'é'.repeat(300)}.jpg`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(120);
  });

  it('are distinct, in upper and lower case too, and always the same', () => {
    const taken = new Set<string>();
    const names = ['a', 'a-2', 'A', 'a', 'b', 'a'].map((name) => distinctName(name, taken));
    expect(names).toEqual(['a', 'a-2', 'A-3', 'a-4', 'b', 'a-5']);
  });
});
