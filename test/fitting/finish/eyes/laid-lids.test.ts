import { describe, expect, it } from 'vitest';
import { LID_RIMS } from '../../../../src/capture/detection/attention-mesh.ts';
import { laidLids } from '../../../../src/fitting/finish/eyes/laid-lids.ts';
import { type Camera, centredLens, project } from '../../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../../../src/geometry/rotation.ts';
import { lidAngles, liddedEyes, turnLids } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const DEGREE = Math.PI / 180;

function cameraAt(yaw: number, roll = 0): Camera {
  // The head looks along +z, the camera along -z of its own.
  const turned = multiply3(rotationFromAxisAngle(0, 0, roll * DEGREE), rotationFromAxisAngle(0, yaw * DEGREE, 0));
  const rotation = multiply3(Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1), turned);
  const lens = centredLens({ width: 1000, height: 1000 }, 2000);
  return { ...lens, rotation, translation: Float64Array.of(0, 0, 600) };
}

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

/** The rims as a network sees them on a head: sixteen points an eye, as LID_RIMS goes. */
function rimsOn(positions: Float64Array, camera: Camera, lowerInMm: number): Float64Array {
  const points = (['right', 'left'] as const).flatMap((side) => {
    const { upper, lower } = findSlits(head)[side];
    const pixel = (v: number, upMm = 0): number[] => {
      const [x, y, z] = [0, 1, 2].map((k) => positions[3 * v + k]);
      return Array.from(project(camera, [x, y + upMm, z]).subarray(0, 2));
    };
    // Outer corners lie away from the nose.
    const ordered = (line: readonly number[]): number[] =>
      [...line].sort((a, b) => Math.abs(positions[3 * b]) - Math.abs(positions[3 * a]));
    const corners = [lower[0], lower[lower.length - 1]];
    const [outer, inner] = ordered(corners);
    const along = (line: readonly number[], share: number, upMm: number): number[] => {
      const at = share * (line.length - 1);
      const [a, b] = [Math.floor(at), Math.ceil(at)].map((i) => pixel(line[i], upMm));
      return a.map((x, k) => x + (at - Math.floor(at)) * (b[k] - x));
    };
    const lowerLine = ordered(lower);
    const upperLine = [outer, ...ordered(upper), inner];
    const shares = Array.from({ length: 7 }, (_, i) => (i + 1) / 8);
    return [
      pixel(outer),
      ...shares.map((share) => along(upperLine, share, 0)),
      pixel(inner),
      ...shares.map((share) => along(lowerLine, 1 - share, lowerInMm)),
    ];
  });
  return Float64Array.from(points.flat());
}

function observed(rims: Float64Array, confidence = 1) {
  return {
    scheme: 'mediapipe468' as const,
    points: new Float64Array(936),
    confidence: new Float64Array(468).fill(confidence),
    irises: null,
    rims,
  };
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
