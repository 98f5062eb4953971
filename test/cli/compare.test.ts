import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('asm-fit compare', () => {
  it('sets all methods side by side on a capture with truth', () => {
    const out = join(temporaryFolder(), 'out');
    const run = runCli(
      'compare',
      DEMO,
      '-o',
      out,
      '--views',
      '0,1,3',
      '--preset',
      'fast',
      '--ignore-cameras',
      '--json',
    );
    expect(run.code, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(json);
    expect(Object.keys(json.methods)).toEqual([
      'template',
      'deca',
      'landmarks',
      'morphable',
      'asm-bones',
      'asm-binding',
      'asm-gmm',
      'asm',
      'asm-k1',
      'asm-k3',
      'asm-k5',
      'asm-detail',
    ]);
    const { template, deca, landmarks, asm } = json.methods;
    for (const method of Object.values<Record<string, number>>(json.methods)) {
      expect(method).toMatchObject({ protocol: 'now', parameterCount: expect.any(Number) });
      expect(method.meanMm).toBeGreaterThan(0.2);
      expect(existsSync(join(out, String(method.mesh)))).toBe(true);
    }
    expect(asm.parameterCount).toBe(1932);
    expect(json.methods['asm-bones'].parameterCount).toBe(756);
    expect(asm.meanMm).toBeLessThan(Math.min(deca.meanMm, landmarks.meanMm, 0.9));
    expect(deca.meanMm).toBeLessThan(template.meanMm);
    expect(asm.images.psnrDb).toBeGreaterThan(template.images.psnrDb + 1);
    expect(asm.images.ssim).toBeGreaterThan(template.images.ssim);
    expect(asm.heldOut.image).toBe(json.heldOutView);
    expect(asm.heldOut.psnrDb).toBeGreaterThan(25);
    expect(json.decaAlone).toHaveLength(3);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(?!data:|viewer\.html")/);
    for (const heading of ['Expressive power', 'Parameters', 'Image quality']) expect(page).toContain(`<h2>${heading}`);
    const again = runCli(
      'evaluate',
      join(out, 'meshes', 'asm.obj'),
      join(DEMO, 'truth.obj'),
      '--mesh-landmarks',
      landmarksOf(out, asm),
      '--json',
    );
    expect(JSON.parse(again.stdout).meanMm).toBeCloseTo(asm.meanMm, 3);
  });

  function landmarksOf(out: string, { landmarks68 }: { landmarks68: number[][] }): string {
    const path = join(out, 'marks.json');
    writeFileSync(path, JSON.stringify(landmarks68));
    return path;
  }
});
