import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otherHead, scanOf, writeScan } from '../helpers/meshes/other-head.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

// What it comes to: test/programs/scan-fit.test.ts.
describe('scan-fit', () => {
  const folder = temporaryFolder();
  const scan = scanOf(otherHead);
  const path = (name: string) => join(folder, name);
  writeScan(folder, scan);

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
    const inFeet = (values: Float64Array) => values.map((x) => x / 304.8);
    mkdirSync(path('feet'));
    writeScan(path('feet'), { ...scan, positions: inFeet(scan.positions), landmarks: inFeet(scan.landmarks) });
    const feet = (...flags: string[]) => runWarm('scan-fit', path('feet/scan.obj'), '-o', path('x'), ...flags);
    expect(feet()).toMatchObject({ code: 3, stderr: expect.stringMatching(/hint: pass --mm-per-unit or --canthi/) });
    expect(feet('--mm-per-unit', '3048')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/50-150 mm apart/),
    });
    expect(existsSync(path('x'))).toBe(false);
  });
});
