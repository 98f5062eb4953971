import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO } from '../helpers/folders.ts';
import { cartoonSharp } from '../helpers/pictures/cartoon.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const root = temporaryFolder();
const cartoon = join(root, 'cartoon.png');
const person = join(DEMO, 'views', '00.jpg');
const mixed = join(root, 'mixed');
const WARNING = /warning: .*cartoon.*: hardly a person's face: the face detector's confidence is 0\.\d\d, of persons/;

beforeAll(async () => {
  await cartoonSharp().png().toFile(cartoon);
  mkdirSync(mixed);
  copyFileSync(cartoon, join(mixed, 'cartoon.png'));
  copyFileSync(person, join(mixed, 'person.jpg'));
});

describe('a picture without a person', () => {
  const out = join(root, 'warned');

  it('is reconstructed with a warning and its confidence', () => {
    const { code, stdout, stderr } = runCli('reconstruct', mixed, '-o', out, '--json', '--quiet');
    expect(code).toBe(0);
    expect(stderr).toMatch(WARNING);
    expect(stderr).not.toContain('person.jpg:');
    const { faces, warnings } = JSON.parse(stdout) as {
      faces: { image: { name: string }; detectorConfidence: number }[];
      warnings: string[];
    };
    expect(warnings).toEqual([expect.stringContaining('cartoon: hardly')]);
    const of = (name: string) => faces.find(({ image }) => image.name === name)?.detectorConfidence;
    expect(of('cartoon')).toBeLessThan(0.65);
    expect(of('person')).toBeGreaterThan(0.85);
    const written = JSON.parse(readFileSync(join(out, 'cartoon', 'cartoon_codes.json'), 'utf8'));
    expect(written.detectorConfidence).toBe(of('cartoon'));
  });

  it('is refused where it is strict, and leaves what was there before as it is', () => {
    const before = readFileSync(join(out, '.asm-fit.json'));
    expect(runCli('reconstruct', cartoon, '-o', out, '--force', '--strict', '--quiet').code).toBe(3);
    expect(readFileSync(join(out, '.asm-fit.json')).equals(before)).toBe(true);
  });

  it('is fitted with a warning, and fit.json holds its confidence', () => {
    const { code, stdout, stderr } = runCli(
      ...['fit', cartoon, '-o', join(root, 'fitted'), '--preset', 'fast', '--json', '--quiet'],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(WARNING);
    expect(JSON.parse(stdout).methods.asm.views[0].detectorConfidence).toBeLessThan(0.65);
  });
});

describe('--strict', () => {
  const out = join(root, 'refused');
  it.each([
    ['fit', [mixed, '-o', out]],
    ['compare', [mixed, '-o', out]],
    ['reconstruct', [mixed, '-o', out]],
    ['transfer', [person, '--expression', cartoon, '-o', out]],
    ['animate', [cartoon, '--expressions', person, '-o', out]],
  ])('makes %s refuse it with exit code 3 and write nothing', (command, words) => {
    const { code, stdout, stderr } = runCli(command, ...words, '--strict', '--quiet');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: strict: every photograph must show a person's face, .* received \S*cartoon\S* \(0\./,
    );
    expect(stderr).toMatch(/\nhint: leave /);
    expect(existsSync(out)).toBe(false);
  });
});
