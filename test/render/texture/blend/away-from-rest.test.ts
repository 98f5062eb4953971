import { afterAll, describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN } from '../../../../src/capture/segmentation/classes.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { browVertices } from '../../../../src/head/cards/brow-vertices.ts';
import { regionVertices } from '../../../../src/head/head-model.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../../src/render/light/sh-lighting.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { bakeTexture } from '../../../../src/render/texture/bake-texture.ts';
import { awayFromRest } from '../../../../src/render/texture/blend/away-from-rest.ts';
import { oneBrow } from '../../../../src/render/texture/blend/one-brow.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';
import { skinPhotograph } from '../../../helpers/pictures/skin-photograph.ts';

const rest = head.template;
const count = head.parts[0].vertexCount;
const { template: p } = head;
const brows = Array.from(browVertices(head).keys()).filter((v) => browVertices(head)[v] === 1);

/** The face with brows raised by so many mm, the forehead around them less. */
function raised(mm: number): Float64Array {
  return rest.map((x, i) => {
    const v = Math.floor(i / 3);
    if (i % 3 !== 1 || v >= count) return x;
    const far = Math.min(...brows.map((b) => Math.hypot(p[3 * b] - p[3 * v], p[3 * b + 1] - p[3 * v + 1])));
    return x + mm * Math.exp(-((far / 15) ** 2));
  });
}

const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 900, heightMm: 230, pixels: 400 });
const seen = (...meshes: readonly Float64Array[]) => meshes.map((positions) => ({ positions, camera }));

describe('views of several expressions', () => {
  const [still, up, upper] = [rest, raised(1.5), raised(9)];

  it('count as much where they show skin alike', () => {
    for (const own of awayFromRest(head, rest, seen(still, still))) expect(own.every((x) => x === 0)).toBe(true);
    // Nor does one that is alone count less.
    expect(awayFromRest(head, rest, seen(upper))[0].every((x) => x === 0)).toBe(true);
  });

  it('count less the farther they move skin from where it rests, down to a bound', () => {
    const [a, b, c] = awayFromRest(head, rest, seen(still, up, upper));
    const chin = regionVertices(head, 'jaw').reduce((low, v) => (p[3 * v + 1] < p[3 * low + 1] ? v : low));
    // Lids, some of which brows hang on, count by their own rule.
    const upperBrows = brows.filter((v) => head.regions.lids[v] === 0);
    expect(upperBrows.length).toBeGreaterThan(30);
    for (const v of upperBrows) {
      expect(a[v]).toBe(0);
      expect(b[v]).toBeLessThan(-0.7);
      expect(c[v]).toBeLessThan(b[v]);
    }
    for (const own of [a, b, c]) expect(own[chin]).toBeCloseTo(0, 3);
    // But for brows, with a bound.
    const forehead = Array.from({ length: count }, (_, v) => v).filter((v) => c[v] < -2 && c[v] > -2.9);
    expect(forehead.length).toBeGreaterThan(5);
    // All are measured by the nearest of them.
    const [near, far] = awayFromRest(head, rest, seen(up, upper));
    for (const v of upperBrows) expect([near[v], far[v] < -0.5]).toEqual([0, true]);
  });

  it('are taken for a brow as a whole, not for one place of it', () => {
    const [spot] = brows.filter((v) => head.regions.lids[v] === 0);
    const pulled = rest.map((x, i) => (i === 3 * spot + 1 ? x + 9 : x));
    const [, own] = awayFromRest(head, rest, seen(still, pulled));
    expect(own[spot]).toBeLessThan(0);
    expect(own[spot]).toBeGreaterThan(-1);
  });

  it('show lids the better the more these are spread, wherever they rest', () => {
    const lids = regionVertices(head, 'lids');
    const spread = rest.map((x, i) => (i % 3 === 1 && head.regions.lids[Math.floor(i / 3)] === 1 ? 2 * x : x));
    // Some lie beside a brow, which is one view's.
    const brows = oneBrow(head, rest, seen(still, spread));
    const [open, shut] = awayFromRest(head, rest, seen(still, spread)).map((own, s) =>
      own.map((log, v) => log - brows[s][v]),
    );
    const inner = lids.filter((v) => Math.abs(shut[v]) < 1e-9 && open[v] < -0.5);
    expect(inner.length).toBeGreaterThan(0.7 * lids.length);
    for (const v of [...regionVertices(head, 'sockets'), ...regionVertices(head, 'mouth')])
      expect(Math.abs(open[v]) + Math.abs(shut[v])).toBeLessThan(1e-9);
  });
});

describe('a texture of a still and of a moved face', () => {
  const kernels = openKernels(1);
  afterAll(() => kernels.close());
  const SIZE = 512;
  const light = directionalLight([0.1, 0.2, 1], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
  const plain = albedoTexture(head);
  const ofBrow = (v: number): number => (head.regions.lids[v] === 1 ? 0 : browVertices(head)[v]);
  const onBrows = vertexMap(head, plain.width, ofBrow);
  const inked = { ...plain, data: plain.data.map((x, i) => x * (1 - 0.8 * onBrows[Math.floor(i / 3)])) };

  // Brows went up; those fits have them elsewhere.
  const moved = raised(9);
  const brightness = (others: number, apart: boolean): number => {
    const meshes = [rest, ...Array.from({ length: others }, () => moved)];
    const away = awayFromRest(head, rest, seen(...meshes));
    const views = meshes.map((positions, v) => {
      const photograph = skinPhotograph(v === 0 ? inked : plain, camera, light);
      // Where classes are known, what most views show outvotes what few do.
      const labels = photograph.mask.map((own) => (own === 1 ? FACE_SKIN : BACKGROUND));
      return { ...photograph, labels, positions, ...(apart ? { away: away[v] } : {}) };
    });
    const brow = vertexMap(head, SIZE, ofBrow);
    const { data } = bakeTexture(kernels, { head, positions: rest }, views, SIZE).albedo;
    let [sum, all] = [0, 0];
    brow.forEach((share, texel) => {
      if (share < 0.9) return;
      sum += data[3 * texel + 1];
      all++;
    });
    return sum / all;
  };

  it('has the brows of the still one, where those of the other are elsewhere than its fit says', () => {
    const [alone, together, mixed] = [brightness(0, true), brightness(1, true), brightness(1, false)];
    expect(mixed).toBeGreaterThan(1.3 * alone);
    expect(together - alone).toBeLessThan(0.35 * (mixed - alone));
  });

  it('has them though several others have theirs elsewhere', () => {
    const [alone, together, mixed] = [brightness(0, true), brightness(3, true), brightness(3, false)];
    expect(together - alone).toBeLessThan(0.5 * (mixed - alone));
  });
});
