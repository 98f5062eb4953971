import { describe, expect, it } from 'vitest';
import { captureFrame } from '../../../src/fitting/finish/capture-frame.ts';
import { type Camera, toCameraSpace } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { applySimilarity, type Similarity } from '../../../src/geometry/similarity.ts';
import { expectClose } from '../../helpers/close.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';

const fitted: Camera[] = [0, 0.3, -0.25].map((yaw, v) => ({
  ...turnedCamera(yaw),
  translation: Float64Array.of(8 * v, -3 * v, 600 + 20 * v),
}));

/** The cameras where head space lies elsewhere: x_cam s = R (R_w^T (x - t)) s + .. of every point. */
function elsewhere({ scale, rotation, translation }: Similarity): { camera: Camera }[] {
  return fitted.map((camera) => {
    const back = Float64Array.from({ length: 9 }, (_, i) => rotation[3 * (i % 3) + Math.floor(i / 3)]);
    const turned = multiply3(camera.rotation, back);
    const at = toCameraSpace({ ...camera, rotation: turned, translation: new Float64Array(3) }, translation);
    return {
      camera: { ...camera, rotation: turned, translation: camera.translation.map((x, k) => scale * x - at[k]) },
    };
  });
}

const place = { rotation: rotationFromEuler(0.4, -1.2, 0.3), translation: Float64Array.of(900, -200, 1500) };
const points = Float64Array.of(0, 0, 0, 30, -20, 50, -70, 10, 5);

describe('the frame of given cameras', () => {
  it.each([
    ['mm', 1, 1],
    ['m', 1, 1e-3],
    ['arbitrary', 0.02, 1],
    ['unknown', 3, 1],
  ] as const)('has points of the head where these cameras see them, unit %s', (unit, scale, perMm) => {
    const views = elsewhere({ ...place, scale });
    const frame = captureFrame({ unit }, views, fitted);
    if (frame === null) throw new Error('no frame');
    expect(frame.scale).toBeCloseTo(scale * perMm, 10);
    const there = applySimilarity(frame, points).map((x) => x / perMm);
    for (const [v, { camera }] of views.entries())
      expectClose(
        toCameraSpace(camera, there),
        toCameraSpace(fitted[v], points).map((x) => scale * x),
        { atol: 1e-8 * scale * 1000 },
      );
  });

  it('is that of one camera too, whose distance from itself says no scale', () => {
    const [view] = elsewhere({ ...place, scale: 1 });
    expectClose(captureFrame({ unit: 'unknown' }, [view], [fitted[0]])?.translation ?? [], place.translation, {
      atol: 1e-8,
    });
  });

  it('is none where a camera was solved, or where the head moved between the views', () => {
    const views = elsewhere({ ...place, scale: 1 });
    expect(captureFrame({ unit: 'mm' }, [views[0], { camera: null }, views[2]], fitted)).toBeNull();
    const still = views.map(() => views[0]);
    expect(captureFrame({ unit: 'mm' }, still, fitted)).toBeNull();
    const shifted = { camera: { ...views[1].camera, translation: views[1].camera.translation.map((x) => x + 20) } };
    expect(captureFrame({ unit: 'mm' }, [views[0], shifted, views[2]], fitted)).toBeNull();
  });
});
