import { afterAll, describe, expect, it } from 'vitest';
import { regionStatistics } from '../../src/evaluation/face-regions.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { vertexNormals } from '../../src/geometry/mesh/mesh.ts';
import { determinant3, rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { head, marks68, scan, seven, skin } from '../helpers/meshes/bundled-scan.ts';

const kernels = openKernels(2);

afterAll(() => kernels.close());

describe('distances of a scan', () => {
  it.each(['now', 'now-metric', 'fg18', 'unaligned'] as const)('from itself are 0 by %s', (name) => {
    const { meanMm, p90Mm, points } = measureMesh(kernels, scan, scan, SCAN_PROTOCOLS[name]).error;
    expect(points).toBeGreaterThan(1000);
    expect(meanMm).toBeLessThan(1e-4);
    expect(p90Mm).toBeLessThan(1e-4);
  });

  it('of the FG 2018 challenge are fewer', () => {
    const [few, many] = (['fg18', 'now'] as const).map(
      (name) => measureMesh(kernels, scan, scan, SCAN_PROTOCOLS[name]).error,
    );
    expect(few.points).toBeLessThan(many.points);
    expect(few.points).toBeGreaterThan(0.6 * many.points);
  });

  it.each(['micc-95', 'micc-ganfit', 'vertex'] as const)('from itself are 0 by %s', (name) => {
    const tip = Float64Array.from(marks68[30]);
    const { error } = measureMesh(kernels, { ...scan, noseTip: tip }, { ...scan, noseTip: tip }, SCAN_PROTOCOLS[name]);
    expect(error.points).toBeGreaterThan(500);
    expect(error.rmseMm).toBeLessThan(1e-3);
  });

  it('need the landmark that the crop goes by, and vertices that correspond', () => {
    expect(() => measureMesh(kernels, scan, scan, SCAN_PROTOCOLS['micc-95'])).toThrow(/nose's tip/);
    const other = {
      ...scan,
      positions: scan.positions.slice(3),
      triangles: scan.triangles.filter((v) => v >= 0).map((v) => Math.max(0, v - 1)),
    };
    expect(() => measureMesh(kernels, other, scan, SCAN_PROTOCOLS.vertex)).toThrow(/one topology/);
  });

  it('between vertices see what slides along the surface, which distances from it do not', () => {
    // A rotation about the vertical axis of every vertex's neighbour ring: the surface stays, its points move.
    const slid = skin.slice();
    for (let i = 0; i < 6000; i += 3) {
      const [a, b] = [scan.triangles[i], scan.triangles[i + 1]];
      for (let k = 0; k < 3; k++) slid[3 * a + k] = 0.7 * skin[3 * a + k] + 0.3 * skin[3 * b + k];
    }
    const moved = { ...scan, positions: slid };
    const [vertex, now] = (['vertex', 'now'] as const).map(
      (name) => measureMesh(kernels, moved, scan, SCAN_PROTOCOLS[name]).error.meanMm,
    );
    expect(vertex).toBeGreaterThan(2 * now);
  });

  it('both ways miss what the mesh has and the scan has not only one way', () => {
    const tip = Float64Array.from(marks68[30]);
    const face = { ...scan, noseTip: tip };
    const bump = skin.map((x, i) => (i % 3 === 2 && scan.positions[i - 1] > 60 ? x + 6 : x));
    const { directions, meanMm } = measureMesh(
      kernels,
      { ...face, positions: bump },
      face,
      SCAN_PROTOCOLS['micc-ganfit'],
    ).error;
    expect(directions?.scanToMesh.points).toBeGreaterThan(500);
    expect(meanMm).toBeCloseTo(((directions?.scanToMesh.meanMm ?? 0) + (directions?.meshToScan.meanMm ?? 0)) / 2, 12);
  });

  it('of a mirror image do not vanish: no alignment turns a face inside out', () => {
    const uneven = skin.map((x, i) => (i % 3 === 0 ? x + 4 * Math.sin(skin[i + 1] / 15) : x));
    const mirrored = uneven.map((x, i) => (i % 3 === 0 ? -x : x));
    const flipped = seven.map((x, i) => (i % 3 === 0 ? -x : x));
    const own = { ...scan, positions: uneven };
    const { error, similarity } = measureMesh(
      kernels,
      { ...scan, positions: mirrored, landmarks: flipped },
      own,
      SCAN_PROTOCOLS.now,
    );
    expect(determinant3(similarity.rotation)).toBeCloseTo(1, 6);
    expect(error.meanMm).toBeGreaterThan(0.5);
  });

  it('are told by region', () => {
    const raised = skin.slice();
    head.regions.nose.forEach((on, v) => {
      if (on) raised[3 * v + 2] += 2;
    });
    const measurement = measureMesh(kernels, { ...scan, positions: raised }, scan, SCAN_PROTOCOLS.unaligned);
    const regions = regionStatistics(kernels, head, scan, measurement);
    expect(Object.keys(regions)).toEqual(['forehead', 'eyes', 'nose', 'cheeks', 'mouth', 'chin']);
    expect(regions.nose?.meanMm).toBeGreaterThan(0.7);
    expect(regions.forehead?.meanMm).toBeLessThan(0.05);
    expect(regions.chin?.meanMm).toBeLessThan(0.05);
  });

  it('from a surface a millimetre before it are a millimetre unless alignment takes it up', () => {
    const { normals } = vertexNormals(skin, scan.triangles);
    const grown = { ...scan, positions: skin.map((x, i) => x + normals[i]) };
    const { medianMm } = measureMesh(kernels, grown, scan, SCAN_PROTOCOLS.unaligned).error;
    expect(medianMm).toBeGreaterThan(0.95);
    expect(medianMm).toBeLessThan(1.02);
    expect(measureMesh(kernels, grown, scan, SCAN_PROTOCOLS.now).error.medianMm).toBeLessThan(0.5);
  });

  it('do not depend on where, how large and how turned the mesh is', () => {
    const similarity = {
      scale: 0.013,
      rotation: rotationFromAxisAngle(0.4, -0.3, 0.2),
      translation: Float64Array.of(3, -1, 2),
    };
    // Landmarks that are off by millimetres only start the alignment.
    const landmarks = seven.map((x, i) => x + 2 * Math.sin(7 * i));
    const moved = {
      ...scan,
      positions: applySimilarity(similarity, skin),
      landmarks: applySimilarity(similarity, landmarks),
    };
    const result = measureMesh(kernels, moved, scan, SCAN_PROTOCOLS.now).error;
    expect(result.meanMm).toBeLessThan(5e-3);
    expect(result.scale).toBeCloseTo(1 / similarity.scale, 1);
  });

  it('see the size where the protocol is metric', () => {
    const large = { ...scan, positions: skin.map((x) => 1.05 * x), landmarks: seven.map((x) => 1.05 * x) };
    const metric = measureMesh(kernels, large, scan, SCAN_PROTOCOLS['now-metric']).error;
    expect(metric.scale).toBe(1);
    expect(metric.meanMm).toBeGreaterThan(0.5);
    expect(measureMesh(kernels, large, scan, SCAN_PROTOCOLS.now).error.meanMm).toBeLessThan(5e-3);
  });
});
