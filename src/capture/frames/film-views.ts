import { basename } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { chooseFrames, type SureFrame } from './choose-frames.ts';
import type { Film, FilmFrame } from './film.ts';
import { type FilmLooking, lookThroughFilm } from './look-through-film.ts';
import { frameName, resultName } from './result-name.ts';

/** Which frames of a film are views of the capture. */
export interface FilmChoice {
  /** The film's file in the capture's folder. */
  readonly file: string;
  /** How many frames it has. */
  readonly frameCount: number;
  /** How many were looked at; 0 where the frames were named. */
  readonly looked: number;
  /** Numbers of the views, ascending, counted from 0. */
  readonly frames: readonly number[];
}

/** How views of a film are found. */
export interface FilmSearch extends FilmLooking {
  /** At most so many. */
  readonly count: number;
  /** These frames and no others; nobody looks for faces then. */
  readonly named: readonly number[] | null;
}

/** The views that a film gives. */
export interface FilmViews {
  readonly choice: FilmChoice;
  /** In the order of their numbers. */
  readonly views: readonly (FilmFrame & { readonly name: string })[];
  readonly warnings: readonly string[];
}

/**
 * The frames of a film that a fit goes by: looked for ({@link chooseFrames}) or named. Two passes: no more than the views are kept.
 * @throws {AsmFitError} input: the film does not decode; no_face: no frame shows a person's face for sure; usage: a frame that is not there
 */
export async function filmViews(film: Film, search: FilmSearch): Promise<FilmViews> {
  const { frameCount, path } = film;
  const file = basename(path);
  if (search.named !== null) {
    const frames = [...search.named].sort((a, b) => a - b);
    const last = frames[frames.length - 1];
    if (last >= frameCount) throw noSuchFrame(frameCount, last);
    const views = await framesOf(film, { frames, step: frames.reduce(commonDivisor, 0) || 1 }, search.signal);
    return { choice: { file, frameCount, looked: 0, frames }, views, warnings: [] };
  }
  const { step, looked, sure } = await lookThroughFilm(film, search);
  if (sure.length === 0)
    throw new AsmFitError(
      'no_face',
      `${path}: a frame at least must show one person's face; received ${looked} frames without, of ${frameCount}`,
      'film one head, large in the picture and in good light, or name frames: --views 0,40,80',
    );
  const frames = chooseFrames(sure, search.count);
  const views = await framesOf(film, { frames, step }, search.signal);
  const warnings = frames.length < search.count ? [fewSides(file, frames.length, search.count, sure)] : [];
  return { choice: { file, frameCount, looked, frames }, views, warnings };
}

/** What was chosen, in words. */
export function choiceLine({ file, frameCount, frames }: FilmChoice): string {
  return `${frames.length} of ${frameCount} frames of ${file}: ${frames.join(', ')}`;
}

/** @param frames ascending numbers, all of them multiples of the step */
async function framesOf(
  film: Film,
  { frames, step }: { readonly frames: readonly number[]; readonly step: number },
  signal: AbortSignal | undefined,
): Promise<FilmViews['views']> {
  // A dot would pass for the beginning of an ending, and the name stands for landmarks beside the film too.
  const stem = resultName(film.path).replaceAll('.', '_');
  const views: (FilmFrame & { readonly name: string })[] = [];
  for await (const { frame, image } of film.frames(step)) {
    signal?.throwIfAborted();
    if (!frames.includes(frame)) continue;
    views.push({ frame, image, name: frameName(stem, frame) });
    if (views.length === frames.length) return views;
  }
  throw noSuchFrame(film.frameCount, frames[views.length]);
}

function fewSides(file: string, found: number, wanted: number, sure: readonly SureFrame[]): string {
  const range = (of: (frame: SureFrame) => number): number => {
    const values = sure.map(of);
    return Math.round(Math.max(...values) - Math.min(...values));
  };
  return `${file}: ${wanted} views were wanted, and the head shows ${found} sides: it turns by ${range(({ yaw }) => yaw)} degrees sideways and ${range(({ pitch }) => pitch)} up and down`;
}

function noSuchFrame(frameCount: number, received: number): AsmFitError {
  return new AsmFitError(
    'usage',
    `views: frames of the film must lie in 0..${frameCount - 1}; received ${received}`,
    'count the frames from 0, or leave --views out: frames are chosen then',
  );
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
