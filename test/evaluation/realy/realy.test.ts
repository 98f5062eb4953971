import { afterAll, describe, expect, it } from 'vitest';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import {
  type DeformableRegion,
  deformRegion,
  moveByAffines,
  type Pulls,
  restAffines,
} from '../../../src/evaluation/realy/deform-region.ts';
import { realyError } from '../../../src/evaluation/realy/realy.ts';
import { alignByKeypoints } from '../../../src/evaluation/realy/region-icp.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { outerSkin } from '../../../src/head/head-model.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';

const COUNT = 30;
const region: DeformableRegion = {
  points: normals(3 * COUNT, 1),
  edges: Uint32Array.from({ length: 4 * COUNT }, (_, i) => {
    const [a, step] = [Math.floor(i / 4), i % 4 < 2 ? 1 : 7];
    return i % 2 === 0 ? a : (a + step) % COUNT;
  }),
};

/** The energy by its definition. */
function energy(affines: Float64Array, { targets, weights }: Pulls, stiffness: number): number {
  const moved = moveByAffines(region, affines);
  let sum = 0;
  for (let e = 0; e < region.edges.length; e += 2)
    for (let k = 0; k < 12; k++)
      sum += stiffness ** 2 * (affines[12 * region.edges[e] + k] - affines[12 * region.edges[e + 1] + k]) ** 2;
  for (let i = 0; i < 3 * COUNT; i++) sum += weights[Math.floor(i / 3)] * (moved[i] - targets[i]) ** 2;
  return sum;
}

describe('a bent region', () => {
  it('is where its energy is least', () => {
    const pulls = { targets: normals(3 * COUNT, 2), weights: Float64Array.from({ length: COUNT }, (_, i) => i % 3) };
    const bent = deformRegion(region, [pulls], 0.7, restAffines(COUNT));
    const least = energy(bent, pulls, 0.7);
    expect(least).toBeLessThan(0.9 * energy(restAffines(COUNT), pulls, 0.7));
    for (let seed = 0; seed < 20; seed++) {
      const step = normals(12 * COUNT, 10 + seed, 1e-3);
      expect(
        energy(
          bent.map((x, i) => x + step[i]),
          pulls,
          0.7,
        ),
      ).toBeGreaterThan(least);
    }
  });

  it('follows any affine motion for nothing', () => {
    const turn = {
      scale: 1.2,
      rotation: rotationFromAxisAngle(0.3, 0.1, -0.2),
      translation: Float64Array.of(1, 2, -1),
    };
    const targets = applySimilarity(turn, region.points);
    const pulls = { targets, weights: new Float64Array(COUNT).fill(1) };
    expectClose(moveByAffines(region, deformRegion(region, [pulls], 50, restAffines(COUNT))), targets, { atol: 1e-3 });
  });
});

describe("REALY's first alignment", () => {
  it('undoes a similarity', () => {
    const mesh = normals(21, 3, 30);
    const similarity = {
      scale: 0.4,
      rotation: rotationFromAxisAngle(1, 0.2, 0.3),
      translation: Float64Array.of(5, 6, 7),
    };
    const scan = applySimilarity(similarity, mesh);
    expectClose(applySimilarity(alignByKeypoints({ mesh, scan }), mesh), scan, { atol: 1e-9 });
  });
});

describe('protocol realy', () => {
  const kernels = openKernels(2);
  afterAll(() => kernels.close());
  const head = loadBundledHead();
  const whole = markedHead(head, head.template);
  const scan = { ...whole, triangles: outerSkin(head) };

  it('says next to 0 of regions that are those of the scan, and tells one region from another', async () => {
    const positions = head.template.slice();
    for (let v = 0; v < head.parts[0].vertexCount; v++)
      if (head.regions.nose[v]) positions[3 * v + 2] *= 1 + 0.06 * Math.sin(0.5 * positions[3 * v + 1]);
    const other = await realyError(kernels, head, { ...markedHead(head, positions), triangles: scan.triangles }, scan);
    expect(Object.keys(other.regions)).toEqual(['nose', 'mouth', 'forehead', 'cheek']);
    expect(other.points).toBeGreaterThan(1000);
    for (const name of ['forehead', 'cheek'] as const) expect(other.regions[name].meanMm).toBeLessThan(0.1);
    expect(other.regions.nose.meanMm).toBeGreaterThan(4 * other.regions.forehead.meanMm);
  });
});
