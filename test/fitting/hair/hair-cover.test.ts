import { describe, expect, it } from 'vitest';
import { earRays, FLAP_MM } from '../../../src/fitting/hair/cover/ear-rays.ts';
import { type HairCover, hairCover } from '../../../src/fitting/hair/cover/hair-cover.ts';
import { type HairFall, hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { project } from '../../../src/geometry/camera.ts';
import { mean } from '../../../src/geometry/mean.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const ears = earRays(sphere, radius);
const all = Array.from(radius.place.keys());
/** Hair on the scalp alone. */
const truth = Float64Array.from(radius.place, (place) => (place === 1 ? 10 : 0));
const points = shellPoints(sphere, radius, truth);
const earY = ears.through.reduce((sum, i) => sum + points[3 * i + 1], 0) / ears.through.length;

function coverFrom(yaws: readonly number[], fall: HairFall = 'lies'): HairCover {
  const cameras = yaws.map((yaw) => orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: 256 }));
  const pictures = hairPictures({ sphere, head: radius }, truth, cameras);
  return hairCover(sphere, radius, { points, fall }, hairViews(KERNELS, pictures, radius));
}

const share = (rays: readonly number[], of: (i: number) => boolean): number => rays.filter(of).length / rays.length;
/** Rays that leave the head where hair grows beside the scalp, off the ears. */
const fringe = all.filter((i) => radius.fringe[i] === 1 && !ears.through.includes(i));

describe('where hair grows beside the scalp', () => {
  it('is at temples and around ears, not on the forehead, the scalp or the neck', () => {
    expect(fringe.length).toBeGreaterThan(60);
    for (const i of fringe) {
      expect(radius.place[i]).toBe(0);
      expect(Math.abs(sphere.directions[3 * i])).toBeGreaterThan(sphere.directions[3 * i + 2]);
    }
    expect(share(fringe, (i) => radius.fringe[sphere.mirror[i]] === 1)).toBeGreaterThan(0.9);
  });

  it('is hair where nobody sees it, close around bare ears', () => {
    const { level, seen } = coverFrom([0]);
    const unseen = fringe.filter((i) => seen[i] === 0);
    expect(unseen.length).toBeGreaterThan(40);
    expect(share(unseen, (i) => level[i] > 0)).toBeGreaterThan(0.85);
    const behind = new Set(ears.behind);
    for (const i of ears.through) if (!behind.has(i)) expect(level[i]).toBeLessThan(0);
    expect(share(ears.behind, (i) => level[i] > 0)).toBeGreaterThan(0.7);
    expect(mean(ears.behind.map((i) => level[i]))).toBeGreaterThan(0.63);
    // The rays around the upper halves of ears, 4 mm off them.
    const around = ears.beside.filter(
      (i) => points[3 * i + 1] > earY && sphere.neighbours[i].some((n) => ears.through.includes(n)),
    );
    expect(around.length).toBeGreaterThan(15);
    expect(share(around, (i) => level[i] > 0)).toBeGreaterThan(0.8);
  });

  it('is bare where photographs show it bare', () => {
    const { level, seen } = coverFrom([-60, 0, 60]);
    // Around an ear skin is hardly believed.
    const shown = fringe.filter((i) => seen[i] > 0.5 && !ears.beside.includes(i));
    expect(shown.length).toBeGreaterThan(15);
    expect(share(shown, (i) => level[i] > 0)).toBeLessThan(0.2);
  });

  it('is not told before ears where hair hangs: it may be tucked behind them', () => {
    const low = fringe.filter((i) => points[3 * i + 1] < earY - 5);
    expect(low.length).toBeGreaterThan(5);
    const lies = coverFrom([0]).level;
    const hangs = coverFrom([0], 'past-chin').level;
    const sum = (level: Float64Array): number => low.reduce((total, i) => total + level[i], 0) / low.length;
    expect(sum(hangs)).toBeLessThan(sum(lies) - 0.2);
  });
});

describe('hair at the nape', () => {
  it('thins out over the neck that nobody sees', () => {
    const { level, seen } = coverFrom([0]);
    const nape = all.filter(
      (i) =>
        radius.place[i] === -1 &&
        seen[i] === 0 &&
        sphere.directions[3 * i + 2] < -0.3 &&
        sphere.neighbours[i].some((n) => radius.place[n] === 1),
    );
    expect(nape.length).toBeGreaterThan(5);
    expect(mean(nape.map((i) => level[i]))).toBeGreaterThan(0);
  });
});

describe('hair above the forehead', () => {
  /** Rays of the scalp next to the forehead, and within four rays of it. */
  const first = all.filter(
    (i) =>
      radius.place[i] === 1 &&
      Math.abs(sphere.directions[3 * i]) < 0.35 &&
      sphere.directions[3 * i + 2] > 0.2 &&
      sphere.neighbours[i].some((n) => radius.place[n] === 0),
  );
  /** Not those beside them, where the picture's hair thins out. */
  const forehead = all.filter(
    (i) =>
      radius.place[i] === 0 &&
      sphere.directions[3 * i + 1] > 0 &&
      sphere.directions[3 * i + 2] > 0.5 &&
      !sphere.neighbours[i].some((n) => first.includes(n)),
  );
  const whole = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: 256 });
  /** The picture ends 25 mm below all of these. */
  const hairline = Math.max(...first.map((i) => project(whole, points.subarray(3 * i, 3 * i + 3))[1]));
  const cut = { ...whole, cy: whole.cy - hairline - 14 };
  const coverOf = (thickness: Float64Array): HairCover => {
    const pictures = hairPictures({ sphere, head: radius }, thickness, [cut]);
    return hairCover(sphere, radius, { points, fall: 'lies' }, hairViews(KERNELS, pictures, radius));
  };

  it('begins where it usually does in a picture that ends below it', () => {
    const { level, seen } = coverOf(truth);
    expect(first.length).toBeGreaterThan(15);
    expect(share(first, (i) => seen[i] === 0)).toBe(1);
    expect(share(first, (i) => level[i] > 0)).toBeGreaterThan(0.85);
    const shown = forehead.filter((i) => seen[i] > 0.1);
    expect(shown.length).toBeGreaterThan(5);
    expect(share(shown, (i) => level[i] < 0)).toBeGreaterThan(0.95);
  });

  it('begins where a picture shows it to', () => {
    // Bald in front, up to the crown.
    const receded = truth.map((t, i) => (sphere.directions[3 * i + 2] > 0 ? 0 : t));
    const pictures = hairPictures({ sphere, head: radius }, receded, [whole]);
    const { level } = hairCover(sphere, radius, { points, fall: 'lies' }, hairViews(KERNELS, pictures, radius));
    expect(share(first, (i) => level[i] < 0)).toBe(1);
  });
});

describe('the rays behind ears', () => {
  it('meet their flaps, or lie behind these, never their bowls', () => {
    for (const side of [-1, 1]) {
      const ear = ears.through.filter((i) => side * sphere.directions[3 * i] > 0);
      const middle = ear.reduce((sum, i) => sum + sphere.directions[3 * i + 2], 0) / ear.length;
      const own = ears.behind.filter((i) => side * sphere.directions[3 * i] > 0);
      expect(own.length).toBeGreaterThan(8);
      expect(own.length).toBeLessThan(0.6 * ear.length);
      for (const i of own) {
        expect(sphere.directions[3 * i + 2]).toBeLessThan(middle);
        // A bowl is beside what lies before the ear's middle.
        const beforeMiddle = Array.from(sphere.neighbours[i]).filter(
          (n) => ear.includes(n) && sphere.directions[3 * n + 2] >= middle,
        );
        if (radius.skin[i] - radius.skull[i] <= FLAP_MM) expect(beforeMiddle).toEqual([]);
      }
    }
  });
});

describe('a ray between flap and bowl', () => {
  it("is the bowl's where it lies beside it, however few of the bowl lie around", () => {
    const behind = new Set(ears.behind);
    const bowl = ears.through.filter((i) => !behind.has(i));
    const z = (i: number): number => sphere.directions[3 * i + 2];
    const left = ears.through.filter((i) => sphere.directions[3 * i] > 0);
    const middle = left.reduce((sum, i) => sum + z(i), 0) / left.length;
    const own = bowl.filter((i) => left.includes(i) && z(i) < middle - 0.01);
    expect(own.length).toBeGreaterThan(3);
    let tried = 0;
    for (const i of own) {
      const around = Array.from(sphere.neighbours[i]).filter((n) => left.includes(n) && z(n) < middle);
      const kept = Array.from(sphere.neighbours[i]).filter((n) => bowl.includes(n) && z(n) >= middle);
      if (kept.length === 0 || kept.length > 2) continue;
      tried++;
      const flapped = { ...radius, skin: radius.skin.slice() };
      flapped.skin[i] = radius.skull[i] + 3;
      for (const n of around) flapped.skin[n] = radius.skull[n] + 9;
      expect(earRays(sphere, flapped).behind).not.toContain(i);
    }
    expect(tried).toBeGreaterThan(0);
  });
});

describe('the rays through ears', () => {
  it('are one piece on either side, none of them in a row of its own', () => {
    const through = new Set(ears.through);
    for (const side of [-1, 1]) {
      const own = ears.through.filter((i) => side * sphere.directions[3 * i] > 0);
      expect(own.length).toBeGreaterThan(40);
      const met = new Set([own[0]]);
      for (const i of met) for (const n of sphere.neighbours[i]) if (through.has(n)) met.add(n);
      expect(met.size).toBe(own.length);
    }
    const torn = { ...radius, skin: radius.skin.slice() };
    // Skin that stands out in a row beside an ear, and in a piece off it.
    const start = ears.beside.find((i) => sphere.neighbours[i].some((n) => through.has(n))) as number;
    const row = [start];
    for (let k = 0; k < 4; k++) {
      const last = row[row.length - 1];
      const next = Array.from(sphere.neighbours[last]).find(
        (n) => sphere.neighbours[n].filter((m) => through.has(m) || row.includes(m)).length === 1,
      );
      if (next !== undefined) row.push(next);
    }
    expect(row.length).toBe(5);
    const [crown] = all.filter((i) => sphere.directions[3 * i + 1] > 0.5 && sphere.directions[3 * i] > 0.3);
    for (const i of [...row, crown, ...sphere.neighbours[crown]]) torn.skin[i] = torn.skull[i] + 5;
    const again = earRays(sphere, torn).through;
    expect(again).not.toContain(crown);
    expect(row.slice(3).filter((i) => again.includes(i))).toEqual([]);
  });
});
