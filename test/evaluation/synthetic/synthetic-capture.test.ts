import { describe, expect, it } from 'vitest';
import {
  BACKGROUND,
  BODY_SKIN,
  CLOTHES,
  FACE_SKIN,
  HAIR,
  OTHER,
  SEGMENT_CLASSES,
} from '../../../src/capture/segmentation/classes.ts';
import { synthesizeCapture } from '../../../src/evaluation/synthetic/synthetic-capture.ts';
import { PLAIN_PORTRAIT, type PortraitChoices } from '../../../src/evaluation/synthetic/synthetic-choices.ts';
import { cameraCentre, project } from '../../../src/geometry/camera.ts';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { loadLashes } from '../../../src/render/mesh/lashes.ts';
import { expectSameBytes } from '../../helpers/close.ts';

const head = loadBundledHead();
const parts = await loadPartImages(head);
const SIZE = 160;
/** The lightest skin, than which most hair is darker. */
const DRESSED: PortraitChoices = {
  ...PLAIN_PORTRAIT,
  hair: true,
  clothes: true,
  background: 'busy',
  maxYaw: 90,
  skin: 1,
};
const capture = (seed: number, portrait: PortraitChoices, views = 3) =>
  synthesizeCapture(head, parts, { views, size: SIZE, seed, portrait });
const plain = capture(7, PLAIN_PORTRAIT);
const dressed = capture(7, DRESSED);
const other = capture(8, { ...DRESSED, focalSpread: 0.4 }, 2);

function counts(labels: Uint8Array): number[] {
  return SEGMENT_CLASSES.map((_, c) => labels.filter((label) => label === c).length);
}

/** The label at a point that the front view shows. */
function labelAt({ cameras, labels }: typeof dressed, point: ArrayLike<number>): number {
  const [x, y] = project(cameras[0], point);
  return labels[0][Math.floor(y) * SIZE + Math.floor(x)];
}

describe('a synthetic capture', () => {
  it('is the same for the same seed and another for another', () => {
    const again = capture(8, { ...DRESSED, focalSpread: 0.4 }, 2);
    again.images.forEach(({ data }, v) => {
      expectSameBytes(data, other.images[v].data);
      expectSameBytes(again.labels[v], other.labels[v]);
    });
    expect(Buffer.from(other.labels[0]).equals(dressed.labels[0])).toBe(false);
  });

  it('has the head that it has without hair and clothes', () => {
    expectSameBytes(dressed.positions, plain.positions);
    expect(dressed.landmarks68).toEqual(plain.landmarks68);
  });

  it('has lashes where they are asked for: darker pixels at the lids, nothing else', async () => {
    const size = 320;
    const [bare, worn] = [null, await loadLashes(head)].map((lashes) =>
      synthesizeCapture(head, parts, { views: 1, size, seed: 7, lashes }),
    );
    const eyes = eyeballs(head, bare.positions);
    const lids = project(bare.cameras[0], Float64Array.from(eyes.flatMap(({ centre }) => [...centre])));
    let [darker, lighter, far] = [0, 0, 0];
    for (let i = 0; i < size * size; i++) {
      const change = worn.images[0].data[3 * i] - bare.images[0].data[3 * i];
      if (change < -0.02) darker++;
      if (change > 0.02) lighter++;
      const [x, y] = [i % size, Math.floor(i / size)];
      const near = [0, 3].some((k) => Math.hypot(x - lids[k], y - lids[k + 1]) < size / 12);
      if (change !== 0 && !near) far++;
    }
    expect(darker).toBeGreaterThan(30);
    expect(lighter).toBeLessThan(darker / 4);
    expect(far).toBe(0);
  });

  it('shows hair and clothes only where they are asked for', () => {
    for (const labels of plain.labels) {
      const [, hair, body, face, clothes, other] = counts(labels);
      expect([hair, clothes, other]).toEqual([0, 0, 0]);
      expect(Math.min(body, face)).toBeGreaterThan(100);
    }
    for (const labels of dressed.labels)
      for (const label of [BACKGROUND, HAIR, FACE_SKIN, CLOTHES]) expect(counts(labels)[label]).toBeGreaterThan(50);
    expect(plain.hair).toBeNull();
    expect(dressed.hair).not.toBeNull();
  });

  it('labels face, neck, shirt and wall where they are', () => {
    const nose = dressed.landmarks68.subarray(3 * 30, 3 * 31);
    expect(labelAt(dressed, nose)).toBe(FACE_SKIN);
    const [x, y, z] = dressed.landmarks68.subarray(3 * 8, 3 * 9);
    expect(labelAt(dressed, [x, y - 75, z - 60])).toBe(CLOTHES);
    expect(labelAt(plain, [x, y - 25, z - 60])).toBe(BODY_SKIN);
    expect(labelAt(plain, [x + 90, y - 25, z - 60])).toBe(BACKGROUND);
  });

  it('labels hair where pixels have its colour', () => {
    const mean = ({ images, labels }: typeof dressed, wanted: number): number => {
      let [sum, count] = [0, 0];
      labels[0].forEach((label, k) => {
        if (label !== wanted) return;
        sum += images[0].data[3 * k + 1];
        count++;
      });
      return sum / count;
    };
    for (const own of [dressed, other]) expect(mean(own, HAIR)).toBeLessThan(0.75 * mean(own, FACE_SKIN));
  });

  it('turns to the side as far as it is asked to, and spreads its focal lengths', () => {
    const yaws = dressed.cameras.map((camera) => {
      const [x, , z] = cameraCentre(camera);
      return (Math.atan2(x, z) * 180) / Math.PI;
    });
    expect(Math.max(...yaws)).toBeGreaterThan(75);
    expect(Math.min(...yaws)).toBeLessThan(-75);
    expect(new Set(dressed.cameras.map(({ fx }) => fx)).size).toBe(1);
    const focals = other.cameras.map(({ fx }) => fx);
    expect(Math.max(...focals) / Math.min(...focals)).toBeGreaterThan(1.01);
    expect(Math.max(...focals) / Math.min(...focals)).toBeLessThan(Math.exp(0.8) + 1e-9);
  });

  it('wears glasses where it is asked to: before the eyes in every view, on no skin but beside them', () => {
    const worn = capture(7, { ...PLAIN_PORTRAIT, glasses: true, maxYaw: 40 });
    const bare = capture(7, { ...PLAIN_PORTRAIT, maxYaw: 40 });
    const eyes = Float64Array.from(eyeballs(head, worn.positions).flatMap(({ centre }) => [...centre]));
    worn.labels.forEach((labels, v) => {
      const own = counts(labels)[OTHER];
      expect(own).toBeGreaterThan(60);
      // Of what a rim covers in part, votes change.
      expect(labels.filter((label, k) => label !== OTHER && label !== bare.labels[v][k]).length).toBeLessThan(own / 10);
      const middle = project(worn.cameras[v], eyes);
      const y = (middle[1] + middle[4]) / 2;
      labels.forEach((label, k) => {
        if (label === OTHER) expect(Math.abs(Math.floor(k / SIZE) - y)).toBeLessThan(SIZE / 5);
      });
      // From the front, eyes look through: a rim goes around them.
      if (v > 0) return;
      for (const e of [0, 3]) expect(labels[Math.floor(middle[e + 1]) * SIZE + Math.floor(middle[e])]).toBe(FACE_SKIN);
    });
  });

  it('stands under a flash that goes along with the camera: the same head and views, skin brighter here and darker there', () => {
    const flashed = capture(7, { ...PLAIN_PORTRAIT, lighting: 'flash' });
    expectSameBytes(flashed.positions, plain.positions);
    flashed.cameras.forEach(({ rotation }, v) => {
      expectSameBytes(rotation, plain.cameras[v].rotation);
    });
    expect(plain.lamps).toEqual([null, null, null]);
    flashed.lamps.forEach((lamp, v) => {
      const eye = cameraCentre(flashed.cameras[v]);
      expect(Math.hypot(...eye.map((x, k) => x - (lamp?.place[k] ?? 1e9)))).toBeLessThan(150);
    });
    const ratios = flashed.labels[0].reduce<number[]>((out, label, k) => {
      if (label === FACE_SKIN) out.push(flashed.images[0].data[3 * k] / plain.images[0].data[3 * k]);
      return out;
    }, []);
    ratios.sort((a, b) => a - b);
    expect(ratios[Math.floor(0.98 * ratios.length)] / ratios[Math.floor(0.02 * ratios.length)]).toBeGreaterThan(1.5);
  });

  it('wears a hat where it is asked to, and a beard on what stays face skin', () => {
    const bare = capture(7, { ...PLAIN_PORTRAIT, hair: true });
    const worn = capture(7, { ...PLAIN_PORTRAIT, hair: true, headwear: true, beard: true });
    worn.labels.forEach((labels, v) => {
      const [before, now] = [counts(bare.labels[v]), counts(labels)];
      expect(now[OTHER]).toBeGreaterThan(before[HAIR] / 5);
      expect(now[HAIR]).toBeLessThan(before[HAIR]);
      expect(now[FACE_SKIN]).toBeGreaterThan(0.5 * before[FACE_SKIN]);
    });
  });

  it('makes dark skins darker, in pictures too', () => {
    const level = (skin: number): number => {
      const { images, labels } = capture(7, { ...PLAIN_PORTRAIT, skin }, 1);
      let [sum, count] = [0, 0];
      labels[0].forEach((label, k) => {
        if (label !== FACE_SKIN) return;
        sum += images[0].data[3 * k + 1];
        count++;
      });
      return sum / count;
    };
    const levels = [1, 4, 7, 10].map(level);
    for (let i = 1; i < levels.length; i++) expect(levels[i]).toBeLessThan(0.92 * levels[i - 1]);
  });
});
