import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AsmFitError } from '../errors.ts';
import type { Camera } from '../geometry/camera.ts';
import type { ByteImage } from '../image/image.ts';
import { type LoadedImage, loadImage, loadMask } from '../image/load-image.ts';
import { edgeDistortion, undistortImage, undistortMask, undistortPoints } from './distortion.ts';
import { type CaptureFileView, insideFolder, readCaptureFile } from './formats/capture-file.ts';
import { readLandmarksBeside, sharedLandmarks, type ViewLandmarks } from './landmark-file.ts';
import { listFiles, STILL_ENDINGS, statOrNull } from './picture-files.ts';

/** How sure a focal length is before any fit: normal in log f. */
export interface FocalPrior {
  /** pixels */
  readonly focal: number;
  readonly sigmaLog: number;
}

/** One photograph with everything known about it. */
export interface View {
  /** Position in the capture, counted from 0. */
  readonly index: number;
  /** Path relative to the capture folder. */
  readonly name: string;
  /** Undistorted, upright. */
  readonly image: ByteImage;
  /** [H, W] 1 where the picture counts; null for everywhere. */
  readonly mask: Uint8Array | null;
  /** Given camera, in the capture's unit turned to mm where it is known. */
  readonly camera: Camera | null;
  /** Views with the same key share a focal length. */
  readonly cameraKey: string;
  readonly focalPrior: FocalPrior;
  readonly landmarks: ViewLandmarks | null;
  readonly expression: string | null;
}

export type CaptureUnit = 'mm' | 'm' | 'arbitrary' | 'unknown';

export interface Capture {
  readonly folder: string;
  readonly unit: CaptureUnit;
  readonly views: readonly View[];
  /** A scan of the person, where capture.json names one: its path, and 68 landmarks on it [68, 3] or null. */
  readonly scan: { readonly path: string; readonly landmarks68: Float64Array | null } | null;
  readonly warnings: readonly string[];
}

export interface LoadCaptureOptions {
  /** Indices of the views to use, all if omitted. */
  readonly views?: readonly number[];
  /** Solve the cameras even where they are given. */
  readonly ignoreCameras?: boolean;
}

/** Share of an edge's distance from the middle: lenses shrink by less, and a model that folds or doubles a picture is not one's. */
const MAX_EDGE_DISTORTION = 0.9;
/** A face photograph without EXIF: 1.5 image sides, give or take a third. */
const DEFAULT_FOCAL_FACTOR = 1.5;
const DEFAULT_FOCAL_SIGMA = 0.3;
const EXIF_FOCAL_SIGMA = 0.06;

/**
 * Reads a capture: a folder of photographs, a folder with capture.json, or one photograph. A photograph of a folder's
 * listing that does not decode is left out with a warning; the indices of views count it.
 * @throws {AsmFitError} input, or usage for view indices out of range.
 */
export async function loadCapture(path: string, options: LoadCaptureOptions = {}): Promise<Capture> {
  const stats = statOrNull(path);
  if (stats === null)
    throw new AsmFitError(
      'input',
      `${path}: the capture must exist; received no such file or folder`,
      'check the path',
    );
  const folder = stats.isDirectory() ? path : dirname(path);
  const file = join(folder, 'capture.json');
  const described = stats.isDirectory() && existsSync(file) ? readCaptureFile(file, folder) : null;
  const entries: readonly CaptureFileView[] =
    described?.views ?? (stats.isDirectory() ? listImages(folder) : [basename(path)]).map((image) => ({ image }));
  const chosen = options.views ?? entries.map((_, i) => i);
  for (const index of chosen)
    if (!(Number.isInteger(index) && index >= 0 && index < entries.length))
      throw new AsmFitError(
        'usage',
        `--views: indices must lie in 0..${entries.length - 1}; received ${index}`,
        'count the views of the capture from 0',
      );
  const unit = described?.unit ?? 'unknown';
  // Of a folder's listing a picture may be missed; one that capture.json, --views or the path names may not.
  const listed = described === null && stats.isDirectory() && options.views === undefined;
  const views: View[] = [];
  const leftOut: AsmFitError[] = [];
  for (const index of chosen) {
    const entry = entries[index];
    const imagePath = insideFolder(folder, entry.image, `views.${index}.image`);
    const loaded = await loadImage(imagePath).catch((error: unknown) => {
      if (!(listed && error instanceof AsmFitError)) throw error;
      leftOut.push(error);
      return null;
    });
    if (loaded === null) continue;
    views.push(await loadView(folder, imagePath, loaded, entry, index, unit, options.ignoreCameras ?? false));
  }
  if (views.length === 0) throw noneDecodes(folder, leftOut);
  const scan = described?.scan;
  return {
    folder,
    unit,
    views,
    scan:
      scan === undefined
        ? null
        : {
            path: join(folder, scan.mesh),
            landmarks68: scan.landmarks68 === undefined ? null : Float64Array.from(scan.landmarks68.flat()),
          },
    warnings: [
      ...leftOut.map(({ message }) => `${message}; it is left out`),
      ...warningsOf(views),
      ...unusedLandmarks(folder, views),
    ],
  };
}

function listImages(folder: string): string[] {
  const names = listFiles(folder, STILL_ENDINGS);
  if (names.length === 0)
    throw new AsmFitError(
      'input',
      `${folder}: a capture must hold photographs (${STILL_ENDINGS.join(' ')}); received none`,
      'give the folder with the photographs',
    );
  return names;
}

function noneDecodes(folder: string, errors: readonly AsmFitError[]): AsmFitError {
  if (errors.length === 1) return errors[0];
  return new AsmFitError(
    'input',
    `${folder}: at least one photograph must decode; received ${errors.length} that do not (${errors.map(({ message }) => message).join('; ')})`,
    'copy or export the files again',
  );
}

async function loadView(
  folder: string,
  path: string,
  loaded: LoadedImage,
  entry: CaptureFileView,
  index: number,
  unit: CaptureUnit,
  ignoreCameras: boolean,
): Promise<View> {
  let { image } = loaded;
  if ((entry.width ?? image.width) !== image.width || (entry.height ?? image.height) !== image.height)
    throw new AsmFitError(
      'input',
      `capture.json: views.${index}: width and height must be those of the image, ${image.width} x ${image.height}; received ${entry.width} x ${entry.height}`,
      'K belongs to one image size: give the K of this one',
    );
  let mask = entry.mask === undefined ? null : await loadMask(join(folder, entry.mask), image.width, image.height);
  let landmarks = readLandmarksBeside(path);
  const diagonalFocal = DEFAULT_FOCAL_FACTOR * Math.max(image.width, image.height);
  const intrinsics = entry.K && { fx: entry.K[0][0], fy: entry.K[1][1], cx: entry.K[0][2], cy: entry.K[1][2] };
  if (entry.distortion !== undefined) {
    const lens = intrinsics ?? { fx: diagonalFocal, fy: diagonalFocal, cx: image.width / 2, cy: image.height / 2 };
    const moved = edgeDistortion(image, lens, entry.distortion.coefficients);
    if (!(moved <= MAX_EDGE_DISTORTION))
      throw new AsmFitError(
        'input',
        `capture.json: views.${index}: distortion must leave the picture's edges near their place; received coefficients that move them by ${moved.toPrecision(2)} times their distance from the middle`,
        "coefficients are OpenCV's k1, k2, p1, p2, k3 .. k6, of x and y over z (not of pixels), and belong to this K",
      );
    image = undistortImage(image, lens, entry.distortion.coefficients);
    if (mask !== null) mask = undistortMask(mask, image, lens, entry.distortion.coefficients);
    if (landmarks !== null)
      landmarks = { ...landmarks, points: undistortPoints(landmarks.points, lens, entry.distortion.coefficients) };
  }
  const toMm = unit === 'm' ? 1000 : 1;
  const camera: Camera | null =
    ignoreCameras || intrinsics === undefined || entry.R === undefined || entry.t === undefined
      ? null
      : {
          width: image.width,
          height: image.height,
          ...intrinsics,
          rotation: Float64Array.from(entry.R.flat()),
          translation: Float64Array.from(entry.t, (x) => x * toMm),
        };
  const focalPrior: FocalPrior =
    intrinsics !== undefined && !ignoreCameras
      ? { focal: (intrinsics.fx + intrinsics.fy) / 2, sigmaLog: 1e-3 }
      : loaded.exifFocal !== null
        ? { focal: loaded.exifFocal, sigmaLog: EXIF_FOCAL_SIGMA }
        : { focal: diagonalFocal, sigmaLog: DEFAULT_FOCAL_SIGMA };
  const cameraKey = entry.camera ?? `${image.width}x${image.height}@${focalPrior.focal.toFixed(0)}`;
  return {
    index,
    name: entry.image,
    image,
    mask,
    camera,
    cameraKey,
    focalPrior,
    landmarks,
    expression: entry.expression ?? null,
  };
}

function warningsOf(views: readonly View[]): string[] {
  const given = views.filter((view) => view.camera !== null).length;
  if (given === 0 || given === views.length) return [];
  return [
    `only ${given} of ${views.length} views have cameras: all of them are solved, the given ones serve for their focal length`,
  ];
}

/** Files of landmarks that name none of the pictures beside them: the user placed points for nothing. */
function unusedLandmarks(folder: string, views: readonly View[]): string[] {
  const files = new Set(views.map(({ name }) => sharedLandmarks(join(folder, name))));
  return [...files]
    .filter((file) => existsSync(file))
    .filter(
      (file) =>
        !views.some(({ name, landmarks }) => landmarks !== null && sharedLandmarks(join(folder, name)) === file),
    )
    .map((file) => `${file}: it names none of the pictures beside it, whose landmarks are detected`);
}
