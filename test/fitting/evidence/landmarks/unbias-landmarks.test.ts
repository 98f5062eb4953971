import { describe, expect, it } from 'vitest';
import type { LandmarkBias } from '../../../../src/fitting/evidence/landmarks/landmark-bias.ts';
import { DETECTOR_NOISE, landmarkSigmaMm } from '../../../../src/fitting/evidence/landmarks/landmark-noise.ts';
import type { Observation } from '../../../../src/fitting/evidence/landmarks/observation.ts';
import { unbiasLandmarks } from '../../../../src/fitting/evidence/landmarks/unbias-landmarks.ts';
import { landmarkViews } from '../../../../src/fitting/terms/landmark-term.ts';
import { type Camera, headPoseDegrees, project } from '../../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle, rotationFromEuler } from '../../../../src/geometry/rotation.ts';
import { expectClose } from '../../../helpers/close.ts';
import { normals } from '../../../helpers/gradient-check.ts';

const COUNT = 5;
/** The table knows the first four points alone. */
const BIASED = 4;
/** mm at the head along the image's axes, the head's roll undone; alike at all poses of the table. */
const offsets = normals(2 * BIASED, 3, 4);
const bias: LandmarkBias = {
  pitches: [-30, 30],
  yaws: [-60, 60],
  offsets: Float64Array.from({ length: 4 * offsets.length }, (_, i) => offsets[i % offsets.length]),
  openMouth: null,
  deviations: null,
};
const points = normals(3 * COUNT, 4, 30);
const PIXELS_PER_MM = 2;
/** A head turned and tilted, upright in the picture. */
const turned: Camera = {
  width: 800,
  height: 600,
  fx: 1200,
  fy: 1200,
  cx: 390,
  cy: 310,
  rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], rotationFromEuler(0.1, 0.35, 0)),
  translation: Float64Array.of(12, -7, 600),
};
const frontal: Camera = { ...turned, rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1) };

/** The camera turned about its own axis by `angle` rad, which turns the picture about its principal point. */
function rolled(camera: Camera, angle: number): Camera {
  const turn = rotationFromAxisAngle(0, 0, angle);
  const { rotation, translation: t } = camera;
  const translation = Float64Array.from(
    [0, 1, 2],
    (k) => turn[3 * k] * t[0] + turn[3 * k + 1] * t[1] + turn[3 * k + 2] * t[2],
  );
  return { ...camera, rotation: multiply3(turn, rotation), translation };
}

function pixelsOf(camera: Camera): Float64Array {
  const projected = project(camera, points);
  return Float64Array.from({ length: 2 * COUNT }, (_, i) => projected[3 * (i >> 1) + (i & 1)]);
}

/** What a detector with this bias reports of a rolled picture: the upright picture's truth plus its bias, turned with it. */
function reported(upright: Camera, angle: number): Observation {
  const seen = pixelsOf(upright).map((x, i) => x + (i < offsets.length ? PIXELS_PER_MM * offsets[i] : 0));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const points = seen.map((_, i) => {
    const [x, y] = [seen[i & ~1] - upright.cx, seen[i | 1] - upright.cy];
    return i % 2 === 0 ? upright.cx + cos * x - sin * y : upright.cy + sin * x + cos * y;
  });
  return { points, confidence: new Float64Array(COUNT).fill(0.8) };
}

describe("the detector's bias", () => {
  it.each([
    ['a frontal head', frontal, 0],
    ['a frontal head rolled by 0.4 rad', frontal, 0.4],
    ['a frontal head rolled by -0.7 rad', frontal, -0.7],
    ['a frontal head rolled by 2.5 rad', frontal, 2.5],
    ['a head turned', turned, 0],
  ])('is taken off what it reports of %s', (_, upright, angle) => {
    const camera = rolled(upright, angle);
    const before = reported(upright, angle);
    const kept = before.points.slice();
    const unbiased = unbiasLandmarks(before, camera, bias);
    expectClose(unbiased.points, pixelsOf(camera), { atol: 1e-9 });
    expectClose(unbiased.confidence, before.confidence, {});
    expect(before.points).toEqual(kept);
  });

  it.each([0.3, -0.3])('is mostly taken off what it reports of a head turned and rolled by %f rad', (angle) => {
    const camera = rolled(turned, angle);
    const truth = pixelsOf(camera);
    const left = unbiasLandmarks(reported(turned, angle), camera, bias).points.map((x, i) => x - truth[i]);
    expect(Math.hypot(...left)).toBeLessThan(0.15 * PIXELS_PER_MM * Math.hypot(...offsets));
  });

  it('is looked up at the pose of the head', () => {
    // Grows by 1 mm in x a degree of yaw, and by 1 mm in y a degree of pitch.
    const growing: LandmarkBias = {
      pitches: [-30, 30],
      yaws: [-60, 60],
      offsets: Float64Array.of(-60, -30, 60, -30, -60, 30, 60, 30),
      openMouth: null,
      deviations: null,
    };
    const { yaw, pitch } = headPoseDegrees(turned.rotation);
    expect(Math.abs(yaw)).toBeGreaterThan(10);
    expect(Math.abs(pitch)).toBeGreaterThan(3);
    const still = { points: Float64Array.of(0, 0), confidence: Float64Array.of(1) };
    const { points } = unbiasLandmarks(still, turned, growing);
    expectClose(points, [-PIXELS_PER_MM * yaw, -PIXELS_PER_MM * pitch], { rtol: 1e-9 });
  });

  it("is off the landmarks that the landmark term sees, each view's at its own pose", () => {
    const poses = [
      [frontal, 0.4],
      [frontal, 0],
      [turned, 0],
    ] as const;
    const cameras = poses.map(([upright, angle]) => rolled(upright, angle));
    const observations = poses.map(([upright, angle], v) => (v === 1 ? null : reported(upright, angle)));
    const views = landmarkViews({ landmarks: observations, bias, noise: DETECTOR_NOISE }, cameras);
    expect(views[1]).toBeNull();
    for (const v of [0, 2]) {
      expectClose(views[v]?.observation.points ?? [], pixelsOf(cameras[v]), { atol: 1e-9 });
      const sigma = PIXELS_PER_MM * landmarkSigmaMm(DETECTOR_NOISE, headPoseDegrees(cameras[v].rotation).yaw);
      expectClose([views[v]?.sigmaPixels ?? 0], [sigma], { rtol: 1e-12 });
    }
    const [plain] = landmarkViews({ landmarks: observations, bias: null, noise: DETECTOR_NOISE }, cameras);
    expect(plain?.observation.points).toEqual(observations[0]?.points);
  });
});

describe('what an open mouth adds to the bias', () => {
  const MARKS = 468;
  const CHIN = 152;
  /** The chin strays upwards by a third of what the lips are parted by, give or take a tenth; all else stays. */
  const open: LandmarkBias = {
    pitches: [-30, 30],
    yaws: [-60, 60],
    offsets: new Float64Array(4 * 2 * MARKS),
    deviations: null,
    openMouth: {
      yaws: [-60, 0, 60],
      offsetsPerMm: Float64Array.from({ length: 3 * 2 * MARKS }, (_, i) =>
        i % (2 * MARKS) === 2 * CHIN + 1 ? -1 / 3 : 0,
      ),
      spreadPerMm: Float64Array.from({ length: 3 * MARKS }, (_, i) => (i % MARKS === CHIN ? 0.1 : 0)),
    },
  };
  /** A nose 50 mm long over lips that are parted, mm of the head in a frontal view. */
  function mouth(parting: number): Observation {
    const marks = new Float64Array(2 * MARKS);
    const down = (l: number, mm: number): void => {
      marks[2 * l + 1] = PIXELS_PER_MM * mm;
    };
    down(2, 50);
    down(13, 70);
    down(14, 70 + parting);
    down(CHIN, 100);
    return { points: marks, confidence: new Float64Array(MARKS).fill(1) };
  }

  it('is nothing over shut lips', () => {
    const seen = mouth(2.9);
    expect(unbiasLandmarks(seen, frontal, open)).toEqual(seen);
  });

  it('grows with what they are parted by beyond shut ones, in place and in doubt', () => {
    const { points, confidence } = unbiasLandmarks(mouth(23), frontal, open);
    expect(points[2 * CHIN + 1]).toBeCloseTo(PIXELS_PER_MM * (100 + 20 / 3), 9);
    // Four points alike, 2 mm off, of points that are 2 mm off else.
    expect(confidence[CHIN]).toBeCloseTo(1 / 5, 9);
    expect(confidence[1]).toBe(1);
  });

  it('is doubted by the view that shows most of it', () => {
    const { points, confidence } = unbiasLandmarks({ ...mouth(2), partingMm: 23 }, frontal, open);
    expect(points[2 * CHIN + 1]).toBe(PIXELS_PER_MM * 100);
    expect(confidence[CHIN]).toBeCloseTo(1 / 5, 9);
  });
});
