import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const train = (...flags: string[]) => runCli('train', 'encoder', ...flags);
const warm = (...flags: string[]) => runWarm('train', 'encoder', ...flags);

describe('asm-fit train encoder', () => {
  it('draws a sheet of augmented pictures and trains nothing; the same seed gives the same sheet', async () => {
    const folder = temporaryFolder();
    const [one, other, third] = ['one.png', 'other.png', 'third.png'].map((name) => join(folder, name));
    const augment = ['--augment', 'gridmask,cutout', '--threads', '1'];
    const { code, stdout, stderr } = train(...augment, '--preview', one);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${one}: gridmask, cutout\n`, stderr: '' });
    // As rendered, each alone, three of all; eight people below the headings.
    expect(await sharp(one).metadata()).toMatchObject({ format: 'png', width: 6 * 224, height: 24 + 8 * 224 });
    expect(warm(...augment, '--preview', other).code).toBe(0);
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    expect(warm(...augment, '--preview', third, '--seed', '2').code).toBe(0);
    expect(readFileSync(one).equals(readFileSync(third))).toBe(false);
    expect(warm(...augment, '--preview', one)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/must not exist yet; received an existing file/),
    });
  }, 120_000);

  it.each([
    [['--regularization', 'l3:1'], /terms are l2, l1, code-prior, grey-light, not "l3"/],
    [['--regularization', 'l2:0'], /the weight of l2 must be a positive number/],
    [['--regularization', 'l2:1:2'], /the weight of l2 must be a positive number/],
    [['--regularization', 'l2,l2:1'], /each term is given once/],
    [['--augment', 'fog'], /augmentations are mirror, .*, not "fog"/],
    [['--batch', '7'], /a batch is an even number in 2\.\.4096/],
    [['--learning-rate', '-1'], /must be a positive number/],
    [['--optimizer', 'lion'], /Allowed choices are adam, adamw, sgd/],
    [[], /must have a folder for the encoder; received none/],
  ])('refuses %s', (flags, words) => {
    const { code, stderr } = warm(...flags);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
  });

  it('leaves no folder behind where it is refused', () => {
    const output = join(temporaryFolder(), 'encoder');
    expect(warm('-o', output, '--people', '3').code).toBe(2);
    expect(existsSync(output)).toBe(false);
  });
});

describe('asm-fit train landmarks', () => {
  it('refuses too few crops, and leaves no folder behind', () => {
    const output = join(temporaryFolder(), 'correction');
    const { code, stderr } = runWarm('train', 'landmarks', '-o', output, '--people', '3');
    expect(code).toBe(2);
    expect(stderr).toMatch(/must have at least 40 crops; received 3 people with 2/);
    expect(existsSync(output)).toBe(false);
  });
});

describe('asm-fit train identity', () => {
  it('refuses too few people, and leaves no folder behind', () => {
    const output = join(temporaryFolder(), 'identity');
    const { code, stderr } = runWarm('train', 'identity', '-o', output, '--people', '3');
    expect(code).toBe(2);
    expect(stderr).toMatch(/must have at least 12 people; received 3/);
    expect(existsSync(output)).toBe(false);
  });
});
