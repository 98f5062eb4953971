import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCaptureJson } from '../../src/capture/formats/capture-json.ts';
import { readLandmarksBeside } from '../../src/capture/landmark-file.ts';
import { readScanLandmarks } from '../../src/capture/scan/scan-landmarks.ts';
import { parseJson, readJson } from '../../src/files/read-json.ts';
import { refusalOf } from '../helpers/refusal-of.ts';
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
