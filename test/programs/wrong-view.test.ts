import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

interface CaptureJson {
  views: { R: number[][] }[];
}

describe('asm-fit fit on one camera that contradicts its photograph', () => {
  it('sets one wrong view aside, says which and how far off it is, and fits the rest', async () => {
    const root = temporaryFolder();
    const folder = join(root, 'onebad');
    expect(runWarm('synth', '-o', folder, '--views', '4', '--size', '320', '--seed', '21', '--quiet').code).toBe(0);
    const file = join(folder, 'capture.json');
    const capture = JSON.parse(readFileSync(file, 'utf8')) as CaptureJson;
    const { R } = capture.views[1];
    const [c, s] = [Math.cos(0.45), Math.sin(0.45)];
    capture.views[1].R = [R[0].map((x, k) => c * x - s * R[2][k]), R[1], R[0].map((x, k) => s * x + c * R[2][k])];
    writeFileSync(file, JSON.stringify(capture));
    const out = join(root, 'out-onebad');
    const flags = [
      '--preset',
      'fast',
      '--no-segmentation',
      '--complete',
      'albedo',
      '--quiet',
      '--json',
      '--threads',
      '1',
    ];
    const { code, stderr, stdout } = runWarm('fit', folder, '-o', out, ...flags);
    expect(code).toBe(0);
    const json = JSON.parse(stdout) as {
      warnings: string[];
      timing: { stages: { name: string }[] };
      methods: { asm: { views: { used: boolean; landmarkRmsPercentIod: number; photometricPsnrDb: number | null }[] } };
    };
    expect(json.warnings[0]).toMatch(/^views\/01\.\w+: its camera does not explain its landmarks/);
    expect(stderr).toContain(json.warnings[0]);
    const { views } = json.methods.asm;
    expect(views.map(({ used }) => used)).toEqual([true, false, true, true]);
    views.forEach(({ landmarkRmsPercentIod, photometricPsnrDb }, v) => {
      if (v === 1) {
        expect(landmarkRmsPercentIod).toBeGreaterThan(8);
        expect(photometricPsnrDb).toBeNull();
      } else {
        expect(landmarkRmsPercentIod).toBeLessThan(4);
        expect(photometricPsnrDb).toBeGreaterThan(24);
      }
    });
    // Nobody is asked what is what, and it is neither drawn nor named.
    expect(json.timing.stages.map(({ name }) => name)).not.toContain('segmentation');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toContain('what is what');
    const sheet = await sharp(join(out, 'views', '00_overlay.png')).metadata();
    expect((sheet.width ?? 0) % 5).toBe(0);
  });
});
