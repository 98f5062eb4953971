import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AsmFitError } from '../errors.ts';
import type { Camera } from '../geometry/camera.ts';
import type { ByteImage } from '../image/image.ts';
import { type LoadedImage, loadImage, loadMask } from '../image/load-image.ts';
import type { Intrinsics } from './distortion.ts';
import type { CaptureDescription, CaptureUnit, DescribedView } from './formats/capture-format.ts';
import { describeCapture } from './formats/capture-formats.ts';
import { VIDEO_VIEWS } from './frames/choose-frames.ts';
import { type Film, openFilm } from './frames/film.ts';
import { type FilmChoice, filmViews } from './frames/film-views.ts';
import type { FilmLooking } from './frames/look-through-film.ts';
import { readLandmarksBeside, sharedLandmarks, type ViewLandmarks } from './landmark-file.ts';
import { openNetworkPool } from './network-processes/network-pool.ts';
import { pinholePicture } from './pinhole-picture.ts';
import { loadLabels } from './segmentation/label-image.ts';

/** How sure a focal length is before any fit: normal in log f. */
export interface FocalPrior {
  /** pixels */
  readonly focal: number;
  readonly sigmaLog: number;
}

/** One photograph with everything known about it. */
export interface View {
  /** Position in the capture, counted from 0: of a film the frame's number. */
  readonly index: number;
  /** Path relative to the capture folder; of a film its name and the frame's number. */
  readonly name: string;
  /** Undistorted, upright. */
  readonly image: ByteImage;
  /** [H, W] 1 where the picture counts; null for everywhere. */
  readonly mask: Uint8Array | null;
  /** [H, W] class of each pixel where the capture gives a label image. */
  readonly labels: Uint8Array | null;
  /** Given camera, in the capture's unit turned to mm where it is known. */
  readonly camera: Camera | null;
  /** Views with the same key share a focal length. */
  readonly cameraKey: string;
  /** Whether capture or EXIF tell the lens; views of one size are else only supposed to share one. */
  readonly lensKnown: boolean;
  readonly focalPrior: FocalPrior;
  readonly landmarks: ViewLandmarks | null;
  readonly expression: string | null;
}

export interface Capture {
  readonly folder: string;
  /** The file that describes the views, for messages; the capture itself where none does. */
  readonly source: string;
  readonly unit: CaptureUnit;
  readonly views: readonly View[];
  /** A scan of the person, where the capture names one: its path, and 68 landmarks on it [68, 3] or null. */
  readonly scan: { readonly path: string; readonly landmarks68: Float64Array | null } | null;
  /** Which frames of a film the views are; null where they are photographs. */
  readonly film: FilmChoice | null;
  readonly warnings: readonly string[];
}

export interface LoadCaptureOptions {
  /** Indices of the views to use, all if omitted; of a film the numbers of the frames. */
  readonly views?: readonly number[];
  /** How many frames of a film are chosen, 8 if omitted; fewer where it shows fewer sides of the head. */
  readonly videoViews?: number;
  /** Who looks for faces in the frames of a film: this thread if omitted. */
  readonly looking?: FilmLooking;
  /** Solve the cameras even where they are given. */
  readonly ignoreCameras?: boolean;
  /** Ends the reading, between two photographs, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * A face photograph without EXIF: 1.5 image sides, from a telephone's 0.8 to 3 and more of a long lens or a picture that was cut. One
 * photograph alone tells little of it and is held more firmly.
 */
const DEFAULT_FOCAL_FACTOR = 1.5;
const DEFAULT_FOCAL_SIGMA = 0.6;
const ALONE_FOCAL_SIGMA = 0.3;
const EXIF_FOCAL_SIGMA = 0.06;
const GIVEN_FOCAL_SIGMA = 1e-3;

/**
 * Reads a capture: a folder of photographs, a folder with capture.json, one photograph, or a film (`capture/formats`). A photograph
 * of a folder's listing that does not decode is left out with a warning; the indices of views count it.
 * @throws {AsmFitError} input; usage for view indices out of range; no_face for a film without a face
 */
export async function loadCapture(path: string, options: LoadCaptureOptions = {}): Promise<Capture> {
  const description = describeCapture(path);
  const film = description.film === null ? null : await openFilm(join(description.folder, description.film));
  return film === null ? loadPhotographs(description, options) : loadFilm(description, film, options);
}

/** Frames of a film, chosen or named: photographs of one lens. */
async function loadFilm(description: CaptureDescription, film: Film, options: LoadCaptureOptions): Promise<Capture> {
  const { folder, source, unit } = description;
  const {
    choice,
    views: frames,
    warnings,
  } = await filmViews(film, {
    pool: openNetworkPool(1),
    signal: options.signal,
    ...options.looking,
    count: options.videoViews ?? VIDEO_VIEWS,
    named: options.views ?? null,
  });
  const views: View[] = [];
  for (const { frame, name, image } of frames) {
    const entry = { place: name, image: name, camera: choice.file };
    views.push(
      await loadView(
        description,
        { entry, index: frame, alone: frames.length === 1 },
        { image, exifFocal: null },
        false,
      ),
    );
  }
  return { folder, source, unit, views, scan: null, film: choice, warnings };
}

async function loadPhotographs(description: CaptureDescription, options: LoadCaptureOptions): Promise<Capture> {
  const { folder, source, unit, scan } = description;
  const chosen = chosenViews(description, options);
  // Of the pictures found in a folder one may be missed; one that the capture, --views or the path names may not.
  const mayMiss = description.pictures === 'found' && options.views === undefined;
  const views: View[] = [];
  const leftOut: AsmFitError[] = [];
  for (const index of chosen) {
    options.signal?.throwIfAborted();
    const loaded = await loadImage(resolve(folder, description.views[index].image)).catch((error: unknown) => {
      if (!(mayMiss && error instanceof AsmFitError)) throw error;
      leftOut.push(error);
      return null;
    });
    if (loaded === null) continue;
    const entry = description.views[index];
    views.push(
      await loadView(description, { entry, index, alone: chosen.length === 1 }, loaded, options.ignoreCameras ?? false),
    );
  }
  if (views.length === 0) throw noneDecodes(folder, leftOut);
  return {
    folder,
    source,
    unit,
    views,
    scan: scan === null ? null : { path: join(folder, scan.mesh), landmarks68: scan.landmarks68 },
    film: null,
    warnings: [
      ...leftOut.map(({ message }) => `${message}; it is left out`),
      ...warningsOf(views),
      ...unusedLandmarks(folder, views),
    ],
  };
}

/** @throws {AsmFitError} usage: a view that is not there, or twice */
function chosenViews({ views }: CaptureDescription, options: LoadCaptureOptions): readonly number[] {
  const chosen = options.views ?? views.map((_, i) => i);
  for (const index of chosen)
    if (!(Number.isInteger(index) && index >= 0 && index < views.length))
      throw new AsmFitError(
        'usage',
        `views: indices must lie in 0..${views.length - 1}; received ${index}`,
        'count the views of the capture from 0',
      );
  if (new Set(chosen).size !== chosen.length)
    throw new AsmFitError('usage', `views: each must stand once; received ${chosen.join(', ')}`, 'leave out repeats');
  return chosen;
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
  description: CaptureDescription,
  { entry, index, alone }: { readonly entry: DescribedView; readonly index: number; readonly alone: boolean },
  { image, exifFocal }: LoadedImage,
  ignoreCameras: boolean,
): Promise<View> {
  const { folder, source } = description;
  const where = `${basename(source)}: ${entry.place}`;
  const { width, height } = image;
  if ((entry.width ?? width) !== width || (entry.height ?? height) !== height)
    throw new AsmFitError(
      'input',
      `${where}: width and height must be those of the image, ${width} x ${height}; received ${entry.width} x ${entry.height}`,
      'K belongs to one image size: give the K of this one',
    );
  const taken = {
    image,
    mask: entry.mask === undefined ? null : await loadMask(join(folder, entry.mask), width, height),
    labels: entry.labels === undefined ? null : await loadLabels(join(folder, entry.labels), width, height),
    landmarks: readLandmarksBeside(resolve(folder, entry.image)),
  };
  const usual = DEFAULT_FOCAL_FACTOR * Math.max(width, height);
  const lens = entry.intrinsics ?? { fx: usual, fy: usual, cx: width / 2, cy: height / 2 };
  const picture =
    entry.distortion === undefined ? taken : pinholePicture(taken, { ...lens, distortion: entry.distortion }, where);
  const intrinsics = ignoreCameras ? undefined : entry.intrinsics;
  const sigmaLog = alone ? ALONE_FOCAL_SIGMA : DEFAULT_FOCAL_SIGMA;
  const focalPrior = focalPriorOf(intrinsics, exifFocal, { focal: usual, sigmaLog });
  return {
    index,
    name: entry.image,
    ...picture,
    camera: ignoreCameras ? null : cameraOf(entry, picture.image, description.unit),
    cameraKey: entry.camera ?? `${width}x${height}@${focalPrior.focal.toFixed(0)}`,
    lensKnown: (intrinsics ?? entry.camera ?? exifFocal) !== null,
    focalPrior,
    expression: entry.expression ?? null,
  };
}

function cameraOf({ intrinsics, pose }: DescribedView, { width, height }: ByteImage, unit: CaptureUnit): Camera | null {
  if (intrinsics === undefined || pose === undefined) return null;
  const toMm = unit === 'm' ? 1000 : 1;
  const { fx, fy, cx, cy } = intrinsics;
  const translation = Float64Array.from(pose.translation, (x) => x * toMm);
  return { width, height, fx, fy, cx, cy, rotation: Float64Array.from(pose.rotation), translation };
}

function focalPriorOf(given: Intrinsics | undefined, exifFocal: number | null, usual: FocalPrior): FocalPrior {
  if (given !== undefined) return { focal: (given.fx + given.fy) / 2, sigmaLog: GIVEN_FOCAL_SIGMA };
  if (exifFocal !== null) return { focal: exifFocal, sigmaLog: EXIF_FOCAL_SIGMA };
  return usual;
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
