import { describe, expect, it } from 'vitest';
import { BACKGROUND, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { paintHair } from '../../../src/fitting/hair/colors/paint-hair.ts';
import { earRays } from '../../../src/fitting/hair/cover/ear-rays.ts';
import { hairCover } from '../../../src/fitting/hair/cover/hair-cover.ts';
import { fitHair, type HairShape } from '../../../src/fitting/hair/fit-hair.ts';
import { hairMesh } from '../../../src/fitting/hair/hair-mesh.ts';
import { type HairPicture, hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { NEAR, shellThickness } from '../../../src/fitting/hair/shell-thickness.ts';
import { project } from '../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const PIXELS = 512;
const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);

/** Hair on the scalp, thicker on top. */
const truth = Float64Array.from(radius.place, (place, i) => (place === 1 ? 10 + 8 * sphere.directions[3 * i + 1] : 0));

/** The head under hair of so much thickness, seen from some sides. */
const pictures = (thickness: Float64Array, yaws: readonly number[]): HairPicture[] =>
  hairPictures(
    { sphere, head: radius },
    thickness,
    yaws.map((yaw) => orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: PIXELS })),
  );

const around = pictures(truth, [0, -45, 45, -90, 90, 150]);
const shape = fitHair(KERNELS, head, head.template, around) as HairShape;

/** The pictures' hair ends at the ears' flaps, a fit's goes on behind them. */
const behindEars = new Set(earRays(sphere, radius).behind);

/** Distance of the fitted from the true hair along the rays that both cover, mm. */
function errors(fitted: HairShape): number[] {
  const real = shellPoints(sphere, radius, truth);
  return Array.from(truth.keys())
    .filter((i) => truth[i] > 0 && fitted.level[i] > 0)
    .map((i) => Math.hypot(...[0, 1, 2].map((k) => real[3 * i + k] - fitted.points[3 * i + k])));
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Of the skin around each ray, mm^2. */
function skinAreas(): Float64Array {
  const points = shellPoints(sphere, radius, new Float64Array(truth.length));
  const out = new Float64Array(truth.length);
  for (let t = 0; t < sphere.triangles.length; t += 3) {
    const corners = sphere.triangles.subarray(t, t + 3);
    const [a, b, c] = Array.from(corners, (i) => points.subarray(3 * i, 3 * i + 3));
    const [u, v] = [b, c].map((p) => p.map((x, k) => x - a[k]));
    const cross = [0, 1, 2].map((k) => u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3]);
    for (const i of corners) out[i] += Math.hypot(...cross) / 6;
  }
  return out;
}

/** Hair on the scalp and before the ears. */
const hairyTemples = truth.map((own, i) => {
  const [x, y, z] = sphere.directions.subarray(3 * i, 3 * i + 3);
  return radius.place[i] === 0 && Math.abs(x) > 0.6 && Math.abs(y) < 0.5 && z < 0.65 ? 10 : own;
});

/** The same where what lies beside the neck, and the neck's sides, are labelled as hair. */
function hairBesideNeck(picture: HairPicture): HairPicture {
  const { width } = picture.camera;
  const [middle, chin] = project(picture.camera, [0, radius.centre[1] - 100, radius.centre[2]]);
  const labels = picture.labels.map((label, k) => {
    const aside = Math.abs((k % width) - middle);
    return Math.floor(k / width) > chin && aside > 0.07 * width && aside < 0.25 * width ? HAIR : label;
  });
  return { ...picture, labels };
}

/** What a picture shows of the head below a height, mm. */
function below(picture: HairPicture, heightMm: number): HairPicture {
  const { camera, labels, image } = picture;
  const top = Math.floor(project(camera, [0, heightMm, radius.centre[2]])[1]);
  const { width } = camera;
  const height = camera.height - top;
  return {
    camera: { ...camera, height, cy: camera.cy - top },
    labels: labels.slice(top * width),
    image: { ...image, height, data: image.data.slice(image.channels * top * width) },
  };
}

describe('hair by its outlines', () => {
  it('is found within 2 mm from six sides', () => {
    expect(mean(errors(shape))).toBeLessThan(2);
    expect(shape.outlined).toEqual(around.map(() => true));
  });

  it('covers what it covers', () => {
    const off = Array.from(truth.keys()).filter(
      (i) => !Number.isNaN(radius.skull[i]) && !behindEars.has(i) && truth[i] > 0 !== shape.level[i] > 0,
    );
    const area = skinAreas();
    const sum = (rays: readonly number[]): number => rays.reduce((total, i) => total + area[i], 0);
    expect(sum(off) / sum(Array.from(truth.keys()).filter((i) => truth[i] > 0))).toBeLessThan(0.12);
  });

  it('is guessed from one side within 5 mm', () => {
    const front = fitHair(KERNELS, head, head.template, around.slice(0, 1)) as HairShape;
    expect(mean(errors(front))).toBeLessThan(5);
    expect(front.seenShare).toBeLessThan(shape.seenShare);
  });

  it('is no fin where one photograph shows its outline lead away from the head', () => {
    const lock = truth.map((own, i) => {
      const [x, y] = sphere.directions.subarray(3 * i, 3 * i + 2);
      return own === 0 || x < 0 ? own : own + 60 * x * Math.exp(-(((y - 0.45) / 0.2) ** 2));
    });
    const turned = fitHair(KERNELS, head, head.template, pictures(lock, [35])) as HairShape;
    const thickness = (i: number): number =>
      Math.hypot(
        ...[0, 1, 2].map((k) => turned.points[3 * i + k] - radius.centre[k] + (k === 1 ? sphere.drops[i] : 0)),
      ) - radius.skull[i];
    const onScalp = (i: number): boolean => radius.place[i] === 1 && turned.level[i] > 0;
    const inside = Array.from(truth.keys()).filter((i) => onScalp(i) && sphere.neighbours[i].every(onScalp));
    const bends = inside.map((i) => Math.abs(thickness(i) - mean(Array.from(sphere.neighbours[i], thickness))));
    expect(inside.length).toBeGreaterThan(1000);
    // Of a fin 1.4 mm between points 4 mm apart.
    expect(Math.max(...bends)).toBeLessThan(0.7);
  });

  it('stays off the skin and behind the outline of every view', () => {
    shape.level.forEach((level, i) => {
      if (!(level > 0)) return;
      const r = Math.hypot(...[0, 1, 2].map((k) => shape.points[3 * i + k] - radius.centre[k]));
      expect(r).toBeGreaterThan(behindEars.has(i) ? radius.skull[i] : radius.skin[i]);
    });
    for (const { camera, labels } of around) {
      const pixels = project(camera, shape.points);
      const outside = Array.from(shape.level.keys()).filter((i) => {
        if (!(shape.level[i] > 0)) return false;
        const [x, y] = [Math.floor(pixels[3 * i]), Math.floor(pixels[3 * i + 1])];
        const near = [-3, 0, 3].flatMap((dy) => [-3, 0, 3].map((dx) => labels[(y + dy) * PIXELS + x + dx]));
        return near.every((label) => label === BACKGROUND);
      });
      expect(outside).toEqual([]);
    }
  });

  it('lies nearer to the skin at an edge that nobody sees', () => {
    const level = Float64Array.from(radius.place, (place) => (place === 1 ? 1 : -1));
    const nothing = new Float64Array(level.length);
    const evidence = {
      sphere,
      head: radius,
      views: [],
      cover: {
        level,
        seen: nothing,
        skin: nothing,
        hairyScalp: 1,
        bare: new Set<number>(),
        behindEars: new Set<number>(),
        fall: 'lies' as const,
      },
      clear: new Float64Array(level.length).fill(Number.NaN),
    };
    const { thickness } = shellThickness(KERNELS, evidence, nothing, NEAR);
    const covered = Array.from(level.keys()).filter((i) => level[i] > 0 && !Number.isNaN(radius.skull[i]));
    const rim = covered.filter((i) => sphere.neighbours[i].some((n) => level[n] < 0));
    const deep = covered.filter((i) => sphere.directions[3 * i + 1] > 0.9);
    const meanOf = (rays: readonly number[]): number => mean(rays.map((i) => thickness[i]));
    expect(meanOf(rim)).toBeLessThan(0.15 * meanOf(deep));
    expect(meanOf(deep)).toBeGreaterThan(5);
  });

  it('does not hang because two views of six mistake what is beside the neck for it', () => {
    const views = pictures(truth, [0, 3, -9, 9, -18, 18]);
    const points = shellPoints(sphere, radius, new Float64Array(truth.length).fill(10));
    const hangs = (mistaken: number): boolean => {
      const shown = views.map((view, v) => (v < mistaken ? hairBesideNeck(view) : view));
      return (
        hairCover(sphere, radius, { points, fall: 'lies' as const }, hairViews(KERNELS, shown, radius)).fall !== 'lies'
      );
    };
    expect([0, 2, 6].map(hangs)).toEqual([false, false, true]);
  });

  it('covers a scalp above the picture where temples show hair, and none beside bare ones', () => {
    const brows = radius.centre[1] + 10;
    for (const [thickness, covers] of [
      [hairyTemples, true],
      [truth.map(() => 0), false],
    ] as const) {
      const close = pictures(thickness, [0]).map((picture) => below(picture, brows));
      const fitted = fitHair(KERNELS, head, head.template, close);
      expect(fitted !== null).toBe(covers);
      if (fitted === null) continue;
      const scalp = Array.from(truth.keys()).filter((i) => radius.place[i] === 1);
      expect(mean(scalp.map((i) => (fitted.level[i] > 0 ? 1 : 0)))).toBeGreaterThan(0.8);
    }
  });

  it('is none on a bald head', () => {
    const bald = pictures(
      truth.map(() => 0),
      [0, 90],
    );
    expect(fitHair(KERNELS, head, head.template, bald)).toBeNull();
  });

  it('has a mesh that goes on until its last strands have ended', () => {
    const { edge, triangles, positions } = hairMesh(shape);
    const open = new Map<string, [number, number]>();
    for (let t = 0; t < triangles.length; t += 3)
      for (const k of [0, 1, 2]) {
        const [a, b] = [triangles[t + k], triangles[t + ((k + 1) % 3)]];
        const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
        if (!open.delete(key)) open.set(key, [a, b]);
      }
    const rim = new Set([...open.values()].flat());
    expect(rim.size).toBeGreaterThan(50);
    for (const v of rim) expect(edge[v], `y ${positions[3 * v + 1]}`).toBeLessThan(-5);
  });

  it('is painted with the colour that the pictures show, seen or not, and ends where it ends', () => {
    const mesh = hairMesh(shape);
    const light = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);
    const lights = around.map(() => light);
    const size = 256;
    const { color, opacity } = paintHair(KERNELS, { mesh, skin: shape.head, pictures: around, lights }, size);
    const opaque = Array.from(opacity.keys()).filter((k) => opacity[k] === 255);
    expect(opaque.length).toBeGreaterThan(0.15 * size * size);
    const brown = opaque.filter((k) => {
      const [r, g, b] = color.data.subarray(3 * k, 3 * k + 3);
      return r > g && g > b && r < 110;
    });
    // Where it ends a texel of 3 mm may have some of the skin's grey.
    expect(brown.length).toBeGreaterThan(0.995 * opaque.length);
    const window = Array.from({ length: 13 * 13 }, (_, n) => (Math.floor(n / 13) - 6) * size + (n % 13) - 6);
    const atEdge = (k: number): boolean => window.some((step) => opacity[k + step] < 255);
    const grey = new Set(opaque);
    for (const k of brown) grey.delete(k);
    for (const k of grey) expect(atEdge(k)).toBe(true);
    expect(opacity[0]).toBe(0);
  });

  it('tells how surely the pictures show it', () => {
    const mesh = hairMesh(shape);
    const size = 128;
    const [front] = around;
    const lights = [directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1])];
    const { seen, opacity } = paintHair(KERNELS, { mesh, skin: shape.head, pictures: [front], lights }, size);
    const hair = Array.from(opacity.keys()).filter((k) => opacity[k] === 255);
    // The chart's front is its upper part.
    const share = (rows: (row: number) => boolean, sure: (byte: number) => boolean): number => {
      const own = hair.filter((k) => rows(Math.floor(k / size)));
      return own.filter((k) => sure(seen[k])).length / own.length;
    };
    expect(
      share(
        (row) => row > 0.6 * size,
        (byte) => byte === 0,
      ),
    ).toBe(1);
    expect(
      share(
        (row) => row < 0.4 * size,
        (byte) => byte > 0,
      ),
    ).toBeGreaterThan(0.1);
    expect(seen.filter((byte) => byte === 255).length).toBeGreaterThan(20);
    expect(seen.filter((byte) => byte > 0 && byte < 255).length).toBeGreaterThan(50);
  });

  it('is painted evenly where photographs were exposed differently', () => {
    const mesh = hairMesh(shape);
    const lights = around.map(() => directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]));
    /** Standard deviation of the logarithm of red, which sRGB's bytes make smaller, and its mean. */
    const tones = (shown: readonly HairPicture[]): readonly [number, number] => {
      const { color, opacity } = paintHair(KERNELS, { mesh, skin: shape.head, pictures: shown, lights }, 256);
      const logs = Array.from(opacity.keys()).flatMap((k) => (opacity[k] === 255 ? [Math.log(color.data[3 * k])] : []));
      const middle = mean(logs);
      return [Math.sqrt(mean(logs.map((x) => (x - middle) ** 2))), middle];
    };
    const [even] = tones(around);
    const brighter = around.map((picture, v) => ({
      ...picture,
      image: { ...picture.image, data: picture.image.data.map((x) => (v % 2 === 1 ? 3 * x : x)) },
    }));
    const [spread, middle] = tones(brighter);
    expect(spread).toBeLessThan(even + 0.01);
    // Between those that are as they were and those three times as bright.
    expect(middle).toBeGreaterThan(tones(around)[1] + 0.1);
    expect(middle).toBeLessThan(tones(around)[1] + Math.log(3) / 2.2);
  });
});
