import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/fitting/evidence/landmarks/observation.ts';
import { shutSlits } from '../../../src/fitting/finish/shut-in-views.ts';
import { project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { shutSlit } from '../../../src/head/anatomy/shut-slits.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, jointPosition } from '../../../src/head/head-model.ts';

const head = loadBundledHead();
const slits = findSlits(head);
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 900, heightMm: 340, pixels: 1024 });
const aside = orbitCamera({ yaw: 60, pitch: 0, distanceMm: 900, heightMm: 340, pixels: 1024 });

/** A head's landmarks without a detector's faults. */
function landmarks(positions: Float64Array): Observation {
  const pixels = project(camera, embeddedPoints(head.embeddings.mediapipe468, positions));
  const points = Float64Array.from({ length: 2 * (468 + 68) }, (_, i) => pixels[3 * (i >> 1) + (i & 1)] ?? 0);
  return { points, confidence: Float64Array.from({ length: 468 + 68 }, (_, l) => (l < 468 ? 1 : 0)) };
}

const calm = head.template.slice();
shutSlit(head, slits.mouth, calm);
const shouting = calm.slice();
const { joint, weights } = createJawRig(head);
turnJaw({ weights, pivot: jointPosition(head, joint, []) }, [0.2, 0, 0], shouting);
/** Landmarks of a left eye whose lids meet. */
function winking({ points, confidence }: Observation): Observation {
  const moved = points.slice();
  for (const [upper, lower] of [
    [387, 373],
    [386, 374],
    [385, 380],
  ])
    moved.set(points.subarray(2 * lower, 2 * lower + 2), 2 * upper);
  return { points: moved, confidence };
}

describe('what photographs show shut', () => {
  const [shut, open] = [calm, shouting].map(landmarks);
  const wink = winking(shut);
  const at = (n: number) => Array.from({ length: n }, () => camera);

  it('is told of each moment: one shout opens no other mouth, one wink shuts no other eye', () => {
    const { shared, ofViews } = shutSlits(at(4), [shut, open, wink, shut], { group: Int32Array.of(0, 1, 2, 3) });
    expect(shared).toEqual(['mouth']);
    expect(ofViews).toEqual([['mouth'], [], ['mouth', 'left'], ['mouth']]);
  });

  it('is told of a calm moment among shouts', () => {
    const { shared, ofViews } = shutSlits(at(3), [open, shut, open], { group: Int32Array.of(0, 1, 0) });
    expect(shared).toEqual([]);
    expect(ofViews).toEqual([[], ['mouth'], []]);
  });

  it('is one thing of all views of one moment', () => {
    const { ofViews } = shutSlits(at(3), [shut, open, shut], { group: Int32Array.of(-1, -1, -1) });
    expect(ofViews).toEqual([['mouth'], ['mouth'], ['mouth']]);
  });

  it('is as in all views where a moment does not show it', () => {
    const { ofViews } = shutSlits([camera, aside], [shut, open], { group: Int32Array.of(0, 1) });
    expect(ofViews).toEqual([['mouth'], ['mouth']]);
  });
});
