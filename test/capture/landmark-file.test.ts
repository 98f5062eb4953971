import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLandmarksBeside } from '../../src/capture/landmark-file.ts';
import { refusalOf } from '../helpers/refusal-of.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

describe('landmarks of photographs', () => {
  it('beside an image override detection, in both schemes', () => {
    const folder = temporaryFolder();
    const pts = `version: 1\nn_points: 68\n{\n${Array.from({ length: 68 }, (_, i) => `${i + 1} ${2 * i + 1}`).join('\n')}\n}\n`;
    writeFileSync(join(folder, 'a.pts'), pts);
    const ibug = readLandmarksBeside(join(folder, 'a.jpg'));
    expect(ibug?.scheme).toBe('ibug68');
    // MATLAB's pixel 1 has its centre at 0.5 here.
    expect(Array.from(ibug?.points.subarray(0, 2) ?? [])).toEqual([0.5, 0.5]);
    writeFileSync(
      join(folder, 'landmarks.json'),
      JSON.stringify({ 'b.jpg': Array.from({ length: 478 }, () => [1, 2]) }),
    );
    expect(readLandmarksBeside(join(folder, 'b.jpg'))?.points.length).toBe(936);
    expect(readLandmarksBeside(join(folder, 'c.jpg'))).toBeNull();
  });

  const list = (count: number, point: (i: number) => unknown) => Array.from({ length: count }, (_, i) => point(i));
  const read = (json: unknown) =>
    readLandmarksBeside(write('a.landmarks.json', JSON.stringify(json)).replace(/landmarks\.json$/, 'jpg'));

  it('are pairs of pixels, and nothing that looks like them', () => {
    expect(read(list(478, (i) => [i, 2 * i]))?.points[3]).toBe(2);
    expect(read({ points: list(68, (i) => [i, 9]), confidence: list(68, () => 0.5) })?.confidence[67]).toBe(0.5);
    for (const [json, message, hint] of [
      [list(478, (i) => [0.2 + i / 2000, 0.4, -0.03]), /three numbers/, /leave the depth out/],
      [{ points: list(68, (i) => [i, i, 0]) }, /three numbers/, /leave the depth out/],
      [list(68, (i) => (i < 60 ? [i, i] : [i, i, 0])), /landmarks must be a list/, /capture-format/],
      [list(478, (i) => [i / 478, 0.5]), /must be in pixels; received numbers up to 0\.998/, /width and height/],
      [list(68, (i) => [-0.02 + i / 66, 1.01]), /must be in pixels/, /width and height/],
      [list(468, (i) => ({ x: i, y: i })), /points with names/, /\[1, 2\], in pixels/],
      [list(136, (i) => i), /a list of numbers/, /\[x, y\] for each/],
      [list(5000, (i) => [i, i]), /5000 points/, /68/],
      [list(67, (i) => [i, i]), /received 67 and none/, /./],
      [{ points: list(68, (i) => [i, i]), confidence: [1] }, /received 68 and 1/, /./],
      [null, /landmarks must be a list/, /./],
      ['text', /landmarks must be a list/, /./],
    ] as const) {
      const error = refusalOf(() => read(json));
      expect(error.message).toMatch(message);
      expect(error.hint).toMatch(hint);
    }
  });

  it('of .pts may have comments, and must be whole', () => {
    const points = list(68, (i) => `${i + 1}.0 ${2 * i}e0`);
    const pts = (head: string, body: string, tail = '') =>
      readLandmarksBeside(write('a.pts', `${head}{\n${body}\n}${tail}`).replace(/pts$/, 'jpg'));
    const whole = points.join('\r\n');
    expect(pts('version: 1\r\nn_points: 68\r\n', whole)?.points[3]).toBe(1.5);
    expect(pts('# by hand\nversion: 1 // iBUG\n\nn_points:  68\n', `${whole} # chin`, '\n\n')?.points[134]).toBe(67.5);
    expect(pts('', points.join('\n'))?.scheme).toBe('ibug68');
    for (const [head, body, tail, message] of [
      ['version: 1\nn_points: 70\n', whole, '', /70 points must have two numbers each; received 136 numbers/],
      ['version: 1\nn_points: 68\n', points.slice(1).join('\n'), '', /68 points must have two numbers/],
      ['version: 2\nn_points: 68\n', whole, '', /the version must be 1; received 2/],
      ['n_points: many\n', whole, '', /n_points must be a number/],
      ['points\n', whole, '', /begins with version and n_points; received "points"/],
      ['', points.map((point) => `${point} 0`).join('\n'), '', /two numbers, x and y in pixels; received three/],
      ['', whole.replace('3.0', 'NaN'), '', /points are numbers; received "NaN"/],
      ['', whole.replace('3.0', '0x3'), '', /points are numbers/],
      ['', whole.replace('3.0', '1e999'), '', /points are numbers; received "1e999"/],
      ['', `${'7'.repeat(2 ** 20)}x`, '', /points are numbers/],
      ['', whole.replace('3.0', '4e7'), '', /must be in pixels; received numbers up to 4\.00e\+7/],
      ['', `${whole}\n7`, '', /all points must have two numbers each; received 137/],
      ['', whole, '\n{\n1 2\n}', /nothing after/],
    ] as const)
      expect(refusalOf(() => pts(head, body, tail)).message).toMatch(message);
    expect(refusalOf(() => readLandmarksBeside(write('b.pts', `{\n${whole}`).replace(/pts$/, 'jpg'))).message).toMatch(
      /between \{ and \}/,
    );
  });
});
