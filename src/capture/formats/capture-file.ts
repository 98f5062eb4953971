import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { AsmFitError } from '../../errors.ts';
import { type JsonLimits, readJson } from '../../files/read-json.ts';
import { determinant3 } from '../../geometry/rotation.ts';

const MAX_VIEWS = 512;
/** A view has some eighty names and numbers. */
const LIMITS: JsonLimits = { what: 'capture.json', maxBytes: 16 * 2 ** 20, maxValues: 200 * MAX_VIEWS };

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

export type CaptureFile = z.infer<typeof captureSchema>;
export type CaptureFileView = z.infer<typeof viewSchema>;

/**
 * Reads and checks capture.json (docs/capture-format.md): types, finiteness, rotations, intrinsics,
 * and that no path leaves the folder. All problems of the schema are reported together, at most ten.
 * @throws {AsmFitError} input
 */
export function readCaptureFile(path: string, folder: string): CaptureFile {
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
  const { views, scan, ...rest } = result.data;
  return {
    ...rest,
    views: views.map((view, index) => {
      const where = `${path}: views.${index}`;
      checkView(view, where);
      const image = fileInside(folder, view.image, `${where}.image`);
      const mask = view.mask === undefined ? undefined : fileInside(folder, view.mask, `${where}.mask`);
      return { ...view, image, mask };
    }),
    ...(scan && { scan: { ...scan, mesh: fileInside(folder, scan.mesh, `${path}: scan.mesh`) } }),
  };
}

/**
 * A path of capture.json with the separators that open it: Windows' tools write `views\\00.jpg`. A file whose name has
 * a backslash of its own is left alone.
 * @throws {AsmFitError} input: it leaves the folder, or no system could open it
 */
function fileInside(folder: string, file: string, where: string): string {
  if (file.includes('\0'))
    throw new AsmFitError('input', `${where}: a path must hold no zero; received ${JSON.stringify(file)}`, 'mend it');
  const named = insideFolder(folder, file, where);
  if (!file.includes('\\') || existsSync(named)) return file;
  const slashed = file.replaceAll('\\', '/');
  insideFolder(folder, slashed, where);
  return slashed;
}

/** Windows' absolute paths are absolute on every system. */
const DRIVE = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** Resolves a path of capture.json. @throws {AsmFitError} input: it is absolute or leaves the folder. */
export function insideFolder(folder: string, file: string, where: string): string {
  const full = resolve(folder, file);
  const inner = relative(folder, full);
  if (isAbsolute(file) || DRIVE.test(file) || inner === '' || inner === '..' || inner.startsWith(`..${sep}`))
    throw new AsmFitError(
      'input',
      `${where}: a path must stay inside the capture folder; received "${file}"`,
      'copy the file into the capture folder and name it relative to it',
    );
  return full;
}

function checkView(view: CaptureFileView, where: string): void {
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${where}.${requirement}; received ${received}`, hint);
  };
  if ((view.R === undefined) !== (view.t === undefined))
    fail('R and t must come together', view.R ? 'R alone' : 't alone', 'give both or neither');
  if (view.R !== undefined && view.K === undefined)
    fail('K must come with R and t', 'no K', 'give K or leave R and t out');
  if (view.K !== undefined) {
    const [[fx, skew, cx], [lower, fy, cy], last] = view.K;
    if (!(fx > 0 && fy > 0) || lower !== 0 || last[0] !== 0 || last[1] !== 0 || last[2] !== 1)
      fail('K must be [[fx, 0, cx], [0, fy, cy], [0, 0, 1]] with fx, fy > 0', JSON.stringify(view.K), 'give pixels');
    if (Math.abs(skew) > 1e-3 * fx) fail('K must have no skew', `${skew}`, 'resample the image without skew');
    const { width, height } = view;
    if (
      width !== undefined &&
      height !== undefined &&
      !(cx > -width && cx < 2 * width && cy > -height && cy < 2 * height)
    )
      fail(
        'K must have its principal point near the image',
        `(${cx}, ${cy})`,
        'give pixels of this image, not of another size',
      );
  }
  if (view.R !== undefined) {
    const r = view.R.flat();
    let error = Math.abs(determinant3(r) - 1);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const dot = r[3 * i] * r[3 * j] + r[3 * i + 1] * r[3 * j + 1] + r[3 * i + 2] * r[3 * j + 2];
        error = Math.max(error, Math.abs(dot - (i === j ? 1 : 0)));
      }
    if (!(error < 1e-3))
      fail(
        'R must be a rotation (R R^T = I, det R = 1)',
        `a matrix that is off by ${error.toPrecision(3)}`,
        'OpenCV convention: x_cam = R x + t; a mirror image or a scale does not belong in R',
      );
  }
}
