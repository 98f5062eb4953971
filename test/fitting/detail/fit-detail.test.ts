import { describe, expect, it } from 'vitest';
import { bandAt, bandPictures } from '../../../src/fitting/detail/band-pictures.ts';
import { fitDetail } from '../../../src/fitting/detail/fit-detail.ts';
import type { GreyView } from '../../../src/fitting/evidence/pixels/feature-images.ts';
import { DETAIL } from '../../../src/fitting/options/stage-defaults.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import type { RealArray } from '../../../src/kernels/kernel.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { ball, ballCameras, photographBall, RADIUS } from '../../helpers/fitting/textured-ball.ts';

const kernels = plainKernels();
const cameras = ballCameras([-40, -15, 15, 40]);
const photographs = cameras.map(photographBall);
/** A lamp that goes with each camera: another exposure, brighter to one side. */
const greyView = (v: number, lamp: (x: number) => number): GreyView => ({
  width: cameras[v].width,
  height: cameras[v].height,
  grey: photographs[v].grey.map((g, k) => Math.log(g * lamp((k % cameras[v].width) / cameras[v].width) + 0.03)),
  mask: photographs[v].mask,
});
const greys = cameras.map((_, v) => greyView(v, (x) => 0.7 + 0.15 * v + 0.3 * x));

/** Vertices that three views see well. */
const compared = Uint8Array.from({ length: ball.directions.length / 3 }, (_, v) =>
  ball.directions[3 * v + 2] > 0.85 ? 1 : 0,
);
/** The ball with a dent and a bump, some mm wide. */
const wrong = (v: number): number => {
  const [x, y] = [RADIUS * ball.directions[3 * v], RADIUS * ball.directions[3 * v + 1]];
  return 0.8 * Math.exp(-((x - 10) ** 2 + y ** 2) / 128) - 0.6 * Math.exp(-((x + 12) ** 2 + (y - 6) ** 2) / 128);
};
const positions = ball.directions.map((d, k) => d * (RADIUS + wrong(Math.floor(k / 3))));
const skin = (given: readonly GreyView[]) => ({
  positions,
  triangles: ball.triangles,
  compared,
  views: given.map((grey, v) => ({ camera: cameras[v], grey, positions })),
});
const rms = (of: Float64Array): number => {
  let [sum, count] = [0, 0];
  compared.forEach((one, v) => {
    if (one === 0) return;
    sum += (Math.hypot(of[3 * v], of[3 * v + 1], of[3 * v + 2]) - RADIUS) ** 2;
    count++;
  });
  return Math.sqrt(sum / count);
};

describe('the detail stage', () => {
  it('finds where the photographs agree, whatever lamp goes with the cameras', async () => {
    const steps: number[] = [];
    const { displacement, positions: found } = await fitDetail(kernels, skin(greys), {
      stage: DETAIL,
      onStep: (step, disagreement) => {
        steps.push(step);
        expect(disagreement).toBeGreaterThan(0);
      },
    });
    expect(steps).toEqual([0, 1]);
    expect(rms(positions)).toBeGreaterThan(0.2);
    expect(rms(found)).toBeLessThan(0.35 * rms(positions));
    const { normals } = vertexNormals(positions, ball.triangles);
    expectClose(
      found,
      positions.map((x, i) => x + displacement[Math.floor(i / 3)] * normals[i]),
      { atol: 1e-12 },
    );
  });

  it('moves nothing where pictures have nothing on them, or one alone counts', async () => {
    const empty = greys.map((view) => ({ ...view, grey: new Float64Array(view.grey.length) }));
    const blind = greys.map((view, v) => (v === 0 ? view : { ...view, mask: new Uint8Array(view.mask.length) }));
    for (const given of [empty, blind]) {
      const { displacement } = await fitDetail(kernels, skin(given), { stage: DETAIL, onStep: () => {} });
      expect(Math.max(...displacement.map(Math.abs))).toBe(0);
    }
  });

  it('believes no pictures that have nothing in common', async () => {
    const strangers = greys.map((view, v) => ({ ...view, grey: rolled(view.grey, 37 * v * view.width + 11 * v) }));
    const { displacement } = await fitDetail(kernels, skin(strangers), { stage: DETAIL, onStep: () => {} });
    const moved = displacement.filter((_, v) => compared[v] === 1);
    expect(Math.sqrt(moved.reduce((sum, d) => sum + d * d, 0) / moved.length)).toBeLessThan(0.02);
  });
});

describe('band pictures', () => {
  it('are the same under another exposure, and not read where nothing counts', () => {
    const [one] = bandPictures(kernels, [greyView(0, () => 1)], [cameras[0]], 0.8);
    const view = greyView(0, () => 1);
    const longer = { ...view, grey: Float64Array.from(view.grey, (y) => y + 0.7) };
    const [other] = bandPictures(kernels, [longer], [cameras[0]], 0.8);
    const [x, y] = [210.5, 200.5];
    expect(Math.abs(bandAt(one, x, y))).toBeGreaterThan(0.01);
    expect(bandAt(other, x, y)).toBeCloseTo(bandAt(one, x, y), 4);
    expect(bandAt(one, x, y)).toBe(one.values[200 * one.width + 210]);
    expect(bandAt(one, x + 0.5, y)).toBeCloseTo((bandAt(one, x, y) + bandAt(one, x + 1, y)) / 2, 12);
    expect(bandAt(one, 3, 3)).toBeNaN();
    expect(bandAt(one, -1, y)).toBeNaN();
    expect(bandAt(one, x, one.height)).toBeNaN();
  });
});

function rolled(values: RealArray, by: number): Float64Array {
  return Float64Array.from(values, (_, k) => values[(k + by) % values.length]);
}
