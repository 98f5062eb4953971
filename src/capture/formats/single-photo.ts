import { basename, dirname } from 'node:path';
import { statOrNull } from '../picture-files.ts';
import type { CaptureFormat } from './capture-format.ts';

/** One photograph or film. What it is follows from its content when it is opened, not from its name. */
export const SINGLE_PHOTO: CaptureFormat = {
  name: 'one photograph or film',
  detect: (path) => statOrNull(path)?.isDirectory() === false,
  read: (path) => {
    const image = basename(path);
    const views = [{ place: image, image }];
    return { folder: dirname(path), source: path, unit: 'unknown', views, scan: null, pictures: 'named', film: image };
  },
};
