import { type FaceSearch, requirePersons } from '../../capture/detection/person-check.ts';
import type { Capture, View } from '../../capture/load-capture.ts';
import type { NetworkPool } from '../../capture/network-processes/network-pool.ts';
import type { ViewSegmentation } from '../../capture/segmentation/label-view.ts';
import { AsmFitError } from '../../errors.ts';
import { facesOfViews } from './faces-of-views.ts';
import type { ViewObservation } from './landmarks/observation.ts';

/** A view that takes part in the fit; without landmarks only where its camera is given. */
export interface ObservedView {
  readonly view: View;
  readonly observation: ViewObservation | null;
  /** 1 for landmarks from a file */
  readonly presence: number;
  /** Of the face detector, 0..1; null for landmarks from a file and where no face is found. */
  readonly detectorConfidence: number | null;
  /** The face's, [128]; null for landmarks from a file and where no face is found. */
  readonly embedding: Float64Array | null;
  /** Whether its face is another person's than the other photographs'. */
  readonly stranger: boolean;
  /** What is what in it; null until it is asked, and where nobody asks. */
  readonly segmentation: ViewSegmentation | null;
}

export interface ObservedCapture {
  readonly used: readonly ObservedView[];
  /** Views set aside: without a face, with another person's, or contradicted by the rest. */
  readonly unused: readonly ObservedView[];
  readonly warnings: readonly string[];
}

/** How views are searched for faces. */
interface ViewSearch extends Pick<FaceSearch, 'strict' | 'signal'> {
  readonly pool: NetworkPool;
  /** Whether faces of different photographs are compared: see {@link facesOfViews}. */
  readonly recognition: boolean;
}

const STRANGER =
  'its face is unlike those of most photographs: another person? The view is set aside (--no-recognition keeps it)';
const STRANGE_THOUGH_GIVEN =
  'its face is unlike those of most photographs: another person? It counts because its camera is given';

/**
 * Finds the landmarks of every view.
 * @throws {AsmFitError} no_face: no view shows a face; input: the search is strict, and a view whose landmarks are looked
 * for shows no person's face; one without a face counts all the same where all cameras are given
 */
export async function observeViews(
  capture: Capture,
  { pool, strict, recognition, signal }: ViewSearch,
  onView: (done: number) => void,
): Promise<ObservedCapture> {
  const unmarked = capture.views.filter((view) => view.landmarks === null);
  let done = capture.views.length - unmarked.length;
  const onDone = (): void => onView(done++);
  const { faces, strangers, warnings: told } = await facesOfViews(unmarked, { pool, recognition, onDone, signal });
  const warnings = [...told];
  const unasked = { detectorConfidence: null, embedding: null, stranger: false, segmentation: null };
  const observed = capture.views.map((view): ObservedView => {
    if (view.landmarks !== null) return { ...unasked, view, observation: view.landmarks, presence: 1 };
    const place = unmarked.indexOf(view);
    const face = faces[place];
    if (face === null) return { ...unasked, view, observation: null, presence: 0 };
    const { points, confidence, irises, rims, lips, presence, detectorConfidence, embedding } = face;
    return {
      view,
      observation: { scheme: 'mediapipe468', points, confidence, irises, rims, lips },
      presence,
      detectorConfidence,
      embedding,
      stranger: strangers.includes(place),
      segmentation: null,
    };
  });
  if (observed.every(({ observation }) => observation === null))
    throw new AsmFitError(
      'no_face',
      `${capture.folder}: at least one photograph must show a face; received ${capture.views.length} without`,
      'use photographs in which both eyes show, or put landmarks beside them (docs/capture-format.md)',
    );
  const rigGiven = capture.views.every((view) => view.camera !== null);
  if (strict)
    requirePersons(
      unmarked
        .map(({ name }, i) => ({ name, face: faces[i] }))
        // From behind a given camera shows a head too.
        .filter(({ face }) => face !== null || !rigGiven),
    );
  const used: ObservedView[] = [];
  const unused: ObservedView[] = [];
  for (const entry of observed) {
    const { stranger } = entry;
    if (stranger) warnings.push(`${entry.view.name}: ${rigGiven ? STRANGE_THOUGH_GIVEN : STRANGER}`);
    if (stranger && !rigGiven) unused.push(entry);
    else if (entry.observation !== null) used.push(entry);
    else if (rigGiven) {
      used.push(entry);
      warnings.push(`${entry.view.name}: no face found; its pixels still count because its camera is given`);
    } else {
      unused.push(entry);
      warnings.push(`${entry.view.name}: no face found; the view is set aside`);
    }
  }
  return { used, unused, warnings };
}
