import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { AsmFitError } from '../errors.ts';
import { readInputFile } from '../files/input-file.ts';
import { decodeInputText } from '../files/input-text.ts';
import { type JsonLimits, readJson } from '../files/read-json.ts';
import { parsePts } from './pts-file.ts';

export type LandmarkScheme = 'ibug68' | 'mediapipe468';

/** Landmarks of one view, whoever placed them. */
export interface ViewLandmarks {
  readonly scheme: LandmarkScheme;
  /** [L, 2] pixels */
  readonly points: Float64Array;
  /** [L] 0..1 */
  readonly confidence: Float64Array;
  /** MediaPipe's points 468 to 477 [10, 2] pixels: of each iris its centre and four points of its edge, the right eye first; null where none are given. */
  readonly irises: Float64Array | null;
  readonly source: 'detector' | 'file';
}

const LIMITS: JsonLimits = { what: 'file of landmarks', maxBytes: 16 * 2 ** 20, maxValues: 2e6 };
const MAX_POINTS = 478;
/** MediaPipe gives shares of the picture's width and height, a little beyond 0..1 where the face is cut off. */
const LARGEST_SHARE = 1.5;
const LARGEST_PIXEL = 1e6;

const pointList = z.array(z.array(z.number().finite()).length(2)).max(MAX_POINTS);
const entry = z.union([
  pointList,
  z.object({ points: pointList, confidence: z.array(z.number().min(0).max(1)).max(MAX_POINTS).optional() }),
]);

/**
 * Landmarks that lie beside an image and override detection: `<stem>.pts` (iBUG), `<stem>.landmarks.json`,
 * or the image's entry in a `landmarks.json` of the same folder, by its file's name or the name without its ending. A list of 68 is iBUG's order, of 468 or
 * 478 MediaPipe's, the last ten its irises. Null where there is none.
 * @throws {AsmFitError} input: the file is there and wrong.
 */
export function readLandmarksBeside(imagePath: string): ViewLandmarks | null {
  const stem = join(dirname(imagePath), basename(imagePath, extname(imagePath)));
  if (existsSync(`${stem}.pts`)) return readPts(`${stem}.pts`);
  if (existsSync(`${stem}.landmarks.json`))
    return fromEntry(readJson(`${stem}.landmarks.json`, LIMITS), `${stem}.landmarks.json`);
  const shared = sharedLandmarks(imagePath);
  if (!existsSync(shared)) return null;
  const json = readJson(shared, LIMITS);
  if (Array.isArray(json) || typeof json !== 'object' || json === null || Object.hasOwn(json, 'points'))
    return fromEntry(json, shared);
  const name = basename(imagePath);
  const entries = new Map(Object.entries(json));
  const key = [name, basename(stem)].find((one) => entries.has(one));
  return key === undefined ? null : fromEntry(entries.get(key), `${shared}: ${key}`);
}

/** The file that holds the landmarks of all pictures of a folder. */
export function sharedLandmarks(imagePath: string): string {
  return join(dirname(imagePath), 'landmarks.json');
}

function fromEntry(json: unknown, where: string): ViewLandmarks {
  // The usual mistakes have their own sentences; a schema would count them thousandfold.
  const [first, count] = firstPoint(json);
  const wrong = (received: string, hint: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: landmarks must be a list of [x, y] or {"points", "confidence"}; received ${received}`,
      hint,
    );
  };
  if (count > MAX_POINTS) return wrong(`${count} points`, 'give 68 (iBUG), 468 or 478 (MediaPipe) points');
  if (Array.isArray(first) && first.length === 3)
    return wrong('points of three numbers', 'leave the depth out: landmarks of a photograph are pixels, [x, y]');
  if (typeof first === 'object' && first !== null && 'x' in first)
    return wrong('points with names', 'write {"x": 1, "y": 2} as [1, 2], in pixels');
  if (typeof first === 'number') return wrong('a list of numbers', 'write [x, y] for each point');
  const result = entry.safeParse(json);
  if (!result.success) return wrong(result.error.issues[0].message, 'see docs/capture-format.md');
  const list = Array.isArray(result.data) ? result.data : result.data.points;
  const confidence = Array.isArray(result.data) ? undefined : result.data.confidence;
  return fromPoints(list, confidence, where);
}

/** The first of a list of points, whatever it is, and how many there are. */
function firstPoint(json: unknown): [first: unknown, count: number] {
  const list = typeof json === 'object' && json !== null && 'points' in json ? json.points : json;
  return Array.isArray(list) ? [list[0], list.length] : [undefined, 0];
}

function fromPoints(
  list: readonly number[][],
  confidence: readonly number[] | undefined,
  where: string,
): ViewLandmarks {
  const scheme = list.length === 68 ? 'ibug68' : list.length === 468 || list.length === 478 ? 'mediapipe468' : null;
  if (scheme === null || (confidence !== undefined && confidence.length !== list.length))
    throw new AsmFitError(
      'input',
      `${where}: 68 (iBUG), 468 or 478 (MediaPipe) points are needed, and as many confidences; received ${list.length} and ${confidence?.length ?? 'none'}`,
      'give one of these schemes',
    );
  checkPixels(list, where);
  const count = scheme === 'ibug68' ? 68 : 468;
  return {
    scheme,
    points: Float64Array.from(list.slice(0, count).flat()),
    confidence: Float64Array.from({ length: count }, (_, i) => confidence?.[i] ?? 1),
    irises: list.length === MAX_POINTS ? Float64Array.from(list.slice(count).flat()) : null,
    source: 'file',
  };
}

function checkPixels(list: readonly number[][], where: string): void {
  const largest = Math.max(...list.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
  if (largest > LARGEST_SHARE && largest < LARGEST_PIXEL) return;
  throw new AsmFitError(
    'input',
    `${where}: landmarks must be in pixels; received numbers up to ${largest.toPrecision(3)}`,
    largest > LARGEST_SHARE
      ? 'give pixels of this photograph'
      : 'multiply shares of the picture (0..1) by its width and height',
  );
}

function readPts(path: string): ViewLandmarks {
  const text = decodeInputText(readInputFile(path, LIMITS), path, LIMITS.what);
  return fromPoints(parsePts(text, path), undefined, path);
}
