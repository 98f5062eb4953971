import type { Capture, View } from '../../../src/capture/load-capture.ts';
import { drawPerson, type SyntheticPerson } from '../../../src/evaluation/synthetic/draw-person.ts';
import { PLAIN_CONDITIONS } from '../../../src/evaluation/synthetic/photographs.ts';
import { photograph } from '../../../src/evaluation/synthetic/synthetic-capture.ts';
import type { MorphableFit, Refits } from '../../../src/fitting/cameras/morphable-fit.ts';
import { gatherEvidence, workingCameras } from '../../../src/fitting/evidence/gather-evidence.ts';
import { type FitInput, withObserved } from '../../../src/fitting/evidence/observe-capture.ts';
import type { ObservedView } from '../../../src/fitting/evidence/observe-views.ts';
import { greyViews } from '../../../src/fitting/evidence/pixels/feature-images.ts';
import { faceSamples } from '../../../src/fitting/evidence/pixels/surface-samples.ts';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import type { InitialHead } from '../../../src/fitting/first-mesh/initial-head.ts';
import { noDeviations } from '../../../src/fitting/unknowns/head-state.ts';
import { restJaws } from '../../../src/fitting/unknowns/jaw-pose.ts';
import { viewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { SLIT_NAMES } from '../../../src/head/anatomy/slits.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { jawedPoints } from '../../../src/head/shape/jawed-points.ts';
import { createShapeSpace, expressionStart } from '../../../src/head/shape/shape-space.ts';
import { type ByteImage, byteImage } from '../../../src/image/image.ts';
import type { Kernels } from '../../../src/kernels/kernel.ts';
import type { PartImages } from '../../../src/render/mesh/head-mesh.ts';

const SIZE = 220;

/** Rendered photographs of someone, and their true cameras. */
export interface Portraits {
  readonly person: SyntheticPerson;
  readonly images: readonly ByteImage[];
  readonly cameras: readonly Camera[];
}

/** Who is photographed, how often, and how far to the sides, degrees. */
export interface Sitting {
  readonly seed: number;
  readonly views: number;
  readonly yaw: number;
  /** Pixels. */
  readonly size?: number;
}

export function portraits(head: HeadModel, parts: PartImages, { seed, views, yaw, size = SIZE }: Sitting): Portraits {
  const random = createRandom(seed);
  const person = drawPerson(head, parts, random, 0);
  const { images, cameras } = photograph(person, random, { views, size }, { ...PLAIN_CONDITIONS, yaw });
  return { person, images: images.map((image) => byteImage(image)), cameras };
}

/** Landmarks that say nothing, for views that have some. */
const SILENT = {
  scheme: 'mediapipe468',
  points: new Float64Array(936),
  confidence: new Float64Array(468),
  irises: null,
} as const;

/** A fit of someone's true head, whose views may lie. @param given whether the capture gives its cameras */
export function portraitInput(head: HeadModel, { images, cameras }: Portraits, given = false): FitInput {
  const views = images.map(
    (image, index): View => ({
      index,
      name: `${index}.jpg`,
      image,
      mask: null,
      labels: null,
      camera: given ? cameras[index] : null,
      cameraKey: 'one',
      lensKnown: true,
      focalPrior: { focal: cameras[index].fx, sigmaLog: 0.1 },
      landmarks: null,
      expression: null,
    }),
  );
  const capture: Capture = { folder: '', source: '', unit: 'mm', views, scan: null, film: null, warnings: [] };
  const space = createShapeSpace(head);
  const used = views.map(
    (view): ObservedView => ({
      view,
      observation: SILENT,
      presence: 1,
      detectorConfidence: 1,
      embedding: null,
      stranger: false,
      segmentation: null,
    }),
  );
  const observed = { used, unused: [], warnings: [] };
  const input = { capture, head, space, observed, views, points: landmarkSets(space), bias: null, photoLandmarks: [] };
  return withObserved({ ...input, stages: [] }, observed);
}

/** Where a true head stands before cameras of an input's views, photograph pixels. */
export function standingHead(
  { person }: Portraits,
  { space, views }: FitInput,
  cameras: readonly Camera[],
): InitialHead {
  const coefficients = new Float64Array(space.count);
  coefficients.set(person.identity);
  coefficients.set(person.expression, expressionStart(space));
  const expressions = viewExpressions(views, space);
  const jaws = restJaws(expressions);
  const own = { coefficients, jaws };
  const deviations = noDeviations(expressions);
  return { ...own, cameras, deviations, space, expectedJaws: jaws, own, method: 'template' };
}

/** A fit that leaves head and cameras where they stand. */
export function stillFit(kernels: Kernels, input: FitInput, first: InitialHead, positions: Float64Array): MorphableFit {
  const { space, cameras } = first;
  const samples = jawedPoints(space, faceSamples(space, { count: 50, seed: 1, apartFrom: SLIT_NAMES }));
  const gathered = gatherEvidence(kernels, input, { space, cameras, positions }, samples);
  const evidence = { ...gathered, greys: greyViews(kernels.memory, gathered.views, 'grey'), greyKind: 'grey' as const };
  const state = { ...first, cameras: workingCameras(cameras, evidence.views) };
  return { input, first, initialPositions: positions, evidence, state };
}

/** Fits that leave everything where it stands; from landmarks all come out at the true cameras. */
export function stillRefits(kernels: Kernels, shown: Portraits): Refits {
  const { positions } = shown.person;
  return {
    fromLandmarks: async (input) => {
      const cameras = input.views.map(({ index }) => shown.cameras[index]);
      return stillFit(kernels, input, standingHead(shown, input, cameras), positions);
    },
    fromHead: async (input, first) => stillFit(kernels, input, first, positions),
    time: (work) => work(),
  };
}
