import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';
import { type JsonLimits, readJson } from '../../files/read-json.ts';
import { statOrNull } from '../picture-files.ts';
import type { CaptureDescription, CaptureFormat, DescribedView } from './capture-format.ts';
import { checkPrincipalPoint, checkRotation } from './check-camera.ts';
import { pathInside } from './path-inside.ts';

const NAME = 'capture.json';
const MAX_VIEWS = 512;
/** A view has some eighty names and numbers. */
const LIMITS: JsonLimits = { what: NAME, maxBytes: 16 * 2 ** 20, maxValues: 200 * MAX_VIEWS };

const finite = z.number().finite();
const row = z.array(finite).length(3);
const matrix3 = z.array(row).length(3);

const viewSchema = z.object({
  image: z.string().min(1),
  width: z.number().int().positive().max(65535).optional(),
  height: z.number().int().positive().max(65535).optional(),
  K: matrix3.optional(),
  R: matrix3.optional(),
  t: row.optional(),
  distortion: z.object({ model: z.literal('opencv'), coefficients: z.array(finite).max(8) }).optional(),
  mask: z.string().min(1).optional(),
  labels: z.string().min(1).optional(),
  expression: z.string().max(64).optional(),
  camera: z.string().max(256).optional(),
});

const captureSchema = z.object({
  version: z.literal(1),
  name: z.string().optional(),
  unit: z.enum(['mm', 'm', 'arbitrary', 'unknown']).default('unknown'),
  views: z.array(viewSchema).min(1).max(MAX_VIEWS),
  scan: z.object({ mesh: z.string(), landmarks68: z.array(row).length(68).optional() }).optional(),
});

type JsonView = z.infer<typeof viewSchema>;

/** A folder with capture.json (docs/capture-format.md). */
export const CAPTURE_JSON: CaptureFormat = {
  name: 'a folder with capture.json',
  detect: (path) => (statOrNull(path)?.isDirectory() ?? false) && existsSync(join(path, NAME)),
  read: (folder) => readCaptureJson(join(folder, NAME), folder),
};

/**
 * Reads and checks capture.json: types, finiteness, rotations, intrinsics, and that no path leaves the folder. All
 * problems of the schema are reported together, at most ten.
 * @throws {AsmFitError} input
 */
export function readCaptureJson(path: string, folder: string): CaptureDescription {
  const result = captureSchema.safeParse(readJson(path, LIMITS));
  if (!result.success) {
    const issues = result.error.issues
      .slice(0, 10)
      .map((issue) => `${issue.path.join('.') || 'root'}: ${issue.message}`);
    throw new AsmFitError(
      'input',
      `${path}: it must follow the capture format; received ${issues.join('; ')}`,
      'see docs/capture-format.md',
    );
  }
  const { unit, views, scan } = result.data;
  return {
    folder,
    source: path,
    unit,
    views: views.map((view, index) => {
      const place = `views.${index}`;
      const where = `${path}: ${place}`;
      checkView(view, where);
      const image = pathInside(folder, view.image, `${where}.image`);
      const mask = view.mask === undefined ? undefined : pathInside(folder, view.mask, `${where}.mask`);
      const labels = view.labels === undefined ? undefined : pathInside(folder, view.labels, `${where}.labels`);
      return { ...describedView(view, place), image, mask, labels };
    }),
    scan:
      scan === undefined
        ? null
        : {
            mesh: pathInside(folder, scan.mesh, `${path}: scan.mesh`),
            landmarks68: scan.landmarks68 === undefined ? null : Float64Array.from(scan.landmarks68.flat()),
          },
    pictures: 'named',
    film: null,
  };
}

function describedView({ K, R, t, distortion, ...rest }: JsonView, place: string): DescribedView {
  return {
    ...rest,
    place,
    intrinsics: K && { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2] },
    pose: R && t && { rotation: R.flat(), translation: t },
    distortion: distortion?.coefficients,
  };
}

function checkView({ K, R, t, width, height }: JsonView, where: string): void {
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${where}.${requirement}; received ${received}`, hint);
  };
  if ((R === undefined) !== (t === undefined))
    fail('R and t must come together', R ? 'R alone' : 't alone', 'give both or neither');
  if (R !== undefined && K === undefined) fail('K must come with R and t', 'no K', 'give K or leave R and t out');
  if (K !== undefined) {
    const [[fx, skew, cx], [lower, fy, cy], last] = K;
    if (!(fx > 0 && fy > 0) || lower !== 0 || last[0] !== 0 || last[1] !== 0 || last[2] !== 1)
      fail('K must be [[fx, 0, cx], [0, fy, cy], [0, 0, 1]] with fx, fy > 0', JSON.stringify(K), 'give pixels');
    if (Math.abs(skew) > 1e-3 * fx) fail('K must have no skew', `${skew}`, 'resample the image without skew');
    if (width !== undefined && height !== undefined) checkPrincipalPoint({ fx, fy, cx, cy }, { width, height }, where);
  }
  if (R !== undefined) checkRotation(R.flat(), where);
}
