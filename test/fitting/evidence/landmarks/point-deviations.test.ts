import { describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../../src/capture/detection/face-topology.ts';
import {
  atYaw,
  type LandmarkBias,
  loadLandmarkBias,
} from '../../../../src/fitting/evidence/landmarks/landmark-bias.ts';
import { DETECTOR_NOISE } from '../../../../src/fitting/evidence/landmarks/landmark-noise.ts';
import { pointShares } from '../../../../src/fitting/evidence/landmarks/point-deviations.ts';
import { landmarkViews } from '../../../../src/fitting/terms/landmark-term.ts';
import type { Camera } from '../../../../src/geometry/camera.ts';

const POINTS = 468;
const [NOSE, CHIN] = [1, 152];
/** iBUG's points follow MediaPipe's in the joint list. */
const JOINT = POINTS + 68;

/** A head that looks at the camera, turned about its own axis. */
function turnedBy(yaw: number): Camera {
  const [c, s] = [Math.cos((yaw * Math.PI) / 180), Math.sin((yaw * Math.PI) / 180)];
  const rotation = Float64Array.of(c, 0, s, 0, -1, 0, s, 0, -c);
  return {
    width: 640,
    height: 640,
    fx: 900,
    fy: 900,
    cx: 320,
    cy: 320,
    rotation,
    translation: Float64Array.of(0, 0, 600),
  };
}

describe('points that stray farther', () => {
  it('count by the square of how much farther than the middle one, and none counts more', () => {
    const shares = pointShares([1, 2, 2, 2, 4]);
    expect(Array.from(shares)).toEqual([1, 1, 1, 1, 0.25]);
  });

  it('count less where the landmark term sees them, at the yaw of their view; points that a person set count in full', () => {
    const front = new Float64Array(POINTS).fill(1);
    const side = new Float64Array(POINTS).fill(2);
    front[CHIN] = 2;
    side[CHIN] = 8;
    const bias: LandmarkBias = {
      pitches: [-30, 30],
      yaws: [-60, 60],
      offsets: new Float64Array(4 * 2 * POINTS),
      openMouth: null,
      deviations: { yaws: [-40, 0, 40], deviations: Float64Array.of(...side, ...front, ...side) },
    };
    const seen = { points: new Float64Array(2 * JOINT).fill(320), confidence: new Float64Array(JOINT).fill(0.5) };
    const views = landmarkViews({ landmarks: [seen, seen], bias, noise: DETECTOR_NOISE }, [turnedBy(0), turnedBy(40)]);
    const told = views.map((view) => view?.observation.confidence ?? []);
    expect(told.map((c) => [c[NOSE], c[CHIN], c[JOINT - 1]])).toEqual([
      [0.5, expect.closeTo(0.5 / 4, 12), 0.5],
      [0.5, expect.closeTo(0.5 / 16, 12), 0.5],
    ]);
    expect(seen.confidence[CHIN]).toBe(0.5);
  });

  it("ship as measured: alike on both sides, chins and the face's rim more than lids", () => {
    const shipped = loadLandmarkBias()?.deviations;
    if (!shipped) throw new Error('the table ships');
    const { mirror } = loadFaceTopology();
    for (const yaw of [0, 20, 45]) {
      const [left, right] = [yaw, -yaw].map((y) => atYaw(shipped.yaws, shipped.deviations, y));
      expect(left).toHaveLength(POINTS);
      for (let l = 0; l < POINTS; l++) {
        expect(left[l]).toBeGreaterThan(0.5);
        expect(left[l]).toBeLessThan(10);
        expect(left[l]).toBeCloseTo(right[mirror[l]], 6);
      }
      for (const far of [CHIN, 234, 454]) expect(left[far]).toBeGreaterThan(1.5 * left[159]);
    }
  });
});
