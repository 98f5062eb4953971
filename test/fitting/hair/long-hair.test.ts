import { describe, expect, it } from 'vitest';
import { paintHair } from '../../../src/fitting/hair/colors/paint-hair.ts';
import { hairCover } from '../../../src/fitting/hair/cover/hair-cover.ts';
import { fitHair, type HairShape } from '../../../src/fitting/hair/fit-hair.ts';
import { hairMesh } from '../../../src/fitting/hair/hair-mesh.ts';
import { type HairPicture, hairViews } from '../../../src/fitting/hair/hair-view.ts';
import { bustDepth, headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { acrossOf, createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const PIXELS = 512;
const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());

/** Of a ray on its bearing, 0 where the face looks, pi behind. */
const bearing = (i: number): number => Math.abs(Math.atan2(sphere.directions[3 * i], sphere.directions[3 * i + 2]));
/** Heights over the skull's middle that hair hangs between, mm. */
const heightOf = (i: number): number => (radius.skull[i] || 0) * sphere.directions[3 * i + 1] - sphere.drops[i];

/** Hair on the scalp and, straight down from there, beside and behind the neck: some 95 mm from the vertical. */
function hangingHair(lowest: number): Float64Array {
  return Float64Array.from(all, (i) => {
    if (radius.place[i] === 1) return 10;
    if (Number.isNaN(radius.skull[i]) || bearing(i) < 1.1 || heightOf(i) > 20 || heightOf(i) < lowest) return 0;
    return Math.max(2, 95 / acrossOf(sphere, i) - radius.skull[i]);
  });
}

/** In the picture hair goes on below the bust. */
function pictureOf(thickness: Float64Array, pitch: number): HairPicture {
  const farther = { ...radius, cutY: radius.cutY - 30 };
  const camera = orbitCamera({ yaw: 0, pitch, distanceMm: 1200, heightMm: 520, pixels: PIXELS });
  return hairPictures({ sphere, head: farther }, thickness, [camera])[0];
}

const front = [pictureOf(hangingHair(-400), 0)];
const long = fitHair(KERNELS, head, head.template, front) as HairShape;
const aboveCut = (i: number): boolean => heightOf(i) > radius.cutY + 10;
const shareCovered = (shape: HairShape, rays: readonly number[]): number =>
  rays.filter((i) => shape.level[i] > 0).length / rays.length;

describe('long hair', () => {
  const behind = all.filter((i) => radius.drape[i] === 1 && bearing(i) > 2.2 && aboveCut(i));
  const throat = all.filter((i) => radius.drape[i] === 1 && bearing(i) < 0.5 && aboveCut(i));

  it('falls to the bust behind, where one photograph from the front shows none of it, and leaves the throat bare', () => {
    expect(behind.length).toBeGreaterThan(100);
    expect(throat.length).toBeGreaterThan(20);
    expect(shareCovered(long, behind)).toBeGreaterThan(0.95);
    expect(shareCovered(long, throat)).toBeLessThan(0.05);
  });

  it('hangs straight down beside the neck, not along its skin', () => {
    const farOut = (from: number, to: number): number => {
      const rays = all.filter((i) => bearing(i) > from && bearing(i) < to && heightOf(i) < -60 && aboveCut(i));
      const out = rays.map((i) => Math.hypot(long.points[3 * i], long.points[3 * i + 2] - radius.centre[2]));
      expect(out.length).toBeGreaterThan(50);
      return out.reduce((a, b) => a + b, 0) / out.length;
    };
    // The neck is 55 mm from the vertical; what nobody sees behind bends towards it.
    expect(Math.abs(farOut(1.3, 1.9) - 95)).toBeLessThan(7);
    expect(farOut(2.2, 3.2)).toBeGreaterThan(73);
  });

  it('lies over the bust, which grows wider towards its cut', () => {
    const bust = radius.positions;
    for (let v = 0; v < bust.length / 3; v++) {
      const y = bust[3 * v + 1] - radius.centre[1];
      if (y > radius.cutY + 25 || bust[3 * v + 2] > radius.centre[2] - 20) continue;
      const [x, z] = [bust[3 * v], bust[3 * v + 2] - radius.centre[2]];
      const near = all.filter((i) => {
        const [dx, dz] = [sphere.directions[3 * i], sphere.directions[3 * i + 2]];
        const along = (x * dx + z * dz) / Math.hypot(dx, dz);
        return long.level[i] > 0 && Math.abs(heightOf(i) - y) < 8 && along > 0.998 * Math.hypot(x, z);
      });
      for (const i of near) {
        const across = Math.hypot(long.points[3 * i], long.points[3 * i + 2] - radius.centre[2]);
        expect(across, `${x} ${y} ${z}`).toBeGreaterThan(Math.hypot(x, z) - 0.5);
      }
    }
  });

  it('ends at the cut, though hair is seen below it', () => {
    const mesh = hairMesh(long);
    const lights = [directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1])];
    const size = 256;
    const { opacity } = paintHair(KERNELS, { mesh, skin: long.head, pictures: front, lights }, size);
    const opaque = Array.from(mesh.edge.keys()).filter((v) => {
      const [x, y] = [0, 1].map((k) => Math.min(size - 1, Math.floor(mesh.uvs[2 * v + k] * size)));
      return opacity[y * size + x] > 200;
    });
    const lowest = Math.min(...opaque.map((v) => mesh.positions[3 * v + 1]));
    expect(lowest).toBeGreaterThan(mesh.cutY - 12);
    expect(lowest).toBeLessThan(mesh.cutY + 20);
  });

  it('ends where the background begins below it', () => {
    const half = fitHair(KERNELS, head, head.template, [pictureOf(hangingHair(-150), 0)]) as HairShape;
    const beside = all.filter((i) => radius.drape[i] === 1 && Math.abs(bearing(i) - 1.35) < 0.2);
    // Its last strands are 12 mm long.
    const above = beside.filter((i) => heightOf(i) > -143);
    const below = beside.filter((i) => heightOf(i) < -170 && heightOf(i) > -195);
    expect(above.length).toBeGreaterThan(5);
    expect(below.length).toBeGreaterThan(5);
    expect(shareCovered(half, above)).toBeGreaterThan(0.8);
    expect(shareCovered(half, below)).toBeLessThan(0.1);
  });

  it('leaves a throat bare that is hidden by the chin', () => {
    const above = fitHair(KERNELS, head, head.template, [pictureOf(hangingHair(-400), 40)]) as HairShape;
    expect(shareCovered(above, behind)).toBeGreaterThan(0.9);
    expect(shareCovered(above, throat)).toBeLessThan(0.05);
  });

  it('hangs on once it was seen to: a thinner shell lies on bare skin beside the neck', () => {
    const points = shellPoints(sphere, radius, new Float64Array(all.length));
    const views = hairViews(KERNELS, [pictureOf(hangingHair(0), 0)], radius);
    const falls = ['lies', 'to-chin', 'past-chin'] as const;
    const [thin, bob, hung] = falls.map((fall) => hairCover(sphere, radius, { points, fall }, views));
    expect([thin, bob, hung].map(({ fall }) => fall)).toEqual(falls);
    const share = (level: Float64Array): number => behind.filter((i) => level[i] > 0).length / behind.length;
    expect(share(thin.level)).toBe(0);
    expect(share(hung.level)).toBeGreaterThan(0.8);
    // What falls to the chin alone ends there.
    const below = all.filter((i) => radius.drape[i] === 1);
    expect(below.some((i) => bob.level[i] > 0)).toBe(false);
    expect(below.some((i) => hung.level[i] > 0)).toBe(true);
  });

  it('is short where the neck beside it is bare: nothing hangs behind', () => {
    const short = fitHair(KERNELS, head, head.template, [pictureOf(hangingHair(0), 0)]) as HairShape;
    expect(shareCovered(short, behind)).toBe(0);
  });
});

describe('rays of a shell', () => {
  it('meet the farthest of all triangles, the slow way says', () => {
    const { positions, triangles, centre } = radius;
    for (const i of all.filter(
      (i) =>
        (i % 97 === 0 || sphere.directions[3 * i + 1] > 0.998) &&
        radius.drape[i] === 0 &&
        !Number.isNaN(radius.skin[i]),
    )) {
      let farthest = 0;
      const origin = [centre[0], centre[1] - sphere.drops[i], centre[2]];
      for (let t = 0; t < triangles.length; t += 3) {
        const corners = [0, 1, 2].map((c) => [0, 1, 2].map((k) => positions[3 * triangles[t + c] + k] - origin[k]));
        farthest = Math.max(farthest, distanceOfPlane(corners, sphere.directions.subarray(3 * i, 3 * i + 3)));
      }
      expect(radius.skin[i]).toBeCloseTo(farthest, 6);
    }
  });

  it('have triangles side by side in the chart down to the cut of any bust', () => {
    for (const depth of [bustDepth(head, head.template), 217, 260]) {
      const { triangles, drops, uvs } = createShellSphere(depth);
      let count = 0;
      for (let t = 0; t < triangles.length; t += 3) {
        const corners = Array.from(triangles.subarray(t, t + 3));
        // Strands end within 12 mm below the cut.
        if (corners.some((i) => drops[i] > depth + 12)) continue;
        const [a, b, c] = corners.map((i) => uvs.subarray(2 * i, 2 * i + 2));
        expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0);
        count++;
      }
      expect(count / (triangles.length / 3)).toBeGreaterThan(0.95);
    }
  });

  it('do not cross within a head: the shell of one distance is turned outwards everywhere', () => {
    for (const distance of [60, 130]) {
      const points = sphere.directions.map(
        (d, k) => distance * d - (k % 3 === 1 ? sphere.drops[Math.floor(k / 3)] : 0),
      );
      for (let t = 0; t < sphere.triangles.length; t += 3) {
        const corners = Array.from(sphere.triangles.subarray(t, t + 3));
        // What is straight below the neck is no hair's.
        if (corners.some((i) => sphere.drops[i] > 200)) continue;
        const [a, b, c] = corners.map((i) => points.subarray(3 * i, 3 * i + 3));
        const normal = crossOf(
          b.map((x, k) => x - a[k]),
          c.map((x, k) => x - a[k]),
        );
        const out = corners.reduce(
          (sum, i) => sum + [0, 1, 2].reduce((s, k) => s + normal[k] * sphere.directions[3 * i + k], 0),
          0,
        );
        expect(out).toBeGreaterThan(0);
      }
    }
  });
});

/** Where a ray from the origin passes a triangle, by the sides that the point lies on; 0 where it does not. */
function distanceOfPlane(corners: readonly number[][], direction: ArrayLike<number>): number {
  const [a, b, c] = corners;
  const normal = crossOf(
    b.map((x, k) => x - a[k]),
    c.map((x, k) => x - a[k]),
  );
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
  const r = dot(a, normal) / dot(direction, normal);
  if (!(r > 0)) return 0;
  const p = [0, 1, 2].map((k) => r * direction[k]);
  const inside = corners.every((q, k) => {
    const next = corners[(k + 1) % 3];
    const side = crossOf(
      next.map((x, j) => x - q[j]),
      p.map((x, j) => x - q[j]),
    );
    return dot(side, normal) >= -1e-9 * dot(normal, normal);
  });
  return inside ? r : 0;
}

function crossOf(u: ArrayLike<number>, v: ArrayLike<number>): number[] {
  return [0, 1, 2].map((k) => u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3]);
}
