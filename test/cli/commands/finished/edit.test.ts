import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import { afterAll, describe, expect, it } from 'vitest';
import { SLIDERS } from '../../../../src/asm/sliders/slider-table.ts';
import { finishedFit } from '../../../helpers/fitting/made-once.ts';
import { DEMO } from '../../../helpers/folders.ts';
import { runWarm } from '../../../helpers/program/warm-program.ts';
import { filesIn } from '../../../helpers/result-folder.ts';
import { temporaryFolder } from '../../../helpers/run-cli.ts';

const folder = temporaryFolder();
const fit = await finishedFit();
const wide = join(folder, 'wide');
const edited = runWarm(
  'edit',
  fit,
  '--set',
  'nose-width=+1,jaw-width=-.5',
  '--set',
  'eye-size+=0.25',
  '-o',
  wide,
  '--json',
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slidersOf = (at: string): Record<string, { value: number; fit: number }> =>
  Object.fromEntries(
    JSON.parse(readFileSync(join(at, 'sliders.json'), 'utf8')).sliders.map((slider: { name: string }) => [
      slider.name,
      slider,
    ]),
  );
const verticesOf = (at: string): number[] =>
  Array.from(readFileSync(join(at, 'head.obj'), 'utf8').matchAll(/^v (.*)$/gm), ([, line]) =>
    line.split(' ').map(Number),
  ).flat();
const apart = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((x, i) => Math.abs(x - b[i])));

describe('asm-fit fit', () => {
  it('says where every slider stands, by which bones it goes, and what remains', () => {
    const json = JSON.parse(readFileSync(join(fit, 'sliders.json'), 'utf8'));
    expect(json).toMatchObject({ version: 1, range: [-1, 1] });
    expect(json.sliders.map(({ name }: { name: string }) => name)).toEqual(SLIDERS.map(({ name }) => name));
    expect(json.fitted.remainsMm).toBeLessThan(json.fitted.differenceMm);
    for (const { value, fit, bones } of json.sliders) {
      expect(value).toBe(fit);
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(bones.length).toBeGreaterThan(0);
    }
    expect(readFileSync(join(fit, 'viewer.html'), 'utf8')).toContain('data-file="sliders.bin"');
  });
});

describe('asm-fit edit', () => {
  it('writes a finished folder of the changed head beside the fit, which stays', async () => {
    expect(edited.code, edited.stderr).toBe(0);
    const files = filesIn(wide);
    for (const name of [
      'head.glb',
      'head.obj',
      'rig.bin',
      'sliders.json',
      'fit.json',
      'viewer.html',
      'textures/skin.png',
    ])
      expect(files).toContain(name);
    const [before, after] = [slidersOf(fit), slidersOf(wide)];
    expect(after['nose-width']).toMatchObject({ value: 1, fit: before['nose-width'].value });
    expect(after['jaw-width'].value).toBe(-0.5);
    expect(after['eye-size'].value).toBeCloseTo(before['eye-size'].value + 0.25, 9);
    expect(JSON.parse(edited.stdout)).toMatchObject({
      version: 1,
      edit: { from: fit, sliders: { 'nose-width': 1, 'jaw-width': -0.5 } },
    });
    expect(apart(verticesOf(fit), verticesOf(wide))).toBeGreaterThan(1);
    const { issues } = await validator.validateBytes(new Uint8Array(readFileSync(join(wide, 'head.glb'))));
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
  });

  it('comes back to the fit where all sliders are set back', () => {
    const back = join(folder, 'back');
    const values = Object.entries(slidersOf(fit)).map(([name, { value }]) => `${name}=${value}`);
    expect(runWarm('edit', wide, '--set', values.join(','), '-o', back).code).toBe(0);
    expect(apart(verticesOf(fit), verticesOf(back))).toBeLessThan(0.05);
    // Of all but the JSON, whose numbers are as long as they are; what morph targets hardly move may be left out on one side alone.
    const [after, before] = [back, fit].map((at) => {
      const glb = readFileSync(join(at, 'head.glb'));
      return glb.length - glb.readUInt32LE(12);
    });
    expect(Math.abs(after / before - 1)).toBeLessThan(5e-4);
  });

  it('is read by the other commands on finished folders', () => {
    const out = join(folder, 'again');
    expect(runWarm('export', wide, '--format', 'obj', '-o', out).code).toBe(0);
    expect(readFileSync(join(out, 'head.obj')).equals(readFileSync(join(wide, 'head.obj')))).toBe(true);
    expect(runWarm('view', wide, '--save', join(folder, 'page.html'))).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('nose-width 1, jaw-width -0.5');
    expect(runWarm('render', wide, '--size', '64', '-o', join(folder, 'pictures')).code).toBe(0);
  });

  it('lists sliders, and writes nothing', () => {
    const { code, stdout } = runWarm('edit', wide, '--list');
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBe(SLIDERS.length + 2);
    expect(stdout).toMatch(/^nose-width +1\.00 {2}\(fit -?\d\.\d\d\) {2}narrow \.\. broad$/m);
    expect(JSON.parse(runWarm('edit', wide, '--list', '--json').stdout).sliders.length).toBe(SLIDERS.length);
  });

  it('refuses what lacks something, and leaves nothing', () => {
    const none = join(folder, 'none');
    const refuse = (args: readonly string[], code: number, message: RegExp): void => {
      const run = runWarm('edit', ...args);
      expect([run.code, run.stderr], args.join(' ')).toEqual([code, expect.stringMatching(message)]);
      expect(existsSync(none)).toBe(false);
    };
    const set = ['--set', 'nose-width=1', '-o', none];
    refuse([fit, '--set', 'nose-wdth=1', '-o', none], 2, /no slider is called "nose-wdth", perhaps nose-width/);
    refuse([fit, '-o', none], 2, /must be told what to change; received no --set/);
    refuse([fit, '--set', 'nose-width=1'], 2, /must be told where the head goes; received no --output/);
    refuse([wide, '--set', 'nose-width+=0.5', '-o', none], 2, /must lie in -1..1; received 1.5, 1 and 0.5 more/);
    refuse([fit, '--set', 'nose-width=1', '-o', fit, '--force'], 4, /apart from what is read/);
    refuse([join(folder, 'nowhere'), ...set], 3, /received no such folder/);
    refuse([DEMO, '--list'], 3, /received a folder without rig\.bin/);
    refuse([wide, '--list', '--set', 'nose-width=1'], 2, /received --list and --set/);
  });

  it('refuses files that were cut off', () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    for (const name of ['rig.bin', 'sliders.json', 'fit.json']) {
      for (const whole of ['rig.bin', 'sliders.json', 'fit.json'])
        writeFileSync(join(broken, whole), readFileSync(join(wide, whole)));
      writeFileSync(join(broken, name), readFileSync(join(wide, name)).subarray(0, 2000));
      const run = runWarm('edit', broken, '--set', 'nose-width=0', '-o', join(folder, 'none'));
      expect([run.code, run.stderr]).toEqual([3, expect.stringContaining(join(broken, name))]);
    }
    rmSync(join(broken, 'sliders.json'));
    expect(runWarm('edit', broken, '--list')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/must hold sliders\.json; received a folder without\nhint: .*scan-fit/),
    });
  });
});
