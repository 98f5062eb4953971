import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

interface CaptureJson {
  unit: string;
  views: { image: string; R: number[][]; t: number[]; K: number[][] }[];
}

const root = temporaryFolder();
const base = join(root, 'base');

/** The capture with its cameras changed. */
function changed(name: string, change: (view: CaptureJson['views'][number], v: number) => void): string {
  const folder = join(root, name);
  cpSync(base, folder, { recursive: true });
  const file = join(folder, 'capture.json');
  const json = JSON.parse(readFileSync(file, 'utf8')) as CaptureJson;
  json.views.forEach(change);
  writeFileSync(file, JSON.stringify(json));
  return folder;
}

describe('asm-fit fit on cameras that contradict the photographs', () => {
  beforeAll(() => {
    expect(runWarm('synth', '-o', base, '--views', '4', '--size', '320', '--seed', '21', '--quiet').code).toBe(0);
  });

  it('refuses another convention with exit code 3 before the fit, names it, and leaves no output', () => {
    const folder = changed('opengl', (view) => {
      view.R = view.R.map((row, i) => (i === 0 ? row : row.map((x) => -x)));
      view.t = view.t.map((x, i) => (i === 0 ? x : -x));
    });
    const out = join(root, 'out-opengl');
    const { code, stderr, stdout } = runWarm('fit', folder, '-o', out, '--preset', 'fast', '--quiet');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: .*capture\.json: cameras must be x_cam = R X \+ t in OpenCV's axes .*read as OpenGL's camera axes/,
    );
    expect(stderr).toMatch(/\nhint: negate .* --ignore-cameras/);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses a focal length that no lens has before it looks for faces', () => {
    const folder = changed('focal', ({ K }, v) => {
      if (v === 2) K[0][0] = K[1][1] = 3e-4;
    });
    const { code, stderr } = runWarm('compare', folder, '-o', join(root, 'out-focal'), '--quiet');
    expect(code).toBe(3);
    expect(stderr).toMatch(/views\/02\.jpg|views\/02\.png/);
    expect(stderr).toMatch(/field of view .* received a focal length of 0\.000300 pixels/);
  });
});
