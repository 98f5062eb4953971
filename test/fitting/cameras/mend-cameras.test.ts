import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import type { ViewSegmentation } from '../../../src/capture/segmentation/label-view.ts';
import { findViews } from '../../../src/fitting/cameras/find-view.ts';
import { photographCameras } from '../../../src/fitting/cameras/head-of-views.ts';
import { confirmedScore, holdsLandmarks, judgeViews, leastScore } from '../../../src/fitting/cameras/judge-views.ts';
import { mendCameras } from '../../../src/fitting/cameras/mend-cameras.ts';
import type { MorphableFit } from '../../../src/fitting/cameras/morphable-fit.ts';
import { offsetPose } from '../../../src/fitting/cameras/pose-offset.ts';
import { withObserved } from '../../../src/fitting/evidence/observe-capture.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { rotationDistance } from '../../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import {
  type Portraits,
  portraitInput,
  portraits,
  standingHead,
  stillFit,
  stillRefits,
} from '../../helpers/fitting/portrait-fit.ts';

const RADIANS = Math.PI / 180;
const kernels = openKernels(1);
const head = loadBundledHead();
const parts = await loadPartImages(head);
/** Views at 0, -40, 40, -80, 80 degrees. */
const SHOWN = portraits(head, parts, { seed: 5, views: 5, yaw: 80 });
const OTHER = portraits(head, parts, { seed: 6, views: 1, yaw: 0 });
const PROFILE = 4;

function turned(camera: Camera, degrees: number): Camera {
  return offsetPose(camera, [0, -40, 60], [0, degrees * RADIANS, 0, 0, 0, 0]);
}

function withImage(shown: Portraits, v: number, image: ByteImage): Portraits {
  return { ...shown, images: shown.images.map((own, o) => (o === v ? image : own)) };
}

function nothing({ width, height }: ByteImage, seed = 9): ByteImage {
  const random = createRandom(seed);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => 128 + 30 * random.normal()) };
}

/** A photograph with so much noise in place of it, 0..1. */
function grainy(image: ByteImage, seed: number, share: number): ByteImage {
  const random = createRandom(seed);
  return { ...image, data: image.data.map((x) => (1 - share) * x + share * (128 + 60 * random.normal())) };
}

/** A fit in which one view's camera is another. */
function fitOf(shown: Portraits, v = 0, camera: Camera = shown.cameras[v], given = false): MorphableFit {
  const input = portraitInput(head, shown, given);
  const cameras = shown.cameras.map((own, o) => (o === v ? camera : own));
  return stillFit(kernels, input, standingHead(shown, input, cameras), shown.person.positions);
}

/** A fit without a view. */
function fitWithout(shown: Portraits, v: number): MorphableFit {
  const input = portraitInput(head, shown);
  const used = input.observed.used.filter((_, o) => o !== v);
  const rest = withObserved(input, { ...input.observed, used });
  const cameras = shown.cameras.filter((_, o) => o !== v);
  return stillFit(kernels, rest, standingHead(shown, rest, cameras), shown.person.positions);
}

function degreesOff(a: Camera, b: Camera): number {
  return rotationDistance(a.rotation, b.rotation) / RADIANS;
}

describe('judgeViews', () => {
  it('doubts no view of true cameras', () => {
    const { likeness, doubtful } = judgeViews(kernels, fitOf(SHOWN));
    expect(doubtful).toEqual([]);
    for (const { score } of likeness) expect(score).toBeGreaterThan(0.7);
  });

  it.each([-25, 8])('doubts a profile that is turned by %d degrees, and no other view', (degrees) => {
    const { doubtful } = judgeViews(kernels, fitOf(SHOWN, PROFILE, turned(SHOWN.cameras[PROFILE], degrees)));
    expect(doubtful).toEqual([PROFILE]);
  });

  it('doubts nobody where no pictures confirm each other', () => {
    const images = SHOWN.images.map((image, v) => nothing(image, v));
    expect(judgeViews(kernels, fitOf({ ...SHOWN, images })).doubtful).toEqual([]);
  });

  it('does not choose between two views', () => {
    const pair = { ...SHOWN, images: SHOWN.images.slice(0, 2), cameras: SHOWN.cameras.slice(0, 2) };
    expect(judgeViews(kernels, fitOf(pair, 1, turned(pair.cameras[1], 30))).doubtful).toEqual([]);
  });
});

describe('leastScore', () => {
  it('is that of other views, but for pixels that contradict landmarks', () => {
    expect(leastScore(0.5, null)).toBe(0.5);
    expect(leastScore(0.5, 11)).toBe(0.5);
    expect(leastScore(0.5, 20)).toBe(0.65);
    expect(leastScore(0.7, 20)).toBe(0.7);
  });
});

describe('holdsLandmarks', () => {
  const likeness = [0.7, 0.8, 0.9].map((score) => ({ score, shared: 0.3, trust: 0.6 }));
  const verdict = { likeness, doubtful: [] };

  it('is true of faces near the front that agree a little, beside what others agree', () => {
    expect(holdsLandmarks(verdict, 0.45, -35)).toBe(true);
    expect(holdsLandmarks(verdict, 0.45, 50)).toBe(false);
    expect(holdsLandmarks(verdict, 0.41, 0)).toBe(false);
    const alike = { likeness: likeness.map((view) => ({ ...view, score: 0.95 })), doubtful: [] };
    expect(holdsLandmarks(alike, 0.45, 0)).toBe(false);
  });
});

describe('findViews', () => {
  it('confirms no camera of a picture of nothing', () => {
    const fit = fitWithout(withImage(SHOWN, 2, nothing(SHOWN.images[0])), 2);
    const [found] = findViews(kernels, fit, [{ view: fit.input.capture.views[2], segmentation: null, guess: null }], 0);
    expect(found?.score ?? 0).toBeLessThan(confirmedScore(judgeViews(kernels, fit)));
  });
});

describe('findViews, of a view that landmarks put somewhere', () => {
  it('does not look for it from another side', () => {
    const fit = fitWithout(SHOWN, PROFILE);
    const sought = { view: fit.input.capture.views[PROFILE], segmentation: null };
    const [free] = findViews(kernels, fit, [{ ...sought, guess: null }], 0);
    const [held] = findViews(kernels, fit, [{ ...sought, guess: SHOWN.cameras[PROFILE - 1] }], 0);
    expect(degreesOff(free?.camera ?? SHOWN.cameras[0], SHOWN.cameras[PROFILE])).toBeLessThan(5);
    expect(degreesOff(held?.camera ?? SHOWN.cameras[PROFILE - 1], SHOWN.cameras[PROFILE - 1])).toBeLessThan(80);
  });
});

describe('findViews, of a view that landmarks put too far away', () => {
  it('finds it at its true distance', () => {
    const fit = fitWithout(SHOWN, PROFILE);
    const sought = { view: fit.input.capture.views[PROFILE], segmentation: null };
    const truth = SHOWN.cameras[PROFILE];
    const told = turned(truth, -30);
    const guess = { ...told, translation: told.translation.map((x) => 4 * x) };
    const [found] = findViews(kernels, fit, [{ ...sought, guess }], 0.7);
    expect(found?.score ?? 0).toBeGreaterThan(0.7);
    expect(degreesOff(found?.camera ?? guess, truth)).toBeLessThan(3);
  });
});

/** A photograph of a profile whose hair hides all that lies behind the eye, and what its pixels show. */
function underHair(v: number): { readonly image: ByteImage; readonly labels: Uint8Array } {
  const image = SHOWN.images[v];
  const landmarks = project(SHOWN.cameras[v], embeddedPoints(head.embeddings.ibug68, SHOWN.person.positions));
  const [nose, right, left] = [NOSE_TIP, RIGHT_EYE, LEFT_EYE].map((l) => landmarks[3 * l]);
  const eye = Math.abs(right - nose) > Math.abs(left - nose) ? right : left;
  const random = createRandom(4);
  const labels = new Uint8Array(image.width * image.height).fill(FACE_SKIN);
  const data = image.data.slice();
  for (let k = 0; k < labels.length; k++) {
    const x = k % image.width;
    if ((x - nose) / (eye - nose) < 1.1) continue;
    labels[k] = HAIR;
    data.fill(Math.max(0, 60 + 40 * random.normal()), 3 * k, 3 * k + 3);
  }
  return { image: { ...image, data }, labels };
}

/** Of iBUG's landmarks: the outer corners of the eyes. */
const [NOSE_TIP, RIGHT_EYE, LEFT_EYE] = [30, 36, 45];

describe('findViews, of a profile that hair hides in part', () => {
  const fit = fitWithout(SHOWN, PROFILE);
  const { image, labels } = underHair(PROFILE);
  const view = { ...portraitInput(head, SHOWN).views[PROFILE], image };
  const degreesFrom = (segmentation: ViewSegmentation | null): number => {
    const [found] = findViews(kernels, fit, [{ view, segmentation, guess: null }], 0);
    return found === null ? 180 : degreesOff(found.camera, SHOWN.cameras[PROFILE]);
  };

  it('compares skin alone where somebody says what is skin', () => {
    expect(degreesFrom({ kind: 'image', labels, width: image.width })).toBeLessThan(2);
    expect(degreesFrom(null)).toBeGreaterThan(2);
  });
});

describe('mendCameras', () => {
  it('leaves a fit alone whose pixels confirm all cameras', async () => {
    const fit = fitOf(SHOWN);
    expect(await mendCameras(kernels, fit, stillRefits(kernels, SHOWN))).toBe(fit);
  });

  it('finds a wrong and a lost view and drops the landmarks of the wrong one alone', async () => {
    const fit = fitOf(SHOWN, PROFILE, turned(SHOWN.cameras[PROFILE], -25));
    const { observed } = fit.input;
    const lost = { ...observed.used[3], observation: null };
    const used = observed.used.filter((_, v) => v !== 3);
    const warnings = ['3.jpg: no face found; the view is set aside', '3.jpg: dark'];
    const input = withObserved(fit.input, { used, unused: [lost], warnings });
    const cameras = photographCameras(fit).filter((_, v) => v !== 3);
    const start = stillFit(kernels, input, standingHead(SHOWN, input, cameras), SHOWN.person.positions);
    const mended = await mendCameras(kernels, start, stillRefits(kernels, SHOWN));
    expect(mended.input.views.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    photographCameras(mended).forEach((camera, v) => {
      expect(degreesOff(camera, SHOWN.cameras[v])).toBeLessThan(1.5);
    });
    // The lost profile, told nothing of where it is, as well as the others.
    const { likeness, doubtful } = judgeViews(kernels, mended);
    expect(doubtful).toEqual([]);
    for (const { score } of likeness) expect(score).toBeGreaterThan(0.7);
    expect(mended.input.observed.used.map(({ observation }) => observation !== null)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(mended.input.observed.unused).toEqual([]);
    expect(mended.input.observed.warnings).toEqual([
      '3.jpg: dark',
      expect.stringMatching(/^3\.jpg: without landmarks, but its pixels show the head, turned by \d+ degrees/),
      expect.stringMatching(/^4\.jpg: its pixels show the head, turned by \d+ degrees, 2\d degrees from/),
    ]);
  });

  it('sets a view of another person aside', async () => {
    const shown = withImage(SHOWN, 2, OTHER.images[0]);
    const mended = await mendCameras(kernels, fitOf(shown), stillRefits(kernels, shown));
    expect(mended.input.views.map(({ index }) => index)).toEqual([0, 1, 3, 4]);
    expect(mended.input.observed.unused.map(({ view }) => view.index)).toEqual([2]);
    expect(mended.input.observed.warnings).toEqual([
      expect.stringMatching(/^2\.jpg: its pixels confirm no camera: .* the view is set aside$/),
    ]);
  });

  it.each([
    { share: 0.06, kept: true },
    { share: 0.1, kept: false },
  ])('believes pixels that contradict landmarks where they are sure: noise $share', async ({ share, kept }) => {
    const shown = { ...SHOWN, images: SHOWN.images.map((image, v) => grainy(image, v, share)) };
    const fit = fitOf(shown, PROFILE, turned(SHOWN.cameras[PROFILE], -25));
    const mended = await mendCameras(kernels, fit, stillRefits(kernels, shown));
    expect(mended.input.views.some(({ index }) => index === PROFILE)).toBe(kept);
    const said = kept
      ? /^4\.jpg: its pixels show the head, .* 2\d degrees from/
      : /^4\.jpg: .* by 0\.5\d, 2\d degrees from where its landmarks put it, 0\.65 is the least; .* set aside$/;
    expect(mended.input.observed.warnings).toEqual([expect.stringMatching(said)]);
  });

  it('keeps a face near the front that pixels neither confirm nor move, and says so; a profile it does not', async () => {
    const shown = { ...SHOWN, images: SHOWN.images.map((image, v) => grainy(image, v, v === 1 ? 0.24 : 0.06)) };
    const held = await mendCameras(kernels, fitOf(shown), stillRefits(kernels, shown));
    expect(held.input.observed.used.map(({ observation }) => observation)).not.toContain(null);
    expect(held.input.views.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(held.input.observed.warnings).toEqual([
      expect.stringMatching(
        /^1\.jpg: its pixels agree .* by 0\.[45]\d alone, .*; it stays where its landmarks put it: /,
      ),
    ]);
    const side = withImage(SHOWN, PROFILE, grainy(SHOWN.images[PROFILE], 3, 0.2));
    const aside = await mendCameras(kernels, fitOf(side), stillRefits(kernels, side));
    expect(aside.input.views.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(aside.input.observed.warnings).toEqual([expect.stringMatching(/^4\.jpg: .* the view is set aside$/)]);
  });

  it('keeps both such a face and a lost view that its pixels find, and says each once', async () => {
    const noisy = SHOWN.images.map((image, v) => grainy(image, v, v === 1 ? 0.24 : 0.06));
    const shown = { ...SHOWN, images: noisy };
    const start = fitOf(shown);
    const { observed } = start.input;
    const lost = { ...observed.used[PROFILE], observation: null };
    const used = observed.used.filter((_, v) => v !== PROFILE);
    const input = withObserved(start.input, { used, unused: [lost], warnings: [] });
    const cameras = photographCameras(start).filter((_, v) => v !== PROFILE);
    const fit = stillFit(kernels, input, standingHead(shown, input, cameras), SHOWN.person.positions);
    const mended = await mendCameras(kernels, fit, stillRefits(kernels, shown));
    expect(mended.input.views.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect([...mended.input.observed.warnings].sort()).toEqual([
      expect.stringMatching(/^1\.jpg: .* it stays where its landmarks put it: /),
      expect.stringMatching(/^4\.jpg: without landmarks, but its pixels show the head, turned by \d+ degrees/),
    ]);
  });

  it('does not look for a view that shows another person, though its pixels would confirm a camera', async () => {
    const start = fitOf(SHOWN);
    const { observed } = start.input;
    const stranger = { ...observed.used[3], stranger: true };
    const used = observed.used.filter((_, v) => v !== 3);
    const input = withObserved(start.input, { used, unused: [stranger], warnings: [] });
    const cameras = photographCameras(start).filter((_, v) => v !== 3);
    const fit = stillFit(kernels, input, standingHead(SHOWN, input, cameras), SHOWN.person.positions);
    expect(await mendCameras(kernels, fit, stillRefits(kernels, SHOWN))).toBe(fit);
  });

  it('sets a given camera aside that its pixels contradict, and says where they are', async () => {
    const fit = fitOf(SHOWN, PROFILE, turned(SHOWN.cameras[PROFILE], 20), true);
    const mended = await mendCameras(kernels, fit, stillRefits(kernels, SHOWN));
    expect(mended.input.views.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(mended.input.observed.warnings).toEqual([
      expect.stringMatching(
        /^4\.jpg: its pixels show the head (19|20|21) degrees from where its camera puts it; the view is set aside$/,
      ),
    ]);
  });
});
