import { describe, expect, it } from 'vitest';
import { BACKGROUND, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { clearFall, clearHair } from '../../../src/fitting/hair/curtain/clear-hair.ts';
import { fitHair, type HairShape } from '../../../src/fitting/hair/fit-hair.ts';
import { type HairPicture, hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const PIXELS = 512;
const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1200, heightMm: 520, pixels: PIXELS });

/** Of a ray, 0 where the face looks, pi / 2 on the subject's left. */
const bearing = (i: number): number => Math.atan2(sphere.directions[3 * i], sphere.directions[3 * i + 2]);
const heightOf = (i: number): number => (radius.skull[i] || 0) * sphere.directions[3 * i + 1] - sphere.drops[i];

/** Pixels of a place beside the middle of the skull and below it, mm. */
const pixelsAt = (xMm: number, yMm: number): ArrayLike<number> =>
  project(camera, [radius.centre[0] + xMm, radius.centre[1] + yMm, radius.centre[2]]);
const scalpHair = hairPictures(
  { sphere, head: radius },
  Float64Array.from(all, (i) => (radius.place[i] === 1 ? 14 : 0)),
  [camera],
)[0];

/** Hair on the scalp, over the subject's left ear, and straight down from there, 80 to 108 mm from the vertical. */
function hangingLock(): HairPicture {
  const labels = scalpHair.labels.slice();
  const fill = (fromX: number, fromY: number, toY: number): void => {
    const [left, top] = Array.from(pixelsAt(fromX, fromY), Math.round);
    const [right, bottom] = Array.from(pixelsAt(108, toY), Math.round);
    for (let y = top; y < bottom; y++) labels.fill(HAIR, y * PIXELS + left, y * PIXELS + right);
  };
  fill(55, 40, -70);
  fill(80, -70, radius.cutY - 30);
  return { ...scalpHair, labels };
}

const besideNeck = all.filter(
  (i) =>
    radius.place[i] === -1 &&
    Math.abs(bearing(i) - 1.35) < 0.15 &&
    heightOf(i) < -100 &&
    heightOf(i) > radius.cutY + 15,
);
const otherSide = besideNeck.map((i) => sphere.mirror[i]);
const startsIn = (picture: HairPicture): Float64Array =>
  clearHair(sphere, radius, hairViews(KERNELS, [picture], radius));
const seenIn = (starts: Float64Array, rays: readonly number[]): number[] =>
  rays.flatMap((i) => (Number.isNaN(starts[i]) ? [] : [starts[i]]));
const lock = hangingLock();

describe('hair that hangs clear of the neck', () => {
  it('begins where a photograph shows it begin, and on the other side nowhere', () => {
    expect(besideNeck.length).toBeGreaterThan(10);
    const starts = startsIn(lock);
    const { labels } = lock;
    const seen = seenIn(starts, besideNeck);
    expect(seen.length).toBeGreaterThan(0.9 * besideNeck.length);
    for (const i of besideNeck) {
      if (Number.isNaN(starts[i])) continue;
      const label = (beyond: number): number => {
        const r = radius.skull[i] + starts[i] + beyond;
        const place = [0, 1, 2].map(
          (k) => radius.centre[k] + r * sphere.directions[3 * i + k] - (k === 1 ? sphere.drops[i] : 0),
        );
        const [x, y] = project(camera, place);
        return labels[Math.floor(y) * PIXELS + Math.floor(x)];
      };
      expect([0, 2, 4, 6].map(label), `ray ${i}`).toEqual([HAIR, HAIR, HAIR, HAIR]);
      expect(starts[i] === 0 || label(-2) !== HAIR).toBe(true);
    }
    expect(Math.max(...seen)).toBeGreaterThan(15);
    expect(seenIn(starts, otherSide)).toEqual([]);
  });

  it('is not looked for behind clothes, and is none where it hangs together with no hair of the scalp', () => {
    const rows = (from: number, to: number, change: (label: number, x: number) => number): HairPicture => ({
      ...lock,
      labels: lock.labels.map((label, k) => {
        const y = Math.floor(k / PIXELS);
        return y >= from && y < to ? change(label, k % PIXELS) : label;
      }),
    });
    const dressed = rows(0, PIXELS, (label) => (label === BACKGROUND ? CLOTHES : label));
    expect(seenIn(startsIn(dressed), besideNeck).filter((d) => d > 10)).toEqual([]);
    const chin = pixelsAt(0, -75)[1];
    const cut = rows(Math.floor(chin), Math.floor(chin) + 4, (label) => (label === HAIR ? BACKGROUND : label));
    expect(seenIn(startsIn(cut), besideNeck)).toEqual([]);
  });

  it('is fitted where it hangs, from one photograph', () => {
    const { level, points } = fitHair(KERNELS, head, head.template, [lock]) as HairShape;
    const covered = besideNeck.filter((i) => level[i] > 0);
    expect(covered.length).toBeGreaterThan(0.9 * besideNeck.length);
    const out = covered.map((i) => Math.hypot(points[3 * i], points[3 * i + 2] - radius.centre[2]));
    const mean = out.reduce((a, b) => a + b, 0) / out.length;
    expect(mean).toBeGreaterThan(80);
    expect(mean).toBeLessThan(110);
  });

  it('falls to the chin where it is seen behind a bare ear and not below, as far behind, and no farther', () => {
    const ends = pixelsAt(0, -120)[1];
    const bob: HairPicture = {
      ...lock,
      labels: lock.labels.map((_, k) => {
        const [x, y] = [k % PIXELS, Math.floor(k / PIXELS)];
        // On both sides.
        const label = lock.labels[y * PIXELS + (x < PIXELS / 2 ? PIXELS - 1 - x : x)];
        const ear =
          Math.abs(Math.abs(x - PIXELS / 2) - (pixelsAt(75, 0)[0] - PIXELS / 2)) < 12 &&
          y > pixelsAt(0, 0)[1] &&
          y < pixelsAt(0, -60)[1];
        if (ear) return FACE_SKIN;
        return y > ends && label === HAIR ? BACKGROUND : label;
      }),
    };
    const starts = startsIn(bob);
    expect([lock, bob, scalpHair].map((picture) => clearFall(radius, startsIn(picture)))).toEqual([
      'past-chin',
      'to-chin',
      'lies',
    ]);
    const { level } = fitHair(KERNELS, head, head.template, [bob]) as HairShape;
    const clear = all.filter((i) => radius.place[i] === -1 && radius.drape[i] === 0 && starts[i] >= 0);
    expect(clear.length).toBeGreaterThan(20);
    const covered = (rays: readonly number[]): number => rays.filter((i) => level[i] > 0).length / rays.length;
    expect(covered(clear)).toBeGreaterThan(0.7);
    expect(covered(all.filter((i) => radius.drape[i] === 1 && heightOf(i) < -130))).toBe(0);
    const nape = all.filter(
      (i) =>
        radius.place[i] === -1 &&
        radius.drape[i] === 0 &&
        Math.abs(bearing(i)) > 2.6 &&
        heightOf(i) < -95 &&
        heightOf(i) > -125,
    );
    expect(nape.length).toBeGreaterThan(10);
    // As long as at the sides: 0.54 if it leant on bare skin.
    expect(covered(nape)).toBeGreaterThan(0.58);
    // Several photographs see for themselves what hangs behind ears.
    const twice = fitHair(KERNELS, head, head.template, [bob, bob]) as HairShape;
    expect(clear.filter((i) => twice.level[i] > 0).length).toBeLessThan(0.5 * clear.length);
  });

  it('goes on as far as it is seen at least, where nobody knows what is beyond', () => {
    const beyond = pixelsAt(100, 0)[0];
    const unknown = { ...lock, labels: lock.labels.map((label, k) => (k % PIXELS > beyond ? OTHER : label)) };
    const { level, points } = fitHair(KERNELS, head, head.template, [unknown]) as HairShape;
    const covered = besideNeck.filter((i) => level[i] > 0);
    expect(covered.length).toBeGreaterThan(0.5 * besideNeck.length);
    const farthest = Math.max(...covered.map((i) => points[3 * i] - radius.centre[0]));
    expect(farthest).toBeGreaterThan(92);
  });
});
