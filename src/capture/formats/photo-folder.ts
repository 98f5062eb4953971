import { AsmFitError } from '../../errors.ts';
import { ANIMATION_ENDINGS, listFiles, STILL_ENDINGS, statOrNull, VIDEO_ENDINGS } from '../picture-files.ts';
import type { CaptureFormat } from './capture-format.ts';

const FILM_ENDINGS = [...ANIMATION_ENDINGS.filter((ending) => !STILL_ENDINGS.includes(ending)), ...VIDEO_ENDINGS];

/**
 * A folder of photographs of which nothing else is known, in the order of their names, or of one film. Telephones lay short films beside
 * photographs: where there are any, the photographs are meant.
 */
export const PHOTO_FOLDER: CaptureFormat = {
  name: 'a folder of photographs, or of one film',
  detect: (path) => statOrNull(path)?.isDirectory() ?? false,
  read: (folder) => {
    const photographs = listFiles(folder, STILL_ENDINGS);
    const names = photographs.length > 0 ? photographs : filmIn(folder);
    const views = names.map((image) => ({ place: image, image }));
    const film = names.length === 1 ? names[0] : null;
    return { folder, source: folder, unit: 'unknown', views, scan: null, pictures: 'found', film };
  },
};

/** @throws {AsmFitError} input: there is none, or more than one */
function filmIn(folder: string): string[] {
  const films = listFiles(folder, FILM_ENDINGS);
  if (films.length === 1) return films;
  const fail = (received: string, hint: string): never => {
    throw new AsmFitError(
      'input',
      `${folder}: a capture must hold photographs (${STILL_ENDINGS.join(' ')}) or one film (${FILM_ENDINGS.join(' ')}); received ${received}`,
      hint,
    );
  };
  if (films.length === 0) return fail('none', 'give the folder with the photographs, or a film');
  return fail(`${films.length} films (${films.join(', ')})`, 'give the one that shows the head from all its sides');
}
