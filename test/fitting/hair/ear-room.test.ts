import { describe, expect, it } from 'vitest';
import { bySide } from '../../../src/fitting/hair/cover/ear-rays.ts';
import { earRoom } from '../../../src/fitting/hair/cover/ear-room.ts';
import { fitHair, type HairShape } from '../../../src/fitting/hair/fit-hair.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures, withHairBeside } from '../../helpers/pictures/hair-pictures.ts';

const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());
const [right, left] = bySide(sphere, radius.ears.through);
const z = (i: number): number => sphere.directions[3 * i + 2];
const middle = left.reduce((sum, i) => sum + z(i), 0) / left.length;
const room = earRoom(sphere, radius, new Set(left));

describe('room that hair has above a bare ear', () => {
  it('is 6 mm at the ear and 4 mm more a ring away from it', () => {
    for (const i of left) expect(room[i]).toBe(6);
    const rings = (i: number): number => (room[i] - 6) / 4;
    const around = all.filter((i) => room[i] > 6 && room[i] < Number.POSITIVE_INFINITY);
    expect(around.length).toBeGreaterThan(100);
    for (const i of around) {
      expect(Number.isInteger(rings(i)) && rings(i) <= 6).toBe(true);
      expect(Math.min(...Array.from(sphere.neighbours[i], (n) => room[n]))).toBe(room[i] - 4);
    }
    expect(Math.max(...around.map(rings))).toBe(6);
  });

  it('has no end behind the ear, around an ear under hair, and farther away', () => {
    const bare = new Set(left);
    for (const i of all) if (z(i) < middle && !bare.has(i)) expect(room[i]).toBe(Number.POSITIVE_INFINITY);
    for (const i of right) expect(room[i]).toBe(Number.POSITIVE_INFINITY);
    expect(earRoom(sphere, radius, new Set()).every((most) => most === Number.POSITIVE_INFINITY)).toBe(true);
  });

  it('is kept where a photograph shows hair beside the head at the ear’s height', () => {
    const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1200, heightMm: 520, pixels: 512 });
    const [picture] = hairPictures(
      { sphere, head: radius },
      Float64Array.from(all, (i) => (radius.place[i] === 1 ? 14 : 0)),
      [camera],
    );
    const tucked = withHairBeside(picture, radius.centre, { wideMm: 125, fromMm: 60, toMm: -120 });
    const shape = fitHair(openKernels(1), head, head.template, [tucked]) as HairShape;
    const both = earRoom(sphere, radius, new Set(radius.ears.through));
    const top = Math.max(...radius.ears.through.map((i) => sphere.directions[3 * i + 1]));
    const above = all.filter(
      (i) =>
        shape.level[i] > 0 && both[i] < 40 && both[i] > 6 && z(i) > middle + 0.05 && sphere.directions[3 * i + 1] > top,
    );
    expect(above.length).toBeGreaterThan(30);
    const over = above.map((i) => Math.max(0, shape.thickness[i] - both[i]));
    // Beside it hair stands 60 mm off the head, and bends there: 5 mm without the ear's room.
    expect(over.reduce((a, b) => a + b, 0) / over.length).toBeLessThan(3);
  });
});
