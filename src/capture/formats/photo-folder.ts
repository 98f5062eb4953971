import { AsmFitError } from '../../errors.ts';
import { listFiles, STILL_ENDINGS, statOrNull } from '../picture-files.ts';
import type { CaptureFormat } from './capture-format.ts';

/** A folder of photographs of which nothing else is known, in the order of their names. */
export const PHOTO_FOLDER: CaptureFormat = {
  name: 'a folder of photographs',
  detect: (path) => statOrNull(path)?.isDirectory() ?? false,
  read: (folder) => {
    const names = listFiles(folder, STILL_ENDINGS);
    if (names.length === 0)
      throw new AsmFitError(
        'input',
        `${folder}: a capture must hold photographs (${STILL_ENDINGS.join(' ')}); received none`,
        'give the folder with the photographs',
      );
    const views = names.map((image) => ({ place: image, image }));
    return { folder, source: folder, unit: 'unknown', views, scan: null, pictures: 'found' };
  },
};
