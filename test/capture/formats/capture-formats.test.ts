import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAPTURE_FORMATS, captureFiles, describeCapture } from '../../../src/capture/formats/capture-formats.ts';
import { DEMO } from '../../helpers/folders.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const photo = join(DEMO, 'views', '00.jpg');

/** The formats that would read a capture, the one that does first. */
function detected(path: string): string[] {
  return CAPTURE_FORMATS.filter(({ detect }) => detect(path)).map(({ name }) => name);
}

describe('formats of captures', () => {
  it('are told by what lies there, those that know more before those that know less', () => {
    expect(detected(DEMO)).toEqual(['a folder with capture.json', 'a folder of photographs, or of one film']);
    expect(detected(join(DEMO, 'views'))).toEqual(['a folder of photographs, or of one film']);
    expect(detected(photo)).toEqual(['one photograph or film']);
    const link = join(temporaryFolder(), 'link');
    symlinkSync(DEMO, link);
    expect(detected(link)[0]).toBe('a folder with capture.json');
    expect(detected(join(DEMO, 'capture.json'))).toEqual(['one photograph or film']);
  });

  it('say the same of what is not there: nothing', () => {
    const nothing = join(temporaryFolder(), 'nothing');
    expect(detected(nothing)).toEqual([]);
    expect(() => describeCapture(nothing)).toThrow(/the capture must exist; received no such file or folder/);
  });

  it('have names of their own', () => {
    expect(new Set(CAPTURE_FORMATS.map(({ name }) => name)).size).toBe(CAPTURE_FORMATS.length);
  });
});

describe('files of a capture', () => {
  it('are its photographs, masks and scan, whether they are there or not', () => {
    const folder = temporaryFolder();
    const views = [{ image: 'a.jpg', mask: 'masks/a.png' }, { image: 'b.jpg' }];
    const json = { version: 1, views, scan: { mesh: 'scan.obj' } };
    writeFileSync(join(folder, 'capture.json'), JSON.stringify(json));
    expect(captureFiles(describeCapture(folder))).toEqual(
      ['a.jpg', 'masks/a.png', 'b.jpg', 'scan.obj'].map((name) => join(folder, name)),
    );
  });

  it('of a plain folder are all its photographs, and of one photograph is itself', () => {
    const folder = temporaryFolder();
    cpSync(join(DEMO, 'views'), folder, { recursive: true });
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(captureFiles(describeCapture(folder))).toEqual(
      ['00.jpg', '01.jpg', '02.jpg', '03.jpg', '04.jpg'].map((name) => join(folder, name)),
    );
    expect(captureFiles(describeCapture(photo))).toEqual([photo]);
  });
});
