import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { MarkedMesh } from '../../src/capture/scan/marked-mesh.ts';
import { regionStatistics } from '../../src/evaluation/face-regions.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { headObj } from '../../src/export/formats/head-obj.ts';
import { trianglesWhere, vertexNormals } from '../../src/geometry/mesh/mesh.ts';
import { determinant3, rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, outerSkin, skinTriangles } from '../../src/head/head-model.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const head = loadBundledHead();
const skin = head.template.slice(0, 3 * head.parts[0].vertexCount);
const all = embeddedPoints(head.embeddings.ibug68, head.template);
const marks68 = Array.from({ length: 68 }, (_, l) => Array.from(all.subarray(3 * l, 3 * l + 3)));
const seven = Float64Array.from([36, 39, 42, 45, 33, 48, 54].flatMap((l) => marks68[l]));
const scan: MarkedMesh = { positions: skin, triangles: skinTriangles(head), landmarks: seven, noseTip: null };
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
    const { cropped, distances } = measureMesh(kernels, { ...scan, positions: raised }, scan, SCAN_PROTOCOLS.unaligned);
    const regions = regionStatistics(kernels, head, scan, cropped, distances);
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
    const all = regionStatistics(kernels, head, scan, cropped, distances);
    expect(all.nose?.points).toBeGreaterThan(30);
    const place = marks68[30];
    // What is left of the nose are its farthest few.
    const spared = Array.from(distances.keys()).filter(
      (i) => Math.hypot(...place.map((x, k) => cropped.points[3 * i + k] - x)) > 45,
    );
    const points = Float64Array.from(spared.flatMap((i) => Array.from(cropped.points.subarray(3 * i, 3 * i + 3))));
    const regions = regionStatistics(kernels, head, scan, { ...cropped, points }, new Float64Array(spared.length));
    expect(regions.nose).toBeUndefined();
    expect(regions.forehead?.points).toBeGreaterThan(30);
  });
});

describe('asm-fit evaluate', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  writeFileSync(path('mesh.obj'), headObj(head, head.template, 'x.mtl'));
  writeFileSync(
    path('scan.obj'),
    headObj(
      head,
      head.template.map((x) => x / 1000),
      'x.mtl',
    ),
  );
  writeFileSync(path('fit.json'), JSON.stringify({ methods: { asm: { landmarks68: marks68 } } }));
  writeFileSync(path('scan-landmarks.json'), JSON.stringify(marks68.map((p) => p.map((x) => x / 1000))));

  it('finds landmarks and units by itself', () => {
    const run = runCli('evaluate', path('mesh.obj'), path('scan.obj'), '--protocol', 'now-metric', '--json');
    expect(run.stderr).toMatch(/scan in m, .*mesh in mm/);
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({ protocol: 'now-metric', version: 1, scale: 1 });
    // Four decimals of a metre.
    expect(result.meanMm).toBeLessThan(0.05);
  });

  it('takes millimetres beside metres, and refuses landmarks that lie elsewhere', () => {
    writeFileSync(path('metres.json'), JSON.stringify(marks68));
    const flags = ['--scan-landmarks', path('metres.json'), '--protocol', 'now-metric', '--json'];
    const run = runCli('evaluate', path('mesh.obj'), path('scan.obj'), ...flags);
    expect(JSON.parse(run.stdout).meanMm).toBeLessThan(0.05);
    writeFileSync(path('far.json'), JSON.stringify(marks68.map((p) => p.map((x) => x + 900))));
    expect(runCli('evaluate', path('mesh.obj'), path('scan.obj'), '--mesh-landmarks', path('far.json'))).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/landmarks must lie on .*mesh.obj; received points far from it/),
    });
  });

  it('believes no unit that the eyes do not fit, of the scan and of a mesh that keeps its size', () => {
    const inches = head.template.map((x) => x / 25.4);
    writeFileSync(path('inches.obj'), headObj(head, inches, 'x.mtl'));
    writeFileSync(path('inches.json'), JSON.stringify(marks68.map((p) => p.map((x) => x / 25.4))));
    const marks = ['--mesh-landmarks', path('fit.json'), '--scan-landmarks', path('inches.json')];
    const asScan = (...flags: string[]) => runCli('evaluate', path('mesh.obj'), path('inches.obj'), ...marks, ...flags);
    expect(asScan()).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /eye corners 3\.2\d mm \(mm\), 32\.\d mm \(cm\), 3\.2\d m \(m\) apart\nhint: pass --mm-per-unit or --canthi/,
      ),
    });
    const told = asScan('--mm-per-unit', '25.4', '--json');
    expect(JSON.parse(told.stdout).meanMm).toBeLessThan(0.01);
    const swapped = ['--mesh-landmarks', path('inches.json'), '--scan-landmarks', path('scan-landmarks.json')];
    const asMesh = (protocol: string) =>
      runCli('evaluate', path('inches.obj'), path('scan.obj'), ...swapped, '--protocol', protocol, '--json');
    expect(JSON.parse(asMesh('now').stdout).meanMm).toBeLessThan(0.05);
    expect(asMesh('now-metric')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/inches\.obj: .*75-105 mm apart.*\nhint: scale the mesh/),
    });
  });

  it('refuses landmarks of the other side', () => {
    const order = [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40];
    const swapped = marks68.map((p, l) => (l >= 36 && l < 48 ? marks68[order[l - 36]] : p));
    [swapped[48], swapped[54]] = [swapped[54], swapped[48]];
    writeFileSync(path('swapped.json'), JSON.stringify(swapped));
    const run = runCli('evaluate', path('mesh.obj'), path('mesh.obj'), '--scan-landmarks', path('swapped.json'));
    expect(run).toMatchObject({ code: 3, stderr: expect.stringMatching(/mirror image: right and left are swapped/) });
  });

  it('paints the distances, told by region', async () => {
    const run = runCli('evaluate', path('mesh.obj'), path('scan.obj'), '--heatmap', path('heat/map.glb'));
    expect(run.stdout).toMatch(/^now v1: median .*\n {2}forehead: median/);
    const colored = await new NodeIO().read(path('heat/map.glb'));
    expect(colored.getRoot().listMeshes()[0].listPrimitives()[0].getAttribute('COLOR_0')?.getCount()).toBe(
      head.vertexCount,
    );
    for (const side of ['right', 'front', 'left']) {
      const { width, height } = await sharp(path(`heat/map_${side}.png`)).metadata();
      expect([width, height]).toEqual([640, 640]);
    }
  });

  it('says what is wrong', () => {
    writeFileSync(path('points.obj'), 'v 0 0 0\n');
    writeFileSync(path('beyond.obj'), 'v 0 0 0\nf 1 2 3\n');
    writeFileSync(path('six.json'), '[[0,0,0]]');
    const bad = (mesh: string, ...flags: string[]) => runCli('evaluate', path(mesh), path('scan.obj'), ...flags);
    expect(bad('none.obj')).toMatchObject({ code: 3, stderr: expect.stringMatching(/no such file/) });
    expect(bad('points.obj')).toMatchObject({ code: 3, stderr: expect.stringMatching(/must have faces/) });
    const alone = join(temporaryFolder(), 'triangle.obj');
    writeFileSync(alone, 'v 0 0 0\nv 80 0 0\nv 0 90 5\nf 1 2 3\n');
    expect(runCli('evaluate', alone, path('scan.obj'))).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/100 vertices.*received 3/),
    });
    expect(bad('beyond.obj')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/line 2: .*from 1 to 1; received 3/),
    });
    expect(bad('mesh.obj', '--mesh-landmarks', path('six.json'))).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/must hold 7 or 68 points/),
    });
    expect(bad('mesh.obj', '--protocol', 'best')).toMatchObject({ code: 2 });
  });
});
