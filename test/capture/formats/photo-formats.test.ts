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
      film: null,
    });
  });

  it('must hold some', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'views'));
    expect(() => PHOTO_FOLDER.read(folder)).toThrow(
      /photographs \(\.jpg .*\) or one film \(\.gif \.mp4 .*\); received none/,
    );
  });

  it('is one film where there is nothing else, and asks which where there are more', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'walk.MP4'), '');
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(PHOTO_FOLDER.read(folder)).toMatchObject({ views: [{ image: 'walk.MP4' }], film: 'walk.MP4' });
    writeFileSync(join(folder, 'turn.gif'), '');
    expect(() => PHOTO_FOLDER.read(folder)).toThrow(/received 2 films \(turn\.gif, walk\.MP4\)/);
    // A still beside them, as telephones lay live pictures.
    writeFileSync(join(folder, 'a.jpg'), '');
    expect(PHOTO_FOLDER.read(folder)).toMatchObject({ views: [{ image: 'a.jpg' }], film: 'a.jpg' });
  });
});

describe('one photograph or film', () => {
  it('is a capture of one picture, whatever its name ends with, and must decode', () => {
    const path = join('photos', 'me.picture');
    const view = { place: 'me.picture', image: 'me.picture' };
    const known = { folder: 'photos', source: path, unit: 'unknown', scan: null };
    expect(SINGLE_PHOTO.read(path)).toEqual({ ...known, views: [view], pictures: 'named', film: 'me.picture' });
  });
});
