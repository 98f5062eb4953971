import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAS_STRACE, HAS_UNSHARE, watchedFit } from '../helpers/fitting/watched-fit.ts';

describe('a fit tells nobody', () => {
  const seen = [
    HAS_STRACE ? 'looks no host up' : '(no strace: whether it looks hosts up is not seen)',
    HAS_UNSHARE ? 'needs no network' : '(no unshare: whether it needs a network is not seen)',
  ];
  it(`and writes nothing into a new home, not even a cache, ${seen.join(', ')}`, () => {
    const { code, folder, home, calls: log } = watchedFit();
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'head.glb'))).toBe(true);
    expect(readdirSync(home)).toEqual([]);
    if (!HAS_STRACE) return;
    const calls = readFileSync(log, 'utf8').split('\n');
    // The watch itself works: the program's own file was seen to be opened.
    expect(calls.some((line) => line.includes('/bin/asm-fit'))).toBe(true);
    // The library that would tell opens its queue at once and looks its host up seconds later.
    const telling = /AF_INET|resolv\.conf|etc\/hosts"|DeveloperTools|onnxruntime\.db/;
    expect(calls.filter((line) => telling.test(line))).toEqual([]);
  });
});
