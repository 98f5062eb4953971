import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { DEMO } from '../helpers/folders.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('asm-fit compare', () => {
  it('sets all methods side by side on a capture with truth', async () => {
    const capture = await smallCapture(temporaryFolder());
    const out = join(temporaryFolder(), 'out');
    const flags = ['--views', '0,1,3', '--preset', 'fast', '--ignore-cameras', '--json'];
    const run = runCli('compare', capture, '-o', out, ...flags);
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
    // A residual for each vertex of the skin, on the whole model.
    expect(json.methods['asm-detail'].parameterCount).toBe(1932 + loadBundledHead().parts[0].vertexCount);
    // Residuals agree between views; how well each is re-rendered is the texture's, and may tie.
    expect(json.methods['asm-detail'].images.psnrDb).toBeGreaterThan(asm.images.psnrDb - 0.05);
    expect(Object.keys(asm.regions)).toHaveLength(6);
    expect(asm.meanMm).toBeLessThan(Math.min(deca.meanMm, landmarks.meanMm, 0.9));
    expect(deca.meanMm).toBeLessThan(template.meanMm);
    expect(asm.images.psnrDb).toBeGreaterThan(template.images.psnrDb + 1);
    expect(asm.images.ssim).toBeGreaterThan(template.images.ssim);
    expect(asm.heldOut.image).toBe(json.heldOutView);
    expect(asm.heldOut.psnrDb).toBeGreaterThan(25);
    expect(json.decaAlone).toHaveLength(3);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(?!data:|viewer\.html")/);
    // Five methods in two of the photographs and the one left out.
    expect(page.match(/class="pair"/g)).toHaveLength(15);
    for (const heading of ['Expressive power', 'Parameters', 'Image quality']) expect(page).toContain(`<h2>${heading}`);
    const again = runWarm(
      'evaluate',
      join(out, 'meshes', 'asm.obj'),
      join(DEMO, 'truth.obj'),
      '--mesh-landmarks',
      landmarksOf(out, asm),
      '--json',
    );
    expect(JSON.parse(again.stdout).meanMm).toBeCloseTo(asm.meanMm, 3);
  });

  /** The demo at half its size: painting and rendering take their time by the pixel. */
  async function smallCapture(folder: string): Promise<string> {
    const json = JSON.parse(readFileSync(join(DEMO, 'capture.json'), 'utf8'));
    mkdirSync(join(folder, 'views'));
    for (const view of json.views) {
      view.K = view.K.map((row: number[], i: number) => (i < 2 ? row.map((x) => x / 2) : row));
      view.width /= 2;
      view.height /= 2;
      await sharp(join(DEMO, view.image)).resize(view.width).jpeg({ quality: 95 }).toFile(join(folder, view.image));
    }
    writeFileSync(join(folder, 'capture.json'), JSON.stringify(json));
    for (const name of ['truth.obj', 'scan-landmarks.json']) copyFileSync(join(DEMO, name), join(folder, name));
    return folder;
  }

  function landmarksOf(out: string, { landmarks68 }: { landmarks68: number[][] }): string {
    const path = join(out, 'marks.json');
    writeFileSync(path, JSON.stringify(landmarks68));
    return path;
  }
});
