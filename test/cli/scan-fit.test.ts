import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { readSliders } from '../../src/export/results/sliders/sliders-json.ts';
import { otherHead, scanOf } from '../helpers/meshes/other-head.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('scan-fit', () => {
  const folder = temporaryFolder();
  const scan = scanOf(otherHead);
  const path = (name: string) => join(folder, name);
  const lines = (letter: string, values: ArrayLike<number>): string[] =>
    Array.from(
      { length: values.length / 3 },
      (_, i) => `${letter} ${values[3 * i]} ${values[3 * i + 1]} ${values[3 * i + 2]}`,
    );
  const faces = scan.triangles.map((v) => v + 1);
  writeFileSync(path('scan.obj'), [...lines('v', otherHead), ...lines('f', faces)].join('\n'));
  const seven = Array.from({ length: 7 }, (_, l) => Array.from(scan.landmarks.subarray(3 * l, 3 * l + 3)));
  writeFileSync(path('scan-landmarks.json'), JSON.stringify({ landmarks7: seven }));

  it('leaves a rig, meshes that evaluate measures alike, a page and numbers', async () => {
    const run = runCli(
      'scan-fit',
      path('scan.obj'),
      '-o',
      path('out'),
      '--model',
      'asm',
      '--freeze',
      'weights,binding',
      '--mixtures',
      '1',
      '--json',
    );
    expect(run.stderr).toMatch(/756 parameters/);
    const json = JSON.parse(run.stdout);
    expect(json).toMatchObject({ model: 'asm', parameterCount: 756, protocol: 'now', lidsShut: false });
    // Bones alone, on a sampled person.
    expect(json.meanMm).toBeLessThan(0.7);
    expect(json.rows.map(({ model }: { model: string }) => model)).toEqual(['template', 'asm']);
    const report = await validator.validateBytes(new Uint8Array(readFileSync(path('out/head.glb'))));
    expect(report.issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const page = readFileSync(path('out/report.html'), 'utf8');
    expect(page).toMatch(/<svg/);
    expect(page).not.toMatch(/(src|href)="(?!data:|viewer\.html")/);
    expect(page).toContain('href="viewer.html"');
    expect(readFileSync(path('out/viewer.html'), 'utf8')).toContain('<!doctype html>');
    expect(existsSync(path('out/morphable.obj'))).toBe(false);
    expect(readSliders(path('out')).remainsMm).toBeGreaterThan(0);
    expect(existsSync(path('out/sliders.bin'))).toBe(true);
    const again = JSON.parse(runWarm('evaluate', path('out/head.obj'), path('scan.obj'), '--json').stdout);
    expect(again.meanMm).toBeCloseTo(json.meanMm, 3);
    // The fit has the scan's size.
    expect(again.scale).toBeCloseTo(1, 1);
  });

  it('says what is wrong', () => {
    expect(runWarm('scan-fit', path('scan.obj'), '-o', path('x'), '--freeze', 'ears')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/parts are translation.*not "ears"/),
    });
    writeFileSync(path('cube.obj'), 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 1 3 4\nf 2 3 4\n');
    writeFileSync(path('far.json'), '[[900,0,0],[901,0,0],[902,0,0],[903,0,0],[901,-1,0],[901,-2,0],[902,-2,0]]');
    expect(runWarm('scan-fit', path('cube.obj'), '-o', path('x'), '--scan-landmarks', path('far.json'))).toMatchObject({
      code: 3,
    });
    // Units that make no head are said before the fit.
    writeFileSync(
      path('feet.obj'),
      [
        ...lines(
          'v',
          otherHead.map((x) => x / 304.8),
        ),
        ...lines('f', faces),
      ].join('\n'),
    );
    writeFileSync(path('feet.json'), JSON.stringify(seven.map((p) => p.map((x) => x / 304.8))));
    const marks = ['--scan-landmarks', path('feet.json')];
    const feet = (...flags: string[]) => runWarm('scan-fit', path('feet.obj'), '-o', path('x'), ...marks, ...flags);
    expect(feet()).toMatchObject({ code: 3, stderr: expect.stringMatching(/hint: pass --mm-per-unit or --canthi/) });
    expect(feet('--mm-per-unit', '3048')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/50-150 mm apart/),
    });
    expect(existsSync(path('x'))).toBe(false);
  });
});
