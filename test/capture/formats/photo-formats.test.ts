import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHOTO_FOLDER } from '../../../src/capture/formats/photo-folder.ts';
import { SINGLE_PHOTO } from '../../../src/capture/formats/single-photo.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

describe('a folder of photographs', () => {
  it('is its pictures by name, of which one may be missed, and nothing more is known', () => {
    const folder = temporaryFolder();
    for (const name of ['b.JPG', 'a.png', '._a.png', 'Thumbs.db', 'a.landmarks.json'])
      writeFileSync(join(folder, name), '');
    expect(PHOTO_FOLDER.read(folder)).toEqual({
      folder,
      source: folder,
      unit: 'unknown',
      views: [
        { place: 'a.png', image: 'a.png' },
        { place: 'b.JPG', image: 'b.JPG' },
      ],
      scan: null,
      pictures: 'found',
    });
  });

  it('must hold some', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'views'));
    expect(() => PHOTO_FOLDER.read(folder)).toThrow(/a capture must hold photographs \(\.jpg .*\); received none/);
  });
});

describe('one photograph', () => {
  it('is a capture of one view, whatever its name ends with, and must decode', () => {
    const path = join('photos', 'me.picture');
    const view = { place: 'me.picture', image: 'me.picture' };
    const known = { folder: 'photos', source: path, unit: 'unknown', scan: null };
    expect(SINGLE_PHOTO.read(path)).toEqual({ ...known, views: [view], pictures: 'named' });
  });
});
