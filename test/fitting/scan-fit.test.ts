import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import { afterAll, describe, expect, it } from 'vitest';
import { measureAsm, measureMorphable, measureTemplate } from '../../src/evaluation/capacity.ts';
import { markedHead } from '../../src/evaluation/marked-head.ts';
import { createScanFitter } from '../../src/fitting/scan/scan-fitter.ts';
import type { ScanPairs } from '../../src/fitting/scan/scan-pairs.ts';
import { pairWithScan } from '../../src/fitting/scan/scan-pairs.ts';
import { pairWeights, SCAN_TERM, scanLoss } from '../../src/fitting/scan/scan-term.ts';
import { createLeastSquares } from '../../src/geometry/least-squares.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { outerSkin } from '../../src/head/head-model.ts';
import { loadHead } from '../../src/head/load-head.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, normals } from '../helpers/gradient-check.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

function randomPairs(count: number, vertexCount: number): ScanPairs {
  const unit = normals(3 * count, 5);
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(unit[3 * i], unit[3 * i + 1], unit[3 * i + 2]);
    for (let k = 0; k < 3; k++) unit[3 * i + k] /= length;
  }
  return {
    count,
    vertices: Uint32Array.from({ length: 3 * count }, (_, i) => (7 * i + (i % 5)) % vertexCount),
    barycentric: Float64Array.from({ length: 3 * count }, (_, i) => [0.2, 0.5, 0.3][i % 3]),
    targets: normals(3 * count, 6),
    normals: unit,
    weights: Float64Array.from({ length: count }, (_, i) => 0.2 + (i % 4) / 4),
  };
}

describe('the cost of distances from a scan', () => {
  const pairs = randomPairs(40, 12);
  const positions = normals(36, 7);

  it('has the gradient that central differences see', () => {
    checkGradient(
      (x) => scanLoss(pairs, x, SCAN_TERM, new Float64Array(36)),
      (x) => {
        const out = new Float64Array(36);
        scanLoss(pairs, x, SCAN_TERM, out);
        return out;
      },
      positions,
    );
  });

  it('is what the reweighted squares pull at', () => {
    const places = Float64Array.from({ length: 120 }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < 3; c++)
        sum +=
          pairs.barycentric[3 * Math.floor(i / 3) + c] *
          positions[3 * pairs.vertices[3 * Math.floor(i / 3) + c] + (i % 3)];
      return sum;
    });
    const weights = pairWeights(pairs, places, SCAN_TERM);
    const pull = new Float64Array(36);
    for (let i = 0; i < 40; i++) {
      const d = [0, 1, 2].map((k) => places[3 * i + k] - pairs.targets[3 * i + k]);
      const along = d.reduce((sum, x, k) => sum + x * pairs.normals[3 * i + k], 0);
      for (let k = 0; k < 3; k++)
        for (let c = 0; c < 3; c++)
          pull[3 * pairs.vertices[3 * i + c] + k] +=
            pairs.barycentric[3 * i + c] *
            weights[i] *
            ((1 - SCAN_TERM.pointShare) * along * pairs.normals[3 * i + k] + SCAN_TERM.pointShare * d[k]);
    }
    const gradient = new Float64Array(36);
    scanLoss(pairs, positions, SCAN_TERM, gradient);
    expectClose(pull, gradient, { rtol: 1e-12, atol: 1e-9 });
  });
});

describe('pairs with a scan', () => {
  it('face the same way: the inside of a slab does not take the points of its outside', () => {
    // Two sheets back to back, a millimetre apart.
    const sheet = [0, 0, 0, 10, 0, 0, 10, 10, 0, 0, 10, 0];
    const positions = Float64Array.from([...sheet, ...sheet.map((x, i) => (i % 3 === 2 ? -1 : x))]);
    const triangles = Uint32Array.of(0, 1, 2, 0, 2, 3, 4, 6, 5, 4, 7, 6);
    const rest = { scale: 1, rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) };
    const evidence = {
      points: Float64Array.of(5, 4, -0.9, 5, 4, -0.9, 5, 4, 30),
      normals: Float64Array.of(0, 0, 1, 0, 0, -1, 0, 0, 1),
      weights: Float64Array.of(1, 1, 1),
    };
    const pairs = pairWithScan(plainKernels(), evidence, positions, triangles, rest, 8);
    expect(pairs.count).toBe(2);
    expect(Math.max(...pairs.vertices.subarray(0, 3))).toBeLessThan(4);
    expect(Math.min(...pairs.vertices.subarray(3, 6))).toBeGreaterThan(3);
  });
});

describe('bounded least squares', () => {
  it('finds the best of all points within the bounds', () => {
    const system = createLeastSquares(2);
    system.add([1, 0.9], 3, 1);
    system.add([0.2, 1], 0.5, 1);
    const cost = (x: number, y: number): number => (x + 0.9 * y - 3) ** 2 + (0.2 * x + y - 0.5) ** 2;
    const found = system.solveWithin([-1, -1], [1, 1]) as Float64Array;
    let best = Number.POSITIVE_INFINITY;
    for (let x = -1; x <= 1; x += 0.01) for (let y = -1; y <= 1; y += 0.01) best = Math.min(best, cost(x, y));
    expect(Math.max(...found.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(cost(found[0], found[1])).toBeLessThan(best + 1e-3);
    expectClose(system.solveWithin([-9, -9], [9, 9]) as Float64Array, system.solve() as Float64Array, { atol: 1e-12 });
  });
});

describe('a head fitted to a scan', () => {
  const kernels = openKernels(2);
  afterAll(() => kernels.close());
  const head = loadHead(kernels, 'bundled');

  // Another artist's head, of which the fitted one knows only the outer skin.
  const other = loadBundledHead();
  const truth = other.template.slice();
  normals(30, 3).forEach((a, k) => {
    for (let i = 0; i < truth.length; i++) truth[i] += a * other.identity.deltas[k * truth.length + i];
  });
  const scan = { ...markedHead(head, truth), triangles: outerSkin(head) };

  it('comes nearer with every part switched on, and nearest with all; no face folds', () => {
    const fitter = createScanFitter(kernels, head, scan);
    expect(fitter.lidsShut).toBe(false);
    const template = measureTemplate(kernels, fitter, scan).row;
    const bones = measureAsm(kernels, fitter, scan, { mixtures: 2, freeze: ['binding', 'weights'] }).row;
    const all = measureAsm(kernels, fitter, scan, { mixtures: 2, freeze: [] }).row;
    const morphable = measureMorphable(kernels, fitter, scan, fitter.sizes[2]).row;
    expect([bones.parameterCount, all.parameterCount, morphable.parameterCount]).toEqual([756, 1932, 50]);
    expect(bones.error.meanMm).toBeLessThan(0.5 * template.error.meanMm);
    expect(all.error.meanMm).toBeLessThan(0.7 * bones.error.meanMm);
    expect(all.error.meanMm).toBeLessThan(0.3);
    expect(all.error.meanMm).toBeLessThan(morphable.error.meanMm);
    expect(morphable.error.meanMm).toBeLessThan(template.error.meanMm);
    expect(all.folded.face).toBe(0);
  });

  describe('by the command', () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const lines = (letter: string, values: ArrayLike<number>): string[] =>
      Array.from(
        { length: values.length / 3 },
        (_, i) => `${letter} ${values[3 * i]} ${values[3 * i + 1]} ${values[3 * i + 2]}`,
      );
    const faces = scan.triangles.map((v) => v + 1);
    writeFileSync(path('scan.obj'), [...lines('v', truth), ...lines('f', faces)].join('\n'));
    const seven = Array.from({ length: 7 }, (_, l) => Array.from(scan.landmarks.subarray(3 * l, 3 * l + 3)));
    writeFileSync(path('scan-landmarks.json'), JSON.stringify({ landmarks7: seven }));

    it('leaves a rig, meshes that evaluate measures alike, a page and numbers', async () => {
      const run = runCli(
        'scan-fit',
        path('scan.obj'),
        '-o',
        path('out'),
        '--model',
        'asm',
        '--freeze',
        'weights,binding',
        '--mixtures',
        '1',
        '--json',
      );
      expect(run.stderr).toMatch(/756 parameters/);
      const json = JSON.parse(run.stdout);
      expect(json).toMatchObject({ model: 'asm', parameterCount: 756, protocol: 'now', lidsShut: false });
      expect(json.meanMm).toBeLessThan(0.6);
      expect(json.rows.map(({ model }: { model: string }) => model)).toEqual(['template', 'asm']);
      const report = await validator.validateBytes(new Uint8Array(readFileSync(path('out/head.glb'))));
      expect(report.issues.numErrors).toBe(0);
      const page = readFileSync(path('out/report.html'), 'utf8');
      expect(page).toMatch(/<svg/);
      expect(page).not.toMatch(/(src|href)="(?!data:)/);
      expect(existsSync(path('out/morphable.obj'))).toBe(false);
      const again = JSON.parse(runCli('evaluate', path('out/head.obj'), path('scan.obj'), '--json').stdout);
      expect(again.meanMm).toBeCloseTo(json.meanMm, 3);
      // The fit has the scan's size.
      expect(again.scale).toBeCloseTo(1, 1);
    });

    it('says what is wrong', () => {
      expect(runCli('scan-fit', path('scan.obj'), '-o', path('x'), '--freeze', 'ears')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/parts are translation.*not "ears"/),
      });
      writeFileSync(path('cube.obj'), 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 1 3 4\nf 2 3 4\n');
      writeFileSync(path('far.json'), '[[900,0,0],[901,0,0],[902,0,0],[903,0,0],[901,-1,0],[901,-2,0],[902,-2,0]]');
      expect(runCli('scan-fit', path('cube.obj'), '-o', path('x'), '--scan-landmarks', path('far.json'))).toMatchObject(
        { code: 3 },
      );
      // Units that make no head are said before the fit.
      writeFileSync(
        path('feet.obj'),
        [
          ...lines(
            'v',
            truth.map((x) => x / 304.8),
          ),
          ...lines('f', faces),
        ].join('\n'),
      );
      writeFileSync(path('feet.json'), JSON.stringify(seven.map((p) => p.map((x) => x / 304.8))));
      const marks = ['--scan-landmarks', path('feet.json')];
      const feet = (...flags: string[]) => runCli('scan-fit', path('feet.obj'), '-o', path('x'), ...marks, ...flags);
      expect(feet()).toMatchObject({ code: 3, stderr: expect.stringMatching(/hint: pass --mm-per-unit or --canthi/) });
      expect(feet('--mm-per-unit', '3048')).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/50-150 mm apart/),
      });
      expect(existsSync(path('x'))).toBe(false);
    });
  });
});
