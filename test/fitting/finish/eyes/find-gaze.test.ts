import { describe, expect, it } from 'vitest';
import { synthesizeCapture } from '../../../../src/evaluation/synthetic/synthetic-capture.ts';
import { directionOnEye, eyePixels } from '../../../../src/fitting/finish/eyes/eye-pixels.ts';
import { findGaze, type SeenEye, type SeenEyes } from '../../../../src/fitting/finish/eyes/find-gaze.ts';
import { irisRadius } from '../../../../src/fitting/finish/eyes/iris-radius.ts';
import { type EyeSide, observeEye } from '../../../../src/fitting/finish/eyes/lids.ts';
import { project } from '../../../../src/geometry/camera.ts';
import type { Point } from '../../../../src/geometry/polygon.ts';
import { AHEAD, eyeballs, type Gaze, gazeDirection, IRIS_RADIUS } from '../../../../src/head/anatomy/eyeballs.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { loadPartImages } from '../../../../src/render/mesh/head-mesh.ts';

const head = loadBundledHead();
const VIEWS = 5;
const capture = synthesizeCapture(head, await loadPartImages(head), {
  views: VIEWS,
  size: 640,
  seed: 21,
  eyes: { gazeDegrees: 20, irises: 'drawn' },
});
const balls = eyeballs(head, capture.positions);
const degrees = (a: Gaze, b: Gaze): number => (180 / Math.PI) * Math.hypot(a.yaw - b.yaw, a.pitch - b.pitch);

/** Landmarks of a view as they are, irises half as far from rest as they are: what a detector makes of lids that do not follow. */
function landmarks(v: number) {
  const pixels = project(capture.cameras[v], embeddedPoints(head.embeddings.mediapipe468, capture.positions));
  const irises = [1, 0].flatMap((e) => {
    const { centre, radius, axis } = balls[e];
    const { yaw, pitch } = capture.eyes.gazes[v].left;
    const direction = gazeDirection(axis, { yaw: yaw / 2, pitch: pitch / 2 });
    const at = project(
      capture.cameras[v],
      centre.map((c, k) => c + radius * direction[k]),
    );
    const reach = (0.4 * radius * capture.cameras[v].fx) / at[2];
    return [
      [at[0], at[1]],
      [at[0] + reach, at[1]],
      [at[0], at[1] - reach],
      [at[0] - reach, at[1]],
      [at[0], at[1] + reach],
    ];
  });
  return {
    scheme: 'mediapipe468' as const,
    points: Float64Array.from({ length: 2 * 468 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
    confidence: new Float64Array(468).fill(1),
    irises: Float64Array.from(irises.flat()),
  };
}

function seen(v: number, side: EyeSide): SeenEye | null {
  const observed = observeEye(landmarks(v), side);
  if (observed === null) return null;
  const [camera, image] = [capture.cameras[v], capture.images[v]];
  const eyeball = balls[side === 'left' ? 0 : 1];
  const picture = { image, mask: new Uint8Array(image.width * image.height).fill(1) };
  return {
    eyeball,
    pixels: eyePixels({ picture, camera }, eyeball, observed.rim),
    detected: directionOnEye(camera, eyeball, observed.iris),
    detectedRadius: null,
  };
}

describe('gaze', () => {
  const eyes = Array.from({ length: VIEWS }, (_, v): SeenEyes => ({ left: seen(v, 'left'), right: seen(v, 'right') }));

  it('is found within five degrees of where synthetic eyes look', () => {
    const radius = capture.eyes.irisRadius;
    const errors = eyes.map((of, v) => {
      const found = findGaze(of, radius);
      if (found === null) throw new Error('no gaze');
      const { left, right } = found;
      const both = { yaw: (left.yaw + right.yaw) / 2, pitch: (left.pitch + right.pitch) / 2 };
      return degrees(both, capture.eyes.gazes[v].left);
    });
    expect(capture.eyes.gazes.some(({ left }) => degrees(left, AHEAD) > 12)).toBe(true);
    for (const error of errors) expect(error).toBeLessThan(5);
  });

  it('goes with the size of the irises', () => {
    let radius = IRIS_RADIUS;
    for (let round = 0; round < 3; round++)
      radius = irisRadius(
        eyes,
        eyes.map((of) => findGaze(of, radius)),
      );
    expect(radius / capture.eyes.irisRadius).toBeGreaterThan(0.95);
    expect(radius / capture.eyes.irisRadius).toBeLessThan(1.05);
  });

  it('is that of one eye where one shows, and none where none does', () => {
    const found = findGaze({ left: eyes[0].left, right: null }, capture.eyes.irisRadius);
    if (found === null) throw new Error('no gaze');
    expect(found.left).toEqual(found.right);
    expect(degrees(found.left, capture.eyes.gazes[0].left)).toBeLessThan(6);
    expect(findGaze({ left: null, right: null }, IRIS_RADIUS)).toBeNull();
    expect(irisRadius([{ left: null, right: null }], [null])).toBe(IRIS_RADIUS);
  });
});

describe('an eye of a photograph', () => {
  const open = landmarks(0);

  it('is open between its lids', () => {
    const eye = observeEye(open, 'right');
    expect(eye?.rim).toHaveLength(16);
    expect(eye?.iris).toEqual([open.irises[0], open.irises[1]] satisfies Point);
  });

  it('is not seen without irises, shut, turned away, or by other landmarks', () => {
    expect(observeEye({ ...open, irises: null }, 'left')).toBeNull();
    expect(observeEye({ ...open, scheme: 'ibug68' }, 'left')).toBeNull();
    expect(observeEye({ ...open, confidence: new Float64Array(468).fill(0.1) }, 'left')).toBeNull();
    const shut = { ...open, points: open.points.slice() };
    for (const [upper, lower] of [
      [387, 373],
      [386, 374],
      [385, 380],
    ])
      shut.points.set(open.points.subarray(2 * lower, 2 * lower + 2), 2 * upper);
    expect(observeEye(shut, 'left')).toBeNull();
    expect(observeEye(shut, 'right')).not.toBeNull();
  });
});
