import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { AsmFitError, messageOf } from '../errors.ts';

export type LandmarkScheme = 'ibug68' | 'mediapipe468';

/** Landmarks of one view, whoever placed them. */
export interface ViewLandmarks {
  readonly scheme: LandmarkScheme;
  /** [L, 2] pixels */
  readonly points: Float64Array;
  /** [L] 0..1 */
  readonly confidence: Float64Array;
  readonly source: 'detector' | 'file';
}

const MAX_BYTES = 4 * 2 ** 20;
const pointList = z.array(z.array(z.number().finite()).min(2).max(3)).max(478);
const entry = z.union([
  pointList,
  z.object({ points: pointList, confidence: z.array(z.number().min(0).max(1)).optional() }),
]);

/**
 * Landmarks that lie beside an image and override detection: `<stem>.pts` (iBUG), `<stem>.landmarks.json`,
 * or the image's entry in a `landmarks.json` of the same folder. A list of 68 is iBUG's order, of 468 or
 * 478 MediaPipe's (irises unused). Null where there is none.
 * @throws {AsmFitError} input: the file is there and wrong.
 */
export function readLandmarksBeside(imagePath: string): ViewLandmarks | null {
  const stem = join(dirname(imagePath), basename(imagePath, extname(imagePath)));
  if (existsSync(`${stem}.pts`)) return readPts(`${stem}.pts`);
  if (existsSync(`${stem}.landmarks.json`))
    return fromEntry(readJson(`${stem}.landmarks.json`), `${stem}.landmarks.json`);
  const shared = join(dirname(imagePath), 'landmarks.json');
  if (!existsSync(shared)) return null;
  const json = readJson(shared);
  if (Array.isArray(json) || typeof json !== 'object' || json === null || 'points' in json)
    return fromEntry(json, shared);
  const name = basename(imagePath);
  const own = (json as Record<string, unknown>)[name];
  return own === undefined ? null : fromEntry(own, `${shared}: ${name}`);
}

function readText(path: string): string {
  const { size } = statSync(path);
  if (size > MAX_BYTES)
    throw new AsmFitError(
      'input',
      `${path}: landmarks must take at most 4 MB; received ${size} bytes`,
      'check the file',
    );
  return readFileSync(path, 'utf8');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    throw new AsmFitError(
      'input',
      `${path}: it must be JSON; received ${messageOf(error)}`,
      'see docs/capture-format.md',
      {
        cause: error,
      },
    );
  }
}

function fromEntry(json: unknown, where: string): ViewLandmarks {
  const result = entry.safeParse(json);
  if (!result.success)
    throw new AsmFitError(
      'input',
      `${where}: landmarks must be a list of [x, y] or {"points", "confidence"}; received ${result.error.issues[0].message}`,
      'see docs/capture-format.md',
    );
  const list = Array.isArray(result.data) ? result.data : result.data.points;
  const confidence = Array.isArray(result.data) ? undefined : result.data.confidence;
  return fromPoints(list, confidence, where);
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
  const count = scheme === 'ibug68' ? 68 : 468;
  return {
    scheme,
    points: Float64Array.from(list.slice(0, count).flat()),
    confidence: Float64Array.from({ length: count }, (_, i) => confidence?.[i] ?? 1),
    source: 'file',
  };
}

/** iBUG .pts: pixels counted from 1, as MATLAB does. */
function readPts(path: string): ViewLandmarks {
  const body = /\{([^}]*)\}/.exec(readText(path));
  const numbers = (body?.[1] ?? '').trim().split(/\s+/).map(Number);
  if (body === null || numbers.some((x) => !Number.isFinite(x)) || numbers.length % 2 !== 0)
    throw new AsmFitError(
      'input',
      `${path}: an iBUG file holds pairs of numbers between { and }; received something else`,
      'see docs/capture-format.md',
    );
  const list = Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i] - 0.5, numbers[2 * i + 1] - 0.5]);
  return fromPoints(list, undefined, path);
}
