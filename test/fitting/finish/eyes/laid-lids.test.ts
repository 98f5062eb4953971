import { describe, expect, it } from 'vitest';
import { LID_RIMS } from '../../../../src/capture/detection/attention-mesh.ts';
import { laidLids } from '../../../../src/fitting/finish/eyes/laid-lids.ts';
import { lidAngles, liddedEyes, turnLids } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { cameraAt, observed, rimsOn } from '../../../helpers/eyes/seen-rims.ts';

const head = loadBundledHead();
const DEGREE = Math.PI / 180;

/** The head with lids that stand otherwise: the upper ones down, the lower ones up a little. */
function narrowed(): Float64Array {
  const positions = head.template.slice();
  const angles = liddedEyes(head, positions).map((eye) => {
    const count = findSlits(head)[eye.side].upper.length;
    return lidAngles(eye, positions).map((angle, i) => angle + (i < count ? -7 : 1.5) * DEGREE * fade(eye.rim, i));
  });
  turnLids(head, { left: angles[0], right: angles[1] }, positions);
  return positions;
}

/** 1 in the middle of a rim, 0 at its corners. */
function fade(rim: readonly number[], i: number): number {
  const x = rim.map((v) => head.template[3 * v]);
  const [first, last] = [Math.min(...x), Math.max(...x)];
  return Math.sin((Math.PI * (x[i] - first)) / (last - first));
}

describe('lids laid on the rims of photographs', () => {
  const truth = narrowed();
  const cameras = [cameraAt(0, 4), cameraAt(20), cameraAt(-25, -6)];
  /** The network sees lower rims 0.3 mm inside the edge. */
  const views = cameras.map((camera) => ({ camera, observation: observed(rimsOn(truth, camera, 0.3)) }));

  it.each([
    ['one', 1],
    ['three', 3],
  ])('come to where %s photograph(s) of other lids show them', (_, count) => {
    const positions = head.template.slice();
    turnLids(head, laidLids(head, views.slice(0, count), positions), positions);
    for (const side of ['left', 'right'] as const) {
      const slit = findSlits(head)[side];
      const [rest, now, wanted] = [head.template, positions, truth].map((of) => slitOpening(slit, of));
      expect(rest - wanted).toBeGreaterThan(0.7);
      expect(Math.abs(now - wanted)).toBeLessThan(0.3);
      const heights = slit.upper.map((v) => Math.abs(positions[3 * v + 1] - truth[3 * v + 1]));
      expect(Math.max(...heights)).toBeLessThan(0.5);
    }
  });

  it('stay as they are where no view shows them: turned away, unsure, or without landmarks', () => {
    const rims = rimsOn(truth, cameras[0], 0.3);
    const blind = [
      { camera: cameraAt(60), observation: observed(rims) },
      { camera: cameras[0], observation: observed(rims, 0.1) },
      { camera: cameras[0], observation: null },
    ];
    expect(laidLids(head, blind, head.template)).toEqual({ left: null, right: null });
  });

  it('stay as they are where irises tell that they are shut', () => {
    const [{ camera, observation }] = views;
    // Landmarks of both lids on one another, irises ten pixels high.
    const iris = [0, 0, 5, 0, 0, -5, -5, 0, 0, 5];
    const shut = { ...observation, irises: Float64Array.of(...iris, ...iris) };
    expect(laidLids(head, [{ camera, observation: shut }], head.template)).toEqual({ left: null, right: null });
  });

  it('are not torn open by rims that are somewhere else', () => {
    const far = { ...cameras[0], cy: cameras[0].cy + 80 };
    const laid = laidLids(head, [{ camera: far, observation: views[0].observation }], head.template);
    const [left] = liddedEyes(head, head.template);
    const own = lidAngles(left, head.template);
    const turns = Array.from(laid.left ?? [], (angle, i) => Math.abs(angle - own[i]) * left.eyeball.radius);
    expect(Math.max(...turns)).toBeLessThan(4.01);
    expect(Math.max(...turns)).toBeGreaterThan(3.5);
  });

  it('are read off points that somebody placed where no network looked', () => {
    const [{ camera, observation }] = views;
    const { rims, ...placed } = observation;
    const points = new Float64Array(936);
    for (const [i, l] of [...LID_RIMS.right, ...LID_RIMS.left].entries())
      points.set(rims.subarray(2 * i, 2 * i + 2), 2 * l);
    const by = (given: (typeof views)[number]['observation'] | typeof placed) =>
      laidLids(head, [{ camera, observation: given }], head.template);
    expect(by({ ...placed, points })).toEqual(by(observation));
  });
});
