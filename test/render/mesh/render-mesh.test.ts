import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../src/geometry/camera.ts';
import { createLinearImage, type LinearImage } from '../../../src/image/image.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { composite, createRenderer, renderMesh } from '../../../src/render/mesh/render-mesh.ts';
import { expectClose, expectSameBytes } from '../../helpers/close.ts';

/** Looks along -z from 100 mm away; a pixel is a millimetre at the origin. */
const camera: Camera = {
  width: 24,
  height: 20,
  fx: 100,
  fy: 100,
  cx: 12,
  cy: 10,
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: Float64Array.of(0, 0, 100),
};
const albedo = [0.8, 0.4, 0.2];
const paint = (color: readonly number[]): LinearImage => ({
  width: 2,
  height: 2,
  channels: 3,
  data: Float32Array.from({ length: 12 }, (_, i) => color[i % 3]),
});

/** A square of 16 mm that faces the camera: its left half in one colour, its right half in another. */
function square(left: readonly number[], right: readonly number[]) {
  return {
    positions: Float64Array.of(-8, -8, 0, 0, -8, 0, 8, -8, 0, -8, 8, 0, 0, 8, 0, 8, 8, 0),
    triangles: Uint32Array.of(0, 1, 4, 0, 4, 3, 1, 2, 5, 1, 5, 4),
    uvs: Float64Array.of(0.5, 0.5),
    uvTriangles: new Uint32Array(12),
    textureOfTriangle: Uint8Array.of(0, 0, 1, 1),
    textures: [paint(left), paint(right)],
  };
}

const ambient = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);
const pixel = ({ width, channels, data }: LinearImage, x: number, y: number) =>
  data.subarray(channels * (y * width + x), channels * (y * width + x + 1));

describe('a rendered mesh', () => {
  it('has its albedo under unit ambient light, each part its own, and covers what it covers', () => {
    const { image, zBuffer } = renderMesh(square(albedo, [0.1, 0.2, 0.3]), camera, ambient, 1);
    expectClose(pixel(image, 6, 10), [...albedo, 1], { atol: 1e-4 });
    expectClose(pixel(image, 18, 10), [0.1, 0.2, 0.3, 1], { atol: 1e-4 });
    expectClose(pixel(image, 2, 10), [0, 0, 0, 0], {});
    const covered = Array.from({ length: 24 * 20 }, (_, i) => image.data[4 * i + 3]).reduce((a, b) => a + b);
    expect(covered).toBe(16 * 16);
    expect(zBuffer.depth[10 * 24 + 6]).toBeCloseTo(100, 4);
  });

  it('is as bright as its light and turns dark as it turns away', () => {
    const mesh = square(albedo, albedo);
    const bright = (towards: readonly [number, number, number]) =>
      pixel(renderMesh(mesh, camera, directionalLight(towards, [1, 1, 1], [0, 0, 0]), 1).image, 12, 10)[0];
    const levels = [0, 30, 60, 90].map((angle) => {
      const radians = (angle * Math.PI) / 180;
      return bright([Math.sin(radians), 0, Math.cos(radians)]);
    });
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    expect(levels[0]).toBeGreaterThan(0.7);
    expect(levels[3]).toBeLessThan(0.2 * levels[0]);
  });

  it('in finer samples covers the shares of pixels at its rim', () => {
    const mesh = square(albedo, albedo);
    const shifted = { ...mesh, positions: mesh.positions.map((x, i) => (i % 3 === 0 ? x + 0.5 : x)) };
    const { image } = renderMesh(shifted, camera, ambient, 4);
    expect(pixel(image, 4, 10)[3]).toBeCloseTo(0.5, 6);
    expectClose(
      pixel(image, 4, 10).subarray(0, 3),
      albedo.map((x) => x / 2),
      { atol: 1e-4 },
    );
  });

  it('is the same whichever pictures its renderer made before', () => {
    const mesh = square(albedo, [0.1, 0.2, 0.3]);
    const near = { positions: mesh.positions.map((x, i) => (i % 3 === 2 ? x + 40 : x)) };
    const render = createRenderer(mesh, 2);
    const first = render(mesh, camera, ambient).image;
    const wide = { ...camera, width: 30, cx: 15 };
    for (const [pose, place] of [[near, camera] as const, [mesh, wide] as const, [mesh, camera] as const]) {
      const alone = renderMesh({ ...mesh, ...pose }, place, ambient, 2);
      const again = render(pose, place, ambient);
      expectSameBytes(again.image.data, alone.image.data);
      expectSameBytes(again.zBuffer.triangle, alone.zBuffer.triangle);
      expect(again.zBuffer.depth).toEqual(alone.zBuffer.depth);
    }
    // A picture is its own; only z-buffers are used again.
    expectSameBytes(first.data, renderMesh(mesh, camera, ambient, 2).image.data);
  });

  it('over a background lets through what it does not cover', () => {
    const rendering = createLinearImage(3, 1, 4);
    rendering.data.set([0, 0, 0, 0, 0.3, 0.2, 0.1, 0.5, 0.6, 0.6, 0.6, 1]);
    const background = createLinearImage(3, 1, 3);
    background.data.fill(0.4);
    expectClose(composite(rendering, background).data, [0.4, 0.4, 0.4, 0.5, 0.4, 0.3, 0.6, 0.6, 0.6], { atol: 1e-6 });
  });
});
