import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { readSliders } from '../../src/export/results/sliders/sliders-json.ts';
import { otherHead, scanOf, writeScan } from '../helpers/meshes/other-head.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('scan-fit', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  writeScan(folder, scanOf(otherHead));

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
});
