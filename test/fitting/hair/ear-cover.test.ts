import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { paintHair } from '../../../src/fitting/hair/colors/paint-hair.ts';
import { earCover } from '../../../src/fitting/hair/cover/ear-cover.ts';
import { earRays, FLAP_MM } from '../../../src/fitting/hair/cover/ear-rays.ts';
import { fitHair, type HairShape } from '../../../src/fitting/hair/fit-hair.ts';
import { hairMesh } from '../../../src/fitting/hair/hair-mesh.ts';
import { type HairPicture, hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const rays = earRays(sphere, radius);
const onLeft = (i: number): boolean => sphere.directions[3 * i] > 0;

const raised = new Set(rays.raised);

/** Short hair on the scalp, seen from some sides; a share of each ear's upper part looks like hair, and what lies around an ear that does as a whole. */
function pictures(
  yaws: readonly number[],
  hairy: number,
  bowl: 'as the ear' | 'hair' = 'as the ear',
  thick = 10,
): HairPicture[] {
  const thickness = Float64Array.from(radius.place, (place) => (place === 1 ? thick : 0));
  const ears = shellPoints(
    sphere,
    radius,
    radius.skin.map((r, i) => r - radius.skull[i]),
  );
  const sorted = rays.through.map((i) => ears[3 * i + 1]).sort((a, b) => b - a);
  const level = sorted[Math.floor(hairy * sorted.length)] ?? Number.NEGATIVE_INFINITY;
  const cameras = yaws.map((yaw) => orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: 512 }));
  return hairPictures({ sphere, head: radius }, thickness, cameras).map((picture) => {
    const labels = picture.labels.slice();
    const { width } = picture.camera;
    const pixels = project(picture.camera, ears);
    for (const i of hairy > 0.8 ? [...rays.through, ...rays.beside] : rays.through)
      for (let dy = -3; dy <= 3; dy++)
        for (let dx = -3; dx <= 3; dx++) {
          const k = (Math.floor(pixels[3 * i + 1]) + dy) * width + Math.floor(pixels[3 * i]) + dx;
          const isHair = ears[3 * i + 1] > level || (bowl === 'hair' && !raised.has(i));
          if (labels[k] === HAIR || labels[k] === FACE_SKIN) labels[k] = isHair ? HAIR : FACE_SKIN;
        }
    return { ...picture, labels };
  });
}

const coverOf = (seen: readonly HairPicture[]): Map<number, number> =>
  earCover(sphere, radius, hairViews(KERNELS, seen, radius), false);
const BOTH = [-90, -45, 45, 90];

describe('an ear', () => {
  it.each([0.25, 0.53])('is bare as a whole where two fifths of it and more look like skin, %f like hair', (hairy) => {
    const cover = coverOf(pictures(BOTH, hairy));
    expect(rays.through.length).toBeGreaterThan(40);
    expect(rays.through.map((i) => cover.get(i))).toEqual(rays.through.map(() => -1));
  });

  it('is bare with its bowl where a lock before it hides that', () => {
    const seen = pictures(BOTH, 0.4, 'hair');
    const cover = coverOf(seen);
    expect(rays.through.length).toBeGreaterThan(rays.raised.length);
    expect(rays.through.map((i) => cover.get(i))).toEqual(rays.through.map(() => -1));
  });

  it.each([0.85, 1])('is under hair as a whole where less skin is seen on it, %f hair', (hairy) => {
    const cover = coverOf(pictures(BOTH, hairy));
    expect(rays.through.map((i) => cover.get(i))).toEqual(rays.through.map(() => 1));
  });

  it('that nobody sees is as the other one', () => {
    for (const hairy of [0.25, 1]) {
      const cover = coverOf(pictures([90], hairy));
      expect(new Set(rays.through.filter(onLeft).map((i) => cover.get(i))).size).toBe(1);
      expect(new Set(cover.values()).size).toBe(1);
    }
  });
});

/** Of a shell, mm. */
const thicknessOf = (shape: HairShape, i: number): number =>
  Math.hypot(...[0, 1, 2].map((k) => shape.points[3 * i + k] - radius.centre[k] + (k === 1 ? sphere.drops[i] : 0))) -
  radius.skull[i];

describe('hair that hangs', () => {
  it('covers an ear that nobody sees, whatever the other one is', () => {
    const cover = earCover(sphere, radius, hairViews(KERNELS, pictures([90], 0.25), radius), true);
    const sides = [true, false].map((left) => rays.through.filter((i) => onLeft(i) === left).map((i) => cover.get(i)));
    expect(sides.flatMap((ear) => [...new Set(ear)]).sort()).toEqual([-1, 1]);
  });
});

describe('hair around a bare ear', () => {
  const seen = pictures(BOTH, 0.45);
  const shape = fitHair(KERNELS, head, head.template, seen) as HairShape;

  const behind = new Set(rays.behind);
  const before = rays.through.filter((i) => !behind.has(i));

  it('leaves all of it bare, in shape and colour', () => {
    for (const i of before) expect(shape.level[i]).toBeLessThan(0);
    expect(before.filter((i) => !shape.bare.has(i))).toEqual([]);
    const mesh = hairMesh(shape);
    const lights = seen.map(() => directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]));
    const size = 256;
    const { opacity } = paintHair(KERNELS, { mesh, skin: shape.head, pictures: seen, lights }, size);
    for (const i of before) {
      // Its rim's rays lie at hair's own edge.
      if (!Array.from(sphere.neighbours[i]).every((n) => shape.bare.has(n))) continue;
      const [x, y] = [0, 1].map((k) => Math.floor(size * sphere.uvs[2 * i + k]));
      expect(opacity[y * size + x]).toBeLessThan(0.3 * 255);
    }
  });

  it('goes on behind its flap, thin, and over skin that it has no room behind', () => {
    const hairy = rays.behind.filter((i) => shape.level[i] > 0);
    const flaps = hairy.filter((i) => radius.skin[i] - radius.skull[i] > FLAP_MM);
    expect(flaps.length).toBeGreaterThan(10);
    for (const i of flaps) expect(thicknessOf(shape, i)).toBeLessThan(2 + 1e-9);
    for (const i of hairy)
      if (!flaps.includes(i)) expect(thicknessOf(shape, i)).toBeGreaterThan(radius.skin[i] - radius.skull[i] + 0.79);
    expect(rays.behind.some((i) => shape.bare.has(i))).toBe(false);
    // Where nobody sees an ear the hair around it is thicker.
    const front = fitHair(KERNELS, head, head.template, pictures([0, 180], 0.45, 'as the ear', 40)) as HairShape;
    const unseen = flaps.filter((i) => front.level[i] > 0);
    expect(unseen.length).toBeGreaterThan(10);
    for (const i of unseen) expect(thicknessOf(front, i)).toBeLessThan(2 + 1e-9);
  });

  it('is no thicker beside it for standing off its rim', () => {
    const beside = rays.beside.filter((i) => shape.level[i] > 0);
    expect(beside.length).toBeGreaterThan(10);
    for (const i of beside) expect(thicknessOf(shape, i)).toBeLessThan(12);
  });
});

describe('hair over an ear', () => {
  const shape = fitHair(KERNELS, head, head.template, pictures(BOTH, 1)) as HairShape;
  it('lies over all of it, rims and all, and has no hollow there', () => {
    for (const i of rays.through) {
      expect(shape.level[i]).toBeGreaterThan(0);
      if (sphere.drops[i] > 0) continue;
      const rim = Math.max(
        ...[i, ...sphere.neighbours[i]].filter((n) => rays.through.includes(n)).map((n) => radius.skin[n]),
      );
      expect(radius.skull[i] + thicknessOf(shape, i)).toBeGreaterThanOrEqual(rim + 0.79);
      const ring = Array.from(sphere.neighbours[i]);
      if (ring.some((n) => sphere.drops[n] > 0 || !(shape.level[n] > 0))) continue;
      const mean = ring.reduce((sum, n) => sum + thicknessOf(shape, n), 0) / ring.length;
      expect(thicknessOf(shape, i)).toBeGreaterThan(mean - 0.5);
    }
  });
});
