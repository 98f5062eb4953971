import { afterAll, describe, expect, it } from 'vitest';
import type { MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { regionStatistics } from '../../src/evaluation/face-regions.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { trianglesWhere } from '../../src/geometry/mesh/mesh.ts';
import { outerSkin } from '../../src/head/head-model.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { head, marks68, scan, seven, skin } from '../helpers/meshes/bundled-scan.ts';

const kernels = openKernels(2);

afterAll(() => kernels.close());

describe('a measure that says nothing is refused:', () => {
  const measure = (mesh: MarkedMesh, target: MarkedMesh, name: keyof typeof SCAN_PROTOCOLS = 'now') => {
    return () => measureMesh(kernels, mesh, target, SCAN_PROTOCOLS[name]);
  };
  const near = (mark: number, mm: number) =>
    trianglesWhere(scan.triangles, (v) => [0, 1, 2].every((k) => Math.abs(skin[3 * v + k] - marks68[mark][k]) < mm));
  /** Every vertex at the middle of a cell of so many mm, as simplified scans have few. */
  const coarse = (mm: number): MarkedMesh => {
    const cell = new Map<string, number>();
    const merged = Uint32Array.from({ length: skin.length / 3 }, (_, v) => {
      const key = [0, 1, 2].map((k) => Math.round(skin[3 * v + k] / mm)).join(' ');
      if (!cell.has(key)) cell.set(key, v);
      return cell.get(key) ?? v;
    });
    const triangles = outerSkin(head).map((v) => merged[v]);
    const kept = triangles.filter((_, i) => {
      const [a, b, c] = triangles.subarray(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
      return a !== b && b !== c && c !== a;
    });
    return { ...scan, triangles: kept };
  };

  it.each(['now', 'unaligned', 'vertex', 'now-metric'] as const)('over one triangle, by %s', (name) => {
    expect(measure(scan, { ...scan, triangles: near(30, 15).slice(0, 3) }, name)).toThrow(
      /must hold 100 vertices .* received 3 vertices, 0\.\d % covered/,
    );
  });

  it('over many points of a nose alone', () => {
    const fine = near(30, 28);
    expect(new Set(fine).size).toBeGreaterThan(100);
    expect(measure(scan, { ...scan, triangles: fine })).toThrow(/must .*be covered to 25 %/);
  });

  it('over a mesh so coarse that it has no face, and not over one that has', () => {
    expect(measure(scan, coarse(40))).toThrow(/must hold 100 vertices/);
    const { points, meanMm } = measure(scan, coarse(8))().error;
    expect(points).toBeGreaterThan(100);
    expect(points).toBeLessThan(800);
    expect(meanMm).toBeLessThan(1e-3);
  });

  it('over a picture of a face', () => {
    const flat = (values: Float64Array) => values.map((x, i) => (i % 3 === 2 ? 0 : x));
    expect(measure(scan, { ...scan, positions: flat(skin), landmarks: flat(seven) })).toThrow(/stand out from a plane/);
  });

  it('where landmarks align nothing', () => {
    const one = new Float64Array(21).fill(7);
    expect(measure({ ...scan, landmarks: one }, scan)).toThrow(/landmarks of the mesh must be seven places/);
    expect(measure(scan, { ...scan, landmarks: one })).toThrow(/landmarks of the scan must be seven places/);
    expect(measure(scan, { ...scan, landmarks: one.fill(Number.NaN) })).toThrow(/no number/);
  });

  it('where the meshes lie apart', () => {
    const far = { ...scan, positions: skin.map((x) => x + 900), landmarks: seven.map((x) => x + 900) };
    expect(measure(far, scan, 'unaligned')).toThrow(/must come to lie on the scan; received a median of 1\d{3} mm/);
    expect(measure(far, scan)().error.meanMm).toBeLessThan(1e-3);
  });

  it('by region over a few points', () => {
    const { cropped, distances } = measure(scan, scan)();
    const all = regionStatistics(kernels, head, scan, { cropped, distances });
    expect(all.nose?.points).toBeGreaterThan(30);
    const place = marks68[30];
    // What is left of the nose are its farthest few.
    const spared = Array.from(distances.keys()).filter(
      (i) => Math.hypot(...place.map((x, k) => cropped.points[3 * i + k] - x)) > 45,
    );
    const points = Float64Array.from(spared.flatMap((i) => Array.from(cropped.points.subarray(3 * i, 3 * i + 3))));
    const few = { cropped: { ...cropped, points }, distances: new Float64Array(spared.length) };
    const regions = regionStatistics(kernels, head, scan, few);
    expect(regions.nose).toBeUndefined();
    expect(regions.forehead?.points).toBeGreaterThan(30);
  });
});
