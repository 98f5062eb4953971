import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/capture/load-capture.ts';
import { focalAmong, pixelRigOf, rigOf } from '../../../src/fitting/unknowns/rig-of-views.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';

const view = (cameraKey: string, lensKnown: boolean, camera: View['camera'] = null) =>
  ({ cameraKey, lensKnown, camera }) as View;

describe('the rig of a capture', () => {
  it('has a focal length for each of four pictures whose lens nobody tells, of the lens that they are supposed to share', () => {
    const rig = rigOf([view('a', false), view('a', false), view('b', false), view('a', false)]);
    expect(Array.from(rig.focalGroup)).toEqual([0, 1, 2, 3]);
    expect(Array.from(rig.lensOf)).toEqual([0, 0, 0, 0]);
    expect(rig.parameterCount).toBe(6 * 4 + 4);
  });

  it('has one for a lens that is known, and for fewer pictures', () => {
    const known = rigOf([view('a', true), view('a', true), view('b', false), view('b', false), view('a', true)]);
    expect(Array.from(known.focalGroup)).toEqual([0, 0, 1, 2, 0]);
    expect(Array.from(known.lensOf)).toEqual([0, 1, 1]);
    const few = rigOf([view('a', false), view('a', false), view('b', false)]);
    expect(Array.from(few.focalGroup)).toEqual([0, 0, 1]);
    expect(Array.from(few.lensOf)).toEqual([0, 0]);
  });

  it('holds the focal lengths of two pictures against their pixels, and of no more', () => {
    const two = pixelRigOf([view('a', false), view('b', false)]);
    expect(Array.from(two.focalGroup)).toEqual([-1, -1]);
    expect(two.parameterCount).toBe(12);
    const three = [view('a', false), view('a', false), view('b', false)];
    expect(pixelRigOf(three)).toEqual(rigOf(three));
    const given = [view('a', true, turnedCamera(0)), view('a', true, turnedCamera(0.2))];
    expect(pixelRigOf(given)).toEqual(rigOf(given));
  });

  it('is rigid where all cameras are given', () => {
    const rig = rigOf([view('a', true, turnedCamera(0)), view('a', true, turnedCamera(0.2))]);
    expect(rig.kind).toBe('rigid');
    expect(rig.focalGroupCount).toBe(0);
  });
});

describe('the focal length of a view beside solved ones', () => {
  const sized = (cameraKey: string, focal: number, lensKnown = false) =>
    ({ cameraKey, lensKnown, focalPrior: { focal, sigmaLog: 0.6 } }) as View;
  const of = (fx: number) => ({ fx }) as Camera;

  it('is that of its own camera', () => {
    expect(focalAmong(sized('a', 1000), [sized('b', 800), sized('a', 1000)], [of(1600), of(2100)])).toBe(2100);
  });

  it('is as long for its picture as those of other sizes are for theirs, where nobody says the lens', () => {
    const views = [sized('b', 800), sized('c', 500), sized('d', 400), sized('phone', 900, true)];
    const cameras = [of(1600), of(1000), of(2000), of(900)];
    expect(focalAmong(sized('a', 1000), views, cameras)).toBe(2000);
    expect(focalAmong(sized('lens', 1000, true), views, cameras)).toBe(1000);
    expect(focalAmong(sized('a', 1000), [views[3]], [cameras[3]])).toBe(1000);
  });
});
