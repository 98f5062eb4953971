import sharp from 'sharp';
import type { ByteImage } from '../../image/image.ts';
import type { FaceLook } from '../detection/look-at-face.ts';
import { PERSON_CONFIDENCE } from '../detection/person-check.ts';
import type { NetworkPool } from '../network-processes/network-pool.ts';
import type { SureFrame } from './choose-frames.ts';
import type { Film } from './film.ts';

/** How a film is looked through. */
export interface FilmLooking {
  /** Processes that look. */
  readonly pool: NetworkPool;
  /** Told how many frames will be looked at, then of each. */
  readonly onFrames?: ((count: number) => void) | undefined;
  readonly onFrame?: ((done: number) => void) | undefined;
  /** Ends the looking with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface LookedThrough {
  /** Every n-th frame was looked at. */
  readonly step: number;
  /** How many were. */
  readonly looked: number;
  /** Those that show one person's face for sure. */
  readonly sure: readonly SureFrame[];
}

/** Frames of a film that are looked at. */
export const MAX_LOOKS = 120;
/** Longer side of what is looked at, pixels: the networks see faces at 192. */
const LOOKED_SIDE = 960;
/** Pictures that are there at a time: as many as keep some processes busy. */
const BATCH = 8;
/** Of the face's size: a face beside it that is larger may as well be the one that is meant. */
const LARGEST_OTHER = 0.6;

/** Looks for the face in frames of a film, at most {@link MAX_LOOKS} in even steps; a few pictures are held at a time. */
export async function lookThroughFilm(film: Film, looking: FilmLooking): Promise<LookedThrough> {
  const step = Math.ceil(film.frameCount / MAX_LOOKS);
  looking.onFrames?.(Math.ceil(film.frameCount / step));
  const sure: SureFrame[] = [];
  let looked = 0;
  const lookAt = async (batch: readonly ShrunkFrame[]): Promise<void> => {
    const onDone = (): void => {
      looked++;
      looking.onFrame?.(looked);
    };
    const found = await looking.pool.share(batch, (networks, { image }) => networks.look(image), {
      onDone,
      signal: looking.signal,
    });
    batch.forEach(({ frame }, i) => {
      const look = found[i];
      if (look !== null && isSure(look))
        sure.push({ ...look.headPose, frame, sharpness: look.sharpness, moment: look.moment });
    });
  };
  let batch: ShrunkFrame[] = [];
  for await (const { frame, image } of film.frames(step)) {
    looking.signal?.throwIfAborted();
    batch.push({ frame, image: await shrunk(image) });
    if (batch.length < BATCH) continue;
    await lookAt(batch);
    batch = [];
  }
  await lookAt(batch);
  return { step, looked, sure };
}

interface ShrunkFrame {
  readonly frame: number;
  readonly image: ByteImage;
}

/** That a frame shows one person's face, or others' far behind. */
function isSure({ detectorConfidence, otherFace }: FaceLook): boolean {
  return detectorConfidence >= PERSON_CONFIDENCE && otherFace <= LARGEST_OTHER;
}

async function shrunk(image: ByteImage): Promise<ByteImage> {
  const { width, height, data } = image;
  if (Math.max(width, height) <= LOOKED_SIDE) return image;
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: LOOKED_SIDE, height: LOOKED_SIDE, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: small.info.width, height: small.info.height, data: small.data };
}
