import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { finishedReconstruction, severalFits } from '../helpers/fitting/made-once.ts';
import { DEMO } from '../helpers/folders.ts';
import { cartoonSharp } from '../helpers/pictures/cartoon.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

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
  it('is reconstructed with a warning and its confidence', async () => {
    const { folder, stdout, stderr } = await finishedReconstruction();
    expect(stderr).toMatch(WARNING);
    expect(stderr).not.toContain('00.jpg:');
    const { faces, warnings } = JSON.parse(stdout) as {
      faces: { image: { name: string }; detectorConfidence: number }[];
      warnings: string[];
    };
    expect(warnings).toEqual([expect.stringContaining('cartoon: hardly')]);
    const of = (name: string) => faces.find(({ image }) => image.name === name)?.detectorConfidence;
    expect(of('cartoon')).toBeLessThan(0.65);
    expect(of('00')).toBeGreaterThan(0.85);
    const written = JSON.parse(readFileSync(join(folder, 'cartoon', 'cartoon_codes.json'), 'utf8'));
    expect(written.detectorConfidence).toBe(of('cartoon'));
  });

  it('is refused where it is strict, and leaves what was there before as it is', async () => {
    const out = join(root, 'before');
    cpSync((await finishedReconstruction()).folder, out, { recursive: true });
    const before = readFileSync(join(out, '.asm-fit.json'));
    expect(runWarm('reconstruct', cartoon, '-o', out, '--force', '--strict', '--quiet', '--threads', '1').code).toBe(3);
    expect(readFileSync(join(out, '.asm-fit.json')).equals(before)).toBe(true);
  });

  it('is fitted with a warning, and fit.json holds its confidence', async () => {
    const { folder, stderr } = await severalFits();
    expect(stderr).toMatch(WARNING);
    const json = JSON.parse(readFileSync(join(folder, 'drawing', 'fit.json'), 'utf8'));
    expect(json.methods.asm.views[0].detectorConfidence).toBeLessThan(0.65);
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
    // On one thread: networks that stay loaded, no processes.
    const { code, stdout, stderr } = runWarm(command, ...words, '--strict', '--quiet', '--threads', '1');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: strict: every photograph must show a person's face, .* received \S*cartoon\S* \(0\./,
    );
    expect(stderr).toMatch(/\nhint: leave /);
    expect(existsSync(out)).toBe(false);
  });
});
