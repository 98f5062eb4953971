import { describe, expect, it } from 'vitest';
import { headPoseDegrees, project } from '../../src/geometry/camera.ts';
import { orbitCamera, uprightFrame } from '../../src/geometry/orbit-camera.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { expectClose } from '../helpers/close.ts';
import { seven } from '../helpers/meshes/bundled-scan.ts';

const front = { yaw: 0, pitch: 0, distanceMm: 600, heightMm: 300, pixels: 450 };

describe('a camera around the origin', () => {
  it('sees the origin in the middle from everywhere, as far away as asked', () => {
    for (const yaw of [-90, 0, 35])
      for (const pitch of [-40, 0, 25])
        expectClose(project(orbitCamera({ ...front, yaw, pitch, roll: 20 }), [0, 0, 0]), [225, 225, 600], {
          atol: 1e-9,
        });
  });

  it('shows the height that is asked for, x to the right and y up', () => {
    const pixels = project(orbitCamera(front), [0, 150, 0, 0, -150, 0, 30, 0, 0]);
    expectClose([pixels[1], pixels[4]], [0, 450], { atol: 1e-9 });
    expect(pixels[6]).toBeGreaterThan(225);
  });

  it('is turned by the yaw and pitch that a head seen by it has', () => {
    for (const [yaw, pitch] of [
      [30, 0],
      [-70, 0],
      [0, 20],
    ]) {
      const pose = headPoseDegrees(orbitCamera({ ...front, yaw, pitch }).rotation);
      expect(pose.yaw).toBeCloseTo(yaw, 6);
      expect(pose.pitch).toBeCloseTo(pitch, 6);
    }
  });
});

describe('the upright frame of a face', () => {
  it('is the same face however it lay', () => {
    const upright = applySimilarity(uprightFrame(seven), seven);
    const lying = { scale: 1, rotation: rotationFromAxisAngle(2, -1, 0.7), translation: Float64Array.of(50, 8, -200) };
    const moved = applySimilarity(lying, seven);
    expectClose(applySimilarity(uprightFrame(moved), moved), upright, { atol: 1e-6 });
    // Right eye at -x, eyes above the mouth, the nose before the corners of the eyes.
    expect(upright[0]).toBeLessThan(upright[9]);
    expect(upright[1]).toBeGreaterThan(upright[16]);
    expect(upright[14]).toBeGreaterThan(upright[2]);
    expect(uprightFrame(moved).scale).toBe(1);
  });
});
