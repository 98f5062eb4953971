import { afterAll, describe, expect, it } from 'vitest';
import { HAIR } from '../../../src/capture/segmentation/classes.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { hairWork, paintedHair, type ShapedHair, shapeHair } from '../../../src/fitting/hair/shell-hair.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const kernels = openKernels(1);
afterAll(() => kernels.close());
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const thickness = Float64Array.from(radius.place, (place) => (place === 1 ? 14 : 0));
const cameras = [0, -50, 50, 90].map((yaw) =>
  orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: 256 }),
);
const pictures = hairPictures({ sphere, head: radius }, thickness, cameras);
const lights = cameras.map(() => directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]));

/** The pictures as views of a fit, the hair of some of them twelve times as light. */
function photographed(fair: readonly number[]) {
  const working = pictures.map(({ image, labels }, v) => ({
    image: {
      ...image,
      data: image.data.map((x, i) => (fair.includes(v) && labels[Math.floor(i / 3)] === HAIR ? 12 * x : x)),
    },
    labels,
    mask: new Uint8Array(labels.length).fill(1),
    scale: 1,
    offsetX: 0,
    offsetY: 0,
  }));
  const views = pictures.map(({ image, labels }, index) => ({
    view: {
      index,
      name: `${index}.jpg`,
      image: { ...image, data: new Uint8Array(image.data.length) },
      labels,
      mask: null,
    },
    segmentation: { kind: 'image' as const, labels, width: image.width },
    observation: null,
    presence: 1,
    detectorConfidence: 1,
  }));
  return { head, positions: head.template, cameras, working, views } as unknown as Parameters<typeof hairWork>[1];
}

describe('hair of photographs, some of which show another colour', () => {
  const alike = photographed([]);
  const work = hairWork(kernels, alike);
  const shaped = work === null ? null : shapeHair(kernels, work);

  it('is shaped by those alone that show the same', () => {
    expect(work?.pictures.length).toBe(4);
    expect(hairWork(kernels, photographed([2]))?.pictures.length).toBe(3);
    expect(hairWork(kernels, photographed([0, 1]))?.pictures.length).toBe(2);
  });

  it('is painted by those alone, and says which it left out', () => {
    const colors = { lights, size: 128, cards: false };
    const paint = (fair: readonly number[]) => paintedHair(kernels, shaped as ShapedHair, photographed(fair), colors);
    const brightest = (fair: readonly number[]): number => {
      const { color, opacity } = paint(fair).texture;
      return color.data.reduce(
        (most, byte, i) => (opacity[Math.floor(i / 3)] === 255 ? Math.max(most, byte) : most),
        0,
      );
    };
    expect(paint([]).unlike).toEqual([]);
    expect(paint([2]).unlike).toEqual([2]);
    expect(brightest([2])).toBe(brightest([]));
    expect(paint([2]).outlined[2]).toBe(false);
  });

  it('has cards over it where they are asked for', () => {
    const painted = (cards: boolean) =>
      paintedHair(kernels, shaped as ShapedHair, alike, { lights, size: 256, cards }).cards;
    expect(painted(false)).toBeNull();
    expect(painted(true)?.mesh.triangles.length).toBeGreaterThan(1000);
  });
});
