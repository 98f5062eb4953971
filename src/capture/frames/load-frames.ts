import { basename, join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import type { ByteImage } from '../../image/image.ts';
import { loadImage, openImage } from '../../image/load-image.ts';
import {
  ANIMATION_ENDINGS,
  endsWithOne,
  isLeftBySystem,
  listFiles,
  STILL_ENDINGS,
  statOrNull,
  VIDEO_ENDINGS,
} from '../picture-files.ts';
import { animationFrames } from './animation-frames.ts';
import { distinctName, frameName, resultName } from './result-name.ts';
import { videoFrames } from './video-frames.ts';

/** A picture to look at, named after its file and frame; no two of a run have one name. */
export interface Frame {
  readonly name: string;
  readonly image: ByteImage;
}

/** Pictures of files and folders, decoded when they are asked for. */
export interface Pictures {
  readonly files: readonly string[];
  /**
   * Every picture in turn, the same ones each time.
   * @throws {AsmFitError} input: no file decodes, or a video needs ffmpeg
   */
  frames(): AsyncGenerator<Frame>;
  /** Which files were left out and why; complete after the first time that all frames were asked for. */
  readonly warnings: readonly string[];
}

const FRAME_ENDINGS = [...new Set([...STILL_ENDINGS, ...ANIMATION_ENDINGS, ...VIDEO_ENDINGS])];
const MAX_FRAMES = 2000;
/** Pictures that take no more than this together are kept, and not decoded a second time. */
const KEPT_BYTES = 256 * 2 ** 20;

/**
 * Pictures of files and folders: stills, every n-th frame of animated GIF and WebP, and of videos where ffmpeg is on
 * the path. One that does not decode is left out with a warning where others do.
 * @param onWarning told of each warning when it arises
 * @throws {AsmFitError} input: nothing there, no picture in a folder, or more files than 2000
 */
export function openPictures(
  paths: readonly string[],
  step: number,
  onWarning: (warning: string) => void = () => {},
): Pictures {
  const given = paths.length > 1 ? paths.filter((path) => !isLeftBySystem(path)) : paths;
  const files = given.flatMap(filesOf);
  if (files.length === 0) throw noPictures(paths.join(', '));
  if (files.length > MAX_FRAMES) throw tooMany(`${files[0]} and ${files.length - 1} more`);
  const leftOut = new Map<string, LeftOut>();
  const warnings: string[] = [];
  const leave = (file: string, left: LeftOut): void => {
    leftOut.set(file, left);
    const warning = `${left.error.message}; ${left.taken === 0 ? 'it is left out' : 'the pictures before that are used'}`;
    warnings.push(warning);
    // What is the only file is the error itself.
    if (files.length > 1 || left.taken > 0) onWarning(warning);
  };
  let passes = 0;
  let kept: Frame[] | null = null;
  return {
    files,
    warnings,
    async *frames() {
      if (kept !== null) {
        yield* kept;
        return;
      }
      const known = passes++ === 0 ? null : leftOut;
      const own: Frame[] = [];
      let count = 0;
      let bytes = 0;
      for await (const frame of framesOf(files, step, known, leave)) {
        count++;
        bytes += frame.image.data.length;
        if (bytes <= KEPT_BYTES) own.push(frame);
        else own.length = 0;
        yield frame;
      }
      if (count === 0) throw noneDecodes(files, leftOut);
      if (bytes <= KEPT_BYTES) kept = own;
    },
  };
}

/** A file that does not decode, or not to its end. */
interface LeftOut {
  readonly error: AsmFitError;
  /** Pictures of it that came before. */
  readonly taken: number;
}

/** The first picture of a file or folder. @throws {AsmFitError} input: there is none, or it does not decode */
export async function loadFirstFrame(path: string): Promise<Frame> {
  for await (const frame of openPictures([path], 1).frames()) return frame;
  throw noPictures(path);
}

/** @param known what an earlier pass left out; null where this is the first */
async function* framesOf(
  files: readonly string[],
  step: number,
  known: ReadonlyMap<string, LeftOut> | null,
  leave: (file: string, left: LeftOut) => void,
): AsyncGenerator<Frame> {
  const names = new Set<string>();
  let count = 0;
  for (const file of files) {
    if (known?.get(file)?.taken === 0) continue;
    const before = count;
    try {
      if (count === MAX_FRAMES) throw tooMany(file);
      for await (const { name, image } of picturesOf(file, step)) {
        if (count === MAX_FRAMES) throw tooMany(file);
        count++;
        yield { name: distinctName(name, names), image };
      }
    } catch (error) {
      if (!(error instanceof AsmFitError && error.kind === 'input')) throw error;
      if (known !== null && !known.has(file)) throw error;
      if (known === null) leave(file, { error, taken: count - before });
    }
  }
}

async function* picturesOf(file: string, step: number): AsyncGenerator<Frame> {
  const name = resultName(file);
  const numbered = ({ frame, image }: { frame: number; image: ByteImage }): Frame => ({
    name: frameName(name, frame),
    image,
  });
  if (endsWithOne(file, VIDEO_ENDINGS)) {
    for await (const frame of videoFrames(file, step)) yield numbered(frame);
    return;
  }
  if (endsWithOne(file, ANIMATION_ENDINGS)) {
    const opened = await openImage(file);
    if ((opened.metadata?.pages ?? 1) > 1) {
      for await (const frame of animationFrames(opened, step)) yield numbered(frame);
      return;
    }
  }
  yield { name, image: (await loadImage(file)).image };
}

function filesOf(path: string): string[] {
  const stats = statOrNull(path);
  if (stats === null)
    throw new AsmFitError('input', `${path}: the picture must exist; received no such file`, 'check the path');
  if (!stats.isDirectory()) return [path];
  const files = listFiles(path, FRAME_ENDINGS).map((file) => join(path, file));
  if (files.length === 0) throw noPictures(path);
  return files;
}

function tooMany(where: string): AsmFitError {
  return new AsmFitError(
    'input',
    `${where}: at most ${MAX_FRAMES} pictures at a time; received more`,
    'raise --sample-step or pass fewer files',
  );
}

function noPictures(path: string): AsmFitError {
  return new AsmFitError(
    'input',
    `${path}: the folder must hold pictures; received none`,
    'pass JPEG, PNG, WebP, TIFF, AVIF, BMP, GIF or a video',
  );
}

function noneDecodes(files: readonly string[], leftOut: ReadonlyMap<string, LeftOut>): AsmFitError {
  const errors = Array.from(leftOut.values(), ({ error }) => error);
  if (errors.length === 1 && files.length === 1) return errors[0];
  return new AsmFitError(
    'input',
    `${files.map((file) => basename(file)).join(', ')}: at least one picture must decode; received ${files.length} that do not (${errors.map(({ message }) => message).join('; ')})`,
    'copy or export the files again',
  );
}
