import { type FaceSearch, faceWarnings, requirePersons } from '../capture/detection/person-check.ts';
import type { Frame } from '../capture/frames/load-frames.ts';
import { recognizeIn } from '../capture/network-processes/detect-in-pool.ts';
import { type NetworkPool, openNetworkPool } from '../capture/network-processes/network-pool.ts';
import type { RecognizedFace } from '../capture/recognition/recognize-faces.ts';
import { type HeadClasses, headClasses } from '../capture/segmentation/head-classes.ts';
import { asOnePerson, seesFace, segmentHead } from '../capture/segmentation/segment-head.ts';
import { AsmFitError } from '../errors.ts';
import type { ByteImage } from '../image/image.ts';
import { fuseIdentity } from './fuse-codes.ts';
import type { DecaModel, SeenFace } from './reconstruct-face.ts';
import { encodePhoto } from './view-codes.ts';

/** A picture with a face, and what the encoder says of it. */
export interface FoundFace extends SeenFace {
  /** Of the picture among those that were looked at. */
  readonly index: number;
  readonly name: string;
  /** Of the face detector, 0..1. */
  readonly detectorConfidence: number;
}

export interface FoundFaces<M extends DecaModel> {
  readonly model: M;
  readonly faces: readonly FoundFace[];
  readonly warnings: readonly string[];
}

/** A search in processes of its own. */
export interface FaceSearchIn extends FaceSearch {
  /** Where they are open already; the search closes them. */
  readonly pool?: NetworkPool;
  /** Whether faces will be painted: what is what around them is told too. */
  readonly painted?: boolean;
}

/** A picture, its face's landmarks, and, soon, what is what around it; null what was not found, or not asked for. */
export type LocatedFace = [frame: Frame, face: RecognizedFace | null, classes: Promise<HeadClasses | null>];

/** Pictures that are held at a time; looking for faces in each lot starts processes anew. */
const LOT_BYTES = 256 * 2 ** 20;

/**
 * The face of each picture; other processes look for it while the model loads. No more pictures are held than 256 MB. Where it
 * fails, the model's encoder is closed; else that is the caller's.
 * @param load the model, and what else the caller wants made meanwhile
 * @throws {AsmFitError} no_face: none shows one; input: the search is strict, and one shows no person's face
 */
export async function findFaces<M extends DecaModel>(
  load: () => Promise<M>,
  frames: Iterable<Frame> | AsyncIterable<Frame>,
  search: FaceSearchIn,
): Promise<FoundFaces<M>> {
  let sent = (): void => {};
  const away = new Promise<void>((resolve) => {
    sent = resolve;
  });
  const located = locateFaces(frames, search, () => sent());
  const looking = located.next();
  // Decoding a picture and sending it take this thread's turns, which loading does not leave.
  await Promise.race([away, looking]);
  const loading = load();
  // Asked for below, after the picture; a failure meanwhile is told then.
  loading.catch(() => {});
  try {
    const first = await looking;
    return await encodeFaces(await loading, first, located);
  } catch (error) {
    await loading.then(
      ({ encoder }) => encoder.close(),
      () => {},
    );
    throw error;
  }
}

/** The codes of all faces that are located. @param first what the search found first */
async function encodeFaces<M extends DecaModel>(
  model: M,
  first: IteratorResult<LocatedFace>,
  located: AsyncGenerator<LocatedFace>,
): Promise<FoundFaces<M>> {
  const faces: Omit<FoundFace, 'classes'>[] = [];
  const told: Promise<HeadClasses | null>[] = [];
  const warnings: string[] = [];
  const names: string[] = [];
  for (let next = first; next.done !== true; next = await located.next()) {
    const [{ name, image }, face, classes] = next.value;
    const index = names.push(name) - 1;
    if (face === null) {
      warnings.push(`${name}: no face found; the picture is left out`);
      continue;
    }
    warnings.push(...faceWarnings({ name, face }, 'largest'));
    const view = await encodePhoto(model.encoder, model.mirror, image, face);
    faces.push({ index, name, view, detectorConfidence: face.detectorConfidence });
    told.push(classes);
  }
  if (faces.length === 0) throw noFaceError(names);
  const classes = await Promise.all(told);
  return { model, faces: faces.map((face, i) => ({ ...face, classes: classes[i] })), warnings };
}

/**
 * Each picture with the landmarks of its face, or null, in turn; pictures are asked for lot by lot.
 * @param onSent told whenever a process has a picture
 * @throws {AsmFitError} input: the search is strict, and a picture of the lot shows no person's face
 */
export async function* locateFaces(
  frames: Iterable<Frame> | AsyncIterable<Frame>,
  { threads, strict, signal, pool: started = openNetworkPool(threads), painted = false }: FaceSearchIn,
  onSent: () => void = () => {},
): AsyncGenerator<LocatedFace> {
  signal?.throwIfAborted();
  let pool = started;
  // Loads its networks while the first lot is decoded.
  pool.start();
  try {
    for await (const lot of lotsOf(frames)) {
      const images = lot.map(({ image }) => image);
      const all = await recognizeIn(pool, images, { onDone: () => {}, signal }, onSent);
      const found = all.map(([largest]) => largest ?? null);
      if (strict) requirePersons(lot.map(({ name }, i) => ({ name, face: found[i] })));
      const told = painted ? classesOf(pool, images, found, signal) : Promise.resolve(found.map(() => null));
      const classes = found.map((_, i) => told.then((all) => all[i]));
      // Whoever asks is told of a failure; who does not is not.
      for (const one of classes) one.catch(() => {});
      for (const [i, frame] of lot.entries()) yield [frame, found[i], classes[i]];
      await told;
      // What the networks took goes back to the system until the next lot.
      pool.close();
      pool = openNetworkPool(threads);
    }
  } finally {
    pool.close();
  }
}

/** What is what around each face; null where there is none, or the network has not seen it. */
async function classesOf(
  pool: NetworkPool,
  images: readonly ByteImage[],
  found: readonly (RecognizedFace | null)[],
  signal: AbortSignal | undefined,
): Promise<(HeadClasses | null)[]> {
  const shown = found.flatMap((face, i) =>
    face === null ? [] : [{ i, image: images[i], face: { scheme: 'mediapipe468' as const, points: face.points } }],
  );
  const looked = await pool.share(shown, segmentHead, { onDone: () => {}, signal });
  const out: (HeadClasses | null)[] = images.map(() => null);
  for (const [k, { i, face }] of shown.entries()) {
    // Pictures may show one person or many: each says for itself whether there is hair.
    const [head] = asOnePerson([looked[k]]);
    if (seesFace(head, face)) out[i] = headClasses(head);
  }
  return out;
}

async function* lotsOf(frames: Iterable<Frame> | AsyncIterable<Frame>): AsyncGenerator<Frame[]> {
  let lot: Frame[] = [];
  let bytes = 0;
  for await (const frame of frames) {
    lot.push(frame);
    bytes += frame.image.data.length;
    if (bytes < LOT_BYTES) continue;
    yield lot;
    lot = [];
    bytes = 0;
  }
  if (lot.length > 0) yield lot;
}

/** That no picture shows a face. */
export function noFaceError(names: readonly string[]): AsmFitError {
  return new AsmFitError(
    'no_face',
    `${names.join(', ')}: at least one picture must show a face; received ${names.length} without`,
    'use photographs in which both eyes show and the face is at least 60 pixels wide',
  );
}

/** The same faces with one identity: that of the person whom all of them show. */
export function withOneIdentity(faces: readonly FoundFace[]): FoundFace[] {
  const { shape, albedo, logVariance } = fuseIdentity(faces.map(({ view }) => view));
  return faces.map(({ view, ...face }) => ({
    ...face,
    view: { ...view, codes: { ...view.codes, shape, albedo }, logVariance },
  }));
}
