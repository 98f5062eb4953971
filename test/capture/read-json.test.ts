import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCaptureJson } from '../../src/capture/formats/capture-json.ts';
import { readLandmarksBeside } from '../../src/capture/landmark-file.ts';
import { readScanLandmarks } from '../../src/capture/scan/scan-landmarks.ts';
import { AsmFitError } from '../../src/errors.ts';
import { parseJson, readJson } from '../../src/files/read-json.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const LIMITS = { what: 'file', maxBytes: 2 ** 20, maxValues: 1000 };

/** The text as Windows' programs write it. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 LE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'UTF-16 LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(text, 'utf16le').swap16(),
};

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

function refusalOf(read: () => unknown): AsmFitError {
  try {
    read();
  } catch (error) {
    if (error instanceof AsmFitError && error.kind === 'input') return error;
    throw error;
  }
  throw new Error('no refusal');
}

describe('JSON of users', () => {
  for (const [name, encode] of Object.entries(ENCODINGS))
    it(`is read in ${name}`, () => {
      expect(readJson(write('a.json', encode('{"größe": [1, -2.5e3]}\r\n')), LIMITS)).toEqual({ größe: [1, -2500] });
      const capture = write('capture.json', encode('{"version": 1, "views": [{"image": "ä.png"}]}'));
      expect(readCaptureJson(capture, join(capture, '..')).views[0].image).toBe('ä.png');
      const list = Array.from({ length: 68 }, (_, i) => [i, 3 * i]);
      const landmarks = write('landmarks.json', encode(JSON.stringify({ 'x.jpg': list })));
      expect(readLandmarksBeside(join(landmarks, '..', 'x.jpg'))?.points.length).toBe(136);
      const scan = write('scan-landmarks.json', encode(JSON.stringify(Array.from({ length: 7 }, (_, i) => [i, 0, i]))));
      expect(Array.from(readScanLandmarks(scan, new Float64Array(9), 'asm').points.subarray(3, 6))).toEqual([1, 0, 1]);
      const pts = `version: 1\nn_points: 68\n{\n${list.map((p) => p.join(' ')).join('\n')}\n}\n`;
      expect(readLandmarksBeside(write('p.pts', encode(pts)).replace(/pts$/, 'png'))?.points[2]).toBe(0.5);
    });

  it('is refused with what stands where, and a hint that fits', () => {
    for (const [text, message, hint] of [
      ['{"a": [1,\n  NaN]}', /received NaN at line 2, column 3/, /NaN is not JSON/],
      ['{"a": -Infinity}', /received -Infinity at line 1, column 7/, /leave the field out/],
      ["{'a': 1}", /received ' at line 1, column 2/, /double quotes/],
      ['[1,\n2,\n]', /received \] at line 3, column 1/, /remove the comma/],
      ['[1, // one\n2]', /received \/ at line 1, column 5/, /no comments/],
      ['[True]', /received True/, /true and false/],
      ['{"a": "C:\\photos"}', /received \\ at line 1, column 10/, /backslash is written twice/],
      ['{"a": [1, 2', /received the end of the text at line 1, column 12/, /breaks off/],
      ['{"a": "b', /received the end of the text/, /breaks off/],
      ['{"a": 1} {"b": 2}', /received more after the end at line 1, column 10/, /./],
      ['{"a" 1}', /received 1 at line 1, column 6/, /./],
      ['{"a": 1 "b": 2}', /received " at line 1, column 9/, /./],
      ['[1}', /received \} at line 1, column 3/, /./],
      ['[01]', /received 1 at line 1, column 3/, /./],
      ['["a\nb"]', /received the character "\\n" at line 1, column 4/, /./],
      ['["\\u12g4"]', /received \\ at line 1, column 3/, /./],
      ['', /received the end of the text at line 1, column 1/, /./],
      ['['.repeat(5000), /brackets more than 64 deep at line 1, column 65/, /./],
      [`[${'0,'.repeat(1000)}0]`, /more than 1000 values/, /./],
    ] as const) {
      const error = refusalOf(() => parseJson(text, 'x.json', 1000));
      expect(error.message, text.slice(0, 40)).toMatch(message);
      expect(error.hint, text.slice(0, 40)).toMatch(hint);
    }
    expect(refusalOf(() => parseJson('[1, 2,, 3]', 'x.json', 1000)).hint).not.toMatch(/NaN/);
    expect(parseJson('[NaN'.replace('NaN', '"NaN"]'), 'x.json', 10)).toEqual(['NaN']);
  });

  it('is refused where it is no regular file, no text, or too large', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'capture.json'));
    expect(refusalOf(() => readCaptureJson(join(folder, 'capture.json'), folder)).message).toMatch(/a folder/);
    execFileSync('mkfifo', [join(folder, 'landmarks.json')]);
    expect(refusalOf(() => readLandmarksBeside(join(folder, 'a.jpg'))).message).toMatch(/named pipe/);
    execFileSync('mkfifo', [join(folder, 'b.pts')]);
    expect(refusalOf(() => readLandmarksBeside(join(folder, 'b.jpg'))).message).toMatch(/named pipe/);
    expect(refusalOf(() => readScanLandmarks('/dev/zero', new Float64Array(9), 'asm')).message).toMatch(/a device/);
    const latin = write('a.json', Buffer.from('{"name": "Gr\xf6\xdfe"}', 'latin1'));
    expect(refusalOf(() => readJson(latin, LIMITS)).message).toMatch(/text in UTF-8 or UTF-16; received bytes/);
    expect(refusalOf(() => readJson(write('l.json', ' '.repeat(2 ** 21)), LIMITS)).message).toMatch(/at most 1 MB/);
  });
});

describe('landmarks of photographs', () => {
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
