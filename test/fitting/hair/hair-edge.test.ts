import { describe, expect, it } from 'vitest';
import { CLOTHES, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { classShare } from '../../../src/fitting/hair/colors/class-share.ts';
import { classTrust } from '../../../src/fitting/hair/cover/class-trust.ts';
import { earRays } from '../../../src/fitting/hair/cover/ear-rays.ts';
import { hairCover } from '../../../src/fitting/hair/cover/hair-cover.ts';
import { edgeDistance } from '../../../src/fitting/hair/edge-distance.ts';
import { hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());

describe('the edge of hair', () => {
  it('lies where the level changes its sign, in mm along the surface', () => {
    const points = sphere.directions.map((x) => 100 * x);
    // A cap down to 20 degrees above the equator: distances are arcs.
    const height = all.map((i) => Math.asin(sphere.directions[3 * i + 1]) - Math.PI / 9);
    const edge = edgeDistance(
      sphere,
      points,
      height.map((h) => 7 * h),
    );
    for (const i of all) {
      if (Math.abs(100 * height[i]) > 1) expect(edge[i] > 0).toBe(height[i] > 0);
      expect(Math.abs(edge[i])).toBeLessThanOrEqual(15);
      if (Math.abs(100 * height[i]) < 12) expect(Math.abs(edge[i] - 100 * height[i])).toBeLessThan(2.5);
      else expect(Math.abs(edge[i])).toBeGreaterThan(9.5);
    }
  });

  it('runs smoothly between pixels, and nothing comes in from beyond the picture', () => {
    const [width, height] = [12, 9];
    const labels = Uint8Array.from({ length: width * height }, (_, k) => (k % width < 6 ? HAIR : FACE_SKIN));
    const room = { share: new Float32Array(labels.length).fill(7), between: new Float32Array(labels.length).fill(7) };
    const share = classShare({ labels, width, radius: 2 }, (label) => label === HAIR, room);
    for (let y = 0; y < height; y++) {
      const row = share.subarray(y * width, (y + 1) * width);
      expect(row[0]).toBeCloseTo(1, 5);
      expect(row[11]).toBeCloseTo(0, 5);
      expect((row[5] + row[6]) / 2).toBeCloseTo(0.5, 5);
      for (let x = 1; x < width; x++) expect(row[x]).toBeLessThanOrEqual(row[x - 1] + 1e-6);
    }
  });
});

describe('what is no hair', () => {
  const trust = classTrust(sphere, radius);
  const ears = earRays(sphere, radius);

  it('is believed on the face, hardly around the ears and behind them, cloth on the neck alone', () => {
    const nose = all.reduce(
      (best, i) => (sphere.directions[3 * i + 2] > sphere.directions[3 * best + 2] ? i : best),
      0,
    );
    const back = all.reduce(
      (best, i) => (sphere.directions[3 * i + 2] < sphere.directions[3 * best + 2] ? i : best),
      0,
    );
    const crown = all.reduce(
      (best, i) => (sphere.directions[3 * i + 1] > sphere.directions[3 * best + 1] ? i : best),
      0,
    );
    expect([nose, back, crown].map((i) => trust.skin[i])).toEqual([1, 0.02, 1]);
    expect(ears.through.length).toBeGreaterThan(20);
    expect(ears.beside.length).toBeGreaterThan(ears.through.length);
    for (const i of [...ears.through, ...ears.beside]) expect(trust.skin[i]).toBe(0.02);
    for (const i of ears.through) expect(Math.abs(sphere.directions[3 * i])).toBeGreaterThan(0.5);
    const bowls = ears.through.filter((i) => radius.skin[i] - radius.skull[i] < 1);
    expect(bowls.length).toBeGreaterThan(4);
    expect(bowls.length).toBeLessThan(0.4 * ears.through.length);
    for (const i of all) expect(trust.clothes[i]).toBe(radius.place[i] === -1 ? 1 : 0);
  });

  it('is no scarf: what looks like cloth behind is hair', () => {
    const pixels = 256;
    const pictures = [0, -90, 90, 180].map((yaw) => ({
      camera: orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels }),
      labels: new Uint8Array(pixels * pixels).fill(yaw === 0 ? HAIR : CLOTHES),
    }));
    const views = hairViews(plainKernels(), pictures, radius);
    const points = shellPoints(sphere, radius, new Float64Array(all.length).fill(10));
    const { level } = hairCover(sphere, radius, { points, fall: 'lies' as const }, views);
    const behind = all.filter((i) => radius.place[i] === 1 && sphere.directions[3 * i + 2] < -0.3);
    expect(behind.filter((i) => level[i] > 0).length / behind.length).toBeGreaterThan(0.75);
  });
});
