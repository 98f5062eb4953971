import { describe, expect, it } from 'vitest';
import { type Camera, cameraCentre, centredLens, project } from '../../../src/geometry/camera.ts';
import { dot3, unit } from '../../../src/geometry/vector3.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import { indexCopy, realCopy } from '../../../src/kernels/kernel.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { drawCatchlight } from '../../../src/render/mesh/draw-catchlight.ts';

const SIDE = 200;
const RADIUS = 12;
/** Looks along -z at a ball around the origin, 12 pixels a mm. */
const camera: Camera = {
  ...centredLens({ width: SIDE, height: SIDE }, 2400),
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: Float64Array.of(0, 0, 200),
};
const LAMP = unit([0.3, 0.4, 1]);
const GREY = 60;

/** The near half of a ball as a fine net. */
function ball(): { readonly points: Float64Array; readonly triangles: Uint32Array } {
  const [rings, segments] = [40, 80];
  const points: number[] = [];
  for (let r = 0; r <= rings; r++)
    for (let s = 0; s < segments; s++) {
      const [polar, turn] = [(r / rings) * 1.2, (2 * Math.PI * s) / segments];
      points.push(
        RADIUS * Math.sin(polar) * Math.cos(turn),
        RADIUS * Math.sin(polar) * Math.sin(turn),
        RADIUS * Math.cos(polar),
      );
    }
  const triangles: number[] = [];
  for (let r = 0; r < rings; r++)
    for (let s = 0; s < segments; s++) {
      const at = (ring: number, k: number): number => ring * segments + (k % segments);
      triangles.push(at(r, s), at(r + 1, s), at(r + 1, s + 1), at(r, s), at(r + 1, s + 1), at(r, s + 1));
    }
  return { points: Float64Array.from(points), triangles: Uint32Array.from(triangles) };
}

/** A grey picture with the ball's catchlight; all that was drawn before lies so deep, mm. */
function drawn(depthMm: number): Uint8Array {
  const kernels = plainKernels();
  const { memory } = kernels;
  const { points, triangles } = ball();
  const data = new Uint8Array(3 * SIDE * SIDE).fill(GREY);
  const depth = realCopy(memory, new Float64Array(SIDE * SIDE).fill(depthMm));
  const mirror = {
    positions: realCopy(memory, points),
    triangles: indexCopy(memory, triangles),
    normals: realCopy(
      memory,
      points.map((x) => x / RADIUS),
    ),
  };
  drawCatchlight(kernels, mirror, { camera, lamp: LAMP }, { picture: { width: SIDE, height: SIDE, data }, depth });
  return data;
}

/** Where the ball's middle sees the lamp mirrored: n halves the angle between lamp and camera. */
function mirrored(): { readonly pixel: readonly number[]; readonly normal: readonly number[] } {
  const centre = cameraCentre(camera);
  let normal = unit([0, 0, 1]);
  for (let k = 0; k < 30; k++) {
    const toCamera = unit(centre.map((x, c) => x - RADIUS * normal[c]));
    normal = unit(toCamera.map((x, c) => x + LAMP[c]));
  }
  return {
    pixel: Array.from(
      project(
        camera,
        normal.map((x) => RADIUS * x),
      ).subarray(0, 2),
    ),
    normal,
  };
}

describe('a lamp in an eye', () => {
  const shown = drawn(1e6);
  const { pixel, normal } = mirrored();

  it('shines where the surface mirrors it to the camera, and nowhere else', () => {
    const brightest = Array.from({ length: SIDE * SIDE }, (_, i) => i).filter((i) => shown[3 * i] > 220);
    const mean = (of: (i: number) => number): number => brightest.reduce((sum, i) => sum + of(i), 0) / brightest.length;
    expect(mean((i) => (i % SIDE) + 0.5)).toBeCloseTo(pixel[0], 0);
    expect(mean((i) => Math.floor(i / SIDE) + 0.5)).toBeCloseTo(pixel[1], 0);
    expect(pixel[0]).toBeGreaterThan(SIDE / 2 + 10);
    expect(pixel[1]).toBeLessThan(SIDE / 2 - 10);
    // The disc's edge: normals half of 0.14 off, 12 pixels a mm.
    const reach = (RADIUS * 0.14 * 12) / 2 + 3;
    for (let i = 0; i < SIDE * SIDE; i++) {
      const away = Math.hypot((i % SIDE) + 0.5 - pixel[0], Math.floor(i / SIDE) + 0.5 - pixel[1]);
      if (away > reach) expect(shown[3 * i]).toBe(GREY);
    }
  });

  it('covers by 0.85 in its middle, in linear light', () => {
    const at = 3 * (Math.floor(pixel[1]) * SIDE + Math.floor(pixel[0]));
    const below = LINEAR_FROM_BYTE[GREY];
    expect(Math.abs(shown[at] - byteFromLinear(below + 0.85 * (1 - below)))).toBeLessThanOrEqual(1);
    expect(dot3([...normal], LAMP)).toBeGreaterThan(0.9);
  });

  it('is hidden by what lies before it', () => {
    expect(drawn(100).every((byte) => byte === GREY)).toBe(true);
  });
});
