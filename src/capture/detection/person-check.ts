import { AsmFitError } from '../../errors.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';

/** How faces are looked for in photographs. */
export interface FaceSearch {
  /** Processes that look. */
  readonly threads: number;
  /** Whether a photograph that shows no person's face is refused. */
  readonly strict: boolean;
  /** Ends the search with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A photograph's name, and the face that was found in it. */
export interface LookedAt {
  readonly name: string;
  readonly face: Pick<DetectedLandmarks, 'detectorConfidence' | 'faceCount'> | null;
}

/**
 * Below this `detectorConfidence` a face is hardly a person's. Of 256 pictures of persons the least has 0.83, the same dark,
 * tinted, grey, hazy or small 0.74; of 30 animals that the mesh network takes for faces all but three monkeys have less than 0.73.
 */
export const PERSON_CONFIDENCE = 0.73;

/** Which of a photograph's faces is taken. */
const CHOICES = { largest: 'the largest near the middle', likest: "the one most like the other photographs'" } as const;

/** What is doubtful about the face that a photograph shows, in words. */
export function faceWarnings({ name, face }: LookedAt, choice: keyof typeof CHOICES): string[] {
  if (face === null) return [];
  return [
    ...(face.faceCount > 1 ? [`${name}: ${face.faceCount} faces; ${CHOICES[choice]} is taken`] : []),
    ...(isPerson(face)
      ? []
      : [
          `${name}: hardly a person's face: the face detector's confidence is ${shown(face)}, of persons at least ${PERSON_CONFIDENCE}; the result is a person's head all the same: look at it, or leave the picture out (strict refuses it)`,
        ]),
  ];
}

/**
 * That each photograph shows a person's face.
 * @throws {AsmFitError} input: some show none; the message names them with the face detector's confidence
 */
export function requirePersons(pictures: readonly LookedAt[]): void {
  const refused = pictures.filter(({ face }) => face === null || !isPerson(face));
  if (refused.length === 0) return;
  const found = refused.map(({ name, face }) => (face === null ? `${name} (no face)` : `${name} (${shown(face)})`));
  throw new AsmFitError(
    'input',
    `strict: every photograph must show a person's face, of which the face detector's confidence is at least ${PERSON_CONFIDENCE}; received ${found.join(', ')}`,
    'leave these pictures out, take photographs in which both eyes show, or go without strict',
  );
}

function isPerson({ detectorConfidence }: Pick<DetectedLandmarks, 'detectorConfidence'>): boolean {
  return detectorConfidence >= PERSON_CONFIDENCE;
}

/** Rounded down: what lies below the bound reads so. */
function shown({ detectorConfidence }: Pick<DetectedLandmarks, 'detectorConfidence'>): string {
  return (Math.floor(100 * detectorConfidence) / 100).toFixed(2);
}
