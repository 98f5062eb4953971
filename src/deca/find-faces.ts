import { detectLandmarks } from '../capture/detection/detector-pool.ts';
import type { Frame } from '../capture/load-frames.ts';
import { AsmFitError } from '../errors.ts';
import { fuseIdentity } from './fuse-codes.ts';
import type { DecaModel } from './reconstruct-face.ts';
import { encodePhoto, type ViewCodes } from './view-codes.ts';

/** A picture with a face, and what the encoder says of it. */
export interface FoundFace {
  readonly frame: Frame;
  readonly view: ViewCodes;
}

export interface FoundFaces<M extends DecaModel> {
  readonly model: M;
  readonly faces: readonly FoundFace[];
  readonly warnings: readonly string[];
}

/**
 * The face of each picture; other processes look for it while the model loads.
 * @param load the model, and what else the caller wants made meanwhile
 * @throws {AsmFitError} no_face: none shows one
 */
export async function findFaces<M extends DecaModel>(
  load: () => Promise<M>,
  frames: readonly Frame[],
  threads: number,
): Promise<FoundFaces<M>> {
  const detecting = detectLandmarks(
    frames.map(({ image }) => image),
    threads,
    () => {},
  );
  const [found, model] = await Promise.all([detecting, load()]);
  const faces: FoundFace[] = [];
  const warnings: string[] = [];
  for (const [i, frame] of frames.entries()) {
    const face = found[i];
    if (face === null) {
      warnings.push(`${frame.name}: no face found; the picture is left out`);
      continue;
    }
    if (face.faceCount > 1)
      warnings.push(`${frame.name}: ${face.faceCount} faces; the largest near the middle is taken`);
    faces.push({ frame, view: await encodePhoto(model.encoder, model.mirror, frame.image, face.points) });
  }
  if (faces.length === 0) throw noFaceError(frames);
  return { model, faces, warnings };
}

/** That no picture shows a face. */
export function noFaceError(frames: readonly Frame[]): AsmFitError {
  return new AsmFitError(
    'no_face',
    `${frames.map(({ name }) => name).join(', ')}: at least one picture must show a face; received ${frames.length} without`,
    'use photographs in which both eyes show and the face is at least 60 pixels wide',
  );
}

/** The same faces with one identity: that of the person whom all of them show. */
export function asOnePerson(faces: readonly FoundFace[]): FoundFace[] {
  const { shape, albedo, logVariance } = fuseIdentity(faces.map(({ view }) => view));
  return faces.map(({ frame, view }) => ({
    frame,
    view: { ...view, codes: { ...view.codes, shape, albedo }, logVariance },
  }));
}
