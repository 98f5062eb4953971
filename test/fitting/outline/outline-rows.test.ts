import { describe, expect, it } from 'vitest';
import type { ModelContour } from '../../../src/fitting/outline/edges/model-contour.ts';
import { pairOutline } from '../../../src/fitting/outline/edges/outline-pairs.ts';
import {
  OUTLINE_EDGES,
  type OutlineEdge,
  type OutlineSamples,
} from '../../../src/fitting/outline/edges/outline-samples.ts';
import { outlineRows } from '../../../src/fitting/outline/outline-rows.ts';
import { addOutlineEquations, outlineRow } from '../../../src/fitting/outline/outline-term.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { freeRig, MAX_RIG_COLUMNS, moveRig } from '../../../src/fitting/unknowns/rig.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals as random } from '../../helpers/gradient-check.ts';

const camera: Camera = {
  width: 400,
  height: 300,
  fx: 700,
  fy: 640,
  cx: 190,
  cy: 160,
  rotation: rotationFromAxisAngle(0.3, 2.9, 0.2),
  translation: Float64Array.of(10, -6, 600),
};

/** Two ends of an edge on a skin of four vertices. */
const positions = Float64Array.of(20, 5, 3, 24, -8, 6, 0, 0, 0, 1, 1, 1);
const share = 0.3;
const placeOf = (p: ArrayLike<number>): number[] => [0, 1, 2].map((k) => p[k] + share * (p[3 + k] - p[k]));

function contourOf(p: Float64Array, seenBy = camera): ModelContour {
  const [x, y, z] = project(seenBy, placeOf(p));
  return {
    count: 1,
    pixels: Float64Array.of(x, y),
    normals: Float64Array.of(0.6, 0.8),
    depths: Float64Array.of(z),
    edges: Uint32Array.of(0, 1),
    share: Float64Array.of(share),
    hem: Uint8Array.of(0),
  };
}

const start = contourOf(positions);
function sampleAt(mm: number, edge: OutlineEdge): OutlineSamples {
  const px = (mm * camera.fx) / start.depths[0];
  return {
    count: 1,
    points: Float64Array.of(start.pixels[0] - 0.6 * px, start.pixels[1] - 0.8 * px),
    normals: Float64Array.of(0.6, 0.8),
    edges: Uint8Array.of(OUTLINE_EDGES.indexOf(edge)),
  };
}
const rowsOf = (samples: OutlineSamples, contour = start, scalp = 0) =>
  outlineRows([{ camera, samples, contour, pairs: pairOutline(samples, contour, camera, 40) }], {
    freedom: new Float64Array(4).fill(1),
    scalp: new Uint8Array(4).fill(scalp),
    hairWeight: 0.05,
  });

describe('rows of an outline', () => {
  it('measure mm along the normal, outwards positive', () => {
    expectClose(rowsOf(sampleAt(3, 'skin')).residuals, [3], { atol: 1e-9 });
    expectClose(rowsOf(sampleAt(-2, 'skin')).residuals, [-2], { atol: 1e-9 });
  });

  it('have the slopes of central differences in the coefficients of modes', () => {
    const modes = { count: 5, rows: Float32Array.from(random(60, 7)), precision: new Float64Array(5) };
    const samples = sampleAt(3, 'skin');
    const row = new Float64Array(5);
    outlineRow(rowsOf(samples), modes, 0, row);
    const residualAt = (k: number, step: number): number => {
      const moved = contourOf(positions.map((x, i) => x + step * modes.rows[5 * i + k]));
      // The depth that turns pixels to mm is held.
      return rowsOf(samples, { ...moved, depths: start.depths }).residuals[0];
    };
    const numeric = Array.from(row, (_, k) => (residualAt(k, 1e-4) - residualAt(k, -1e-4)) / 2e-4);
    expectClose(row, numeric, { rtol: 1e-6 });
  });

  it('have the slopes of central differences in the camera', () => {
    const samples = sampleAt(3, 'skin');
    const rig = freeRig(Int32Array.of(0));
    const residualAt = (k: number, step: number): number => {
      const delta = new Float64Array(rig.parameterCount);
      delta[k] = step;
      const [moved] = moveRig(rig, [camera], delta);
      // The depth and the focal length that turn pixels to mm are held.
      const [x, y] = contourOf(positions, moved).pixels;
      const [px, py] = samples.points;
      return ((0.6 * (x - px) + 0.8 * (y - py)) * start.depths[0]) / camera.fx;
    };
    const { cameraSlopes, views } = rowsOf(samples);
    expect([...views]).toEqual([0]);
    const numeric = Array.from(cameraSlopes, (_, k) => (residualAt(k, 1e-5) - residualAt(k, -1e-5)) / 2e-5);
    expectClose(cameraSlopes, numeric, { rtol: 1e-6, atol: 1e-8 });
  });

  it('give the equations the gradient of their robust loss, and a Gauss-Newton matrix over modes and camera alike', () => {
    const modes = { count: 3, rows: Float32Array.from(random(36, 8)), precision: new Float64Array(3) };
    const cost = { scaleMm: 4, points: 40 };
    const samples = sampleAt(3, 'skin');
    const size = modes.count + MAX_RIG_COLUMNS;
    const cameras = [Int32Array.from({ length: MAX_RIG_COLUMNS }, (_, k) => modes.count + k)];
    const lossAt = (k: number, step: number): number => {
      const moved = contourOf(positions.map((x, i) => x + step * modes.rows[3 * i + k]));
      const rows = rowsOf(samples, { ...moved, depths: start.depths });
      return addOutlineEquations(rows, { modes, cameras }, cost, createNormalEquations(size));
    };
    const equations = createNormalEquations(size);
    const rows = rowsOf(samples);
    addOutlineEquations(rows, { modes, cameras }, cost, equations);
    const numeric = [0, 1, 2].map((k) => (lossAt(k, 1e-4) - lossAt(k, -1e-4)) / 2e-4);
    expectClose(equations.gradient.subarray(0, 3), numeric, { rtol: 1e-5 });
    const inModes = new Float64Array(3);
    outlineRow(rows, modes, 0, inModes);
    const row = [...inModes, ...rows.cameraSlopes];
    const weight = equations.hessian[0] / row[0] ** 2;
    expectClose(
      equations.gradient,
      row.map((x) => weight * x * rows.residuals[0]),
      { rtol: 1e-9 },
    );
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) {
        const expected = b <= a ? weight * row[a] * row[b] : 0;
        expect(Math.abs(equations.hessian[a * size + b] - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
      }
  });

  it('leave cameras alone that stand', () => {
    const modes = { count: 3, rows: Float32Array.from(random(36, 8)), precision: new Float64Array(3) };
    const equations = createNormalEquations(4);
    const cameras = [new Int32Array(MAX_RIG_COLUMNS).fill(-1)];
    addOutlineEquations(rowsOf(sampleAt(3, 'skin')), { modes, cameras }, { scaleMm: 4, points: 40 }, equations);
    expect(equations.gradient[0]).not.toBe(0);
    expect(equations.gradient[3]).toBe(0);
  });

  it('keep a skull inside hair, softly at its usual distance on the scalp', () => {
    expectClose(rowsOf(sampleAt(3, 'hair')).residuals, [5], { atol: 1e-9 });
    expect(rowsOf(sampleAt(-5, 'hair')).count).toBe(0);
    const free = rowsOf(sampleAt(-5, 'hair'), start, 1);
    expectClose(free.residuals, [3], { atol: 1e-9 });
    expect(free.weights[0]).toBeLessThan(0.1);
  });

  it('weigh no more for others that have nothing to say', () => {
    const modes = { count: 3, rows: Float32Array.from(random(36, 8)), precision: new Float64Array(3) };
    const cameras = [0, 1].map(() => new Int32Array(MAX_RIG_COLUMNS).fill(-1));
    const gradient = (outlines: readonly OutlineSamples[]): Float64Array => {
      const equations = createNormalEquations(3);
      const paired = outlines.map((samples) => ({
        ...{ camera, samples, contour: start },
        pairs: pairOutline(samples, start, camera, 40),
      }));
      const rows = outlineRows(paired, {
        freedom: new Float64Array(4).fill(1),
        scalp: new Uint8Array(4),
        hairWeight: 0,
      });
      expect([rows.count, rows.pairCount]).toEqual([1, outlines.length]);
      addOutlineEquations(rows, { modes, cameras }, { scaleMm: 4, points: 40 }, equations);
      return equations.gradient;
    };
    const alone = gradient([sampleAt(3, 'hair')]);
    expect(Math.hypot(...alone)).toBeGreaterThan(0);
    expectClose(
      gradient([sampleAt(3, 'hair'), sampleAt(-5, 'hair')]),
      alone.map((x) => x / 2),
      { rtol: 1e-12 },
    );
  });

  it('let a neck go on beneath a collar', () => {
    expect(rowsOf(sampleAt(3, 'collar')).count).toBe(0);
    expectClose(rowsOf(sampleAt(-3, 'collar')).residuals, [-3], { atol: 1e-9 });
  });
});

describe('pairs of an outline', () => {
  const skin = sampleAt(3, 'skin');
  it('need normals within 60 degrees and a place within reach', () => {
    expect(pairOutline(skin, start, camera, 40).samples.length).toBe(1);
    expect(pairOutline(skin, start, camera, 2).samples.length).toBe(0);
    expect(pairOutline({ ...skin, normals: Float64Array.of(-0.8, 0.6) }, start, camera, 40).samples.length).toBe(0);
  });

  it('are none where the neck ends nearer', () => {
    const hem: ModelContour = {
      count: 2,
      pixels: Float64Array.of(...start.pixels, skin.points[0] + 1, skin.points[1]),
      normals: Float64Array.of(0.6, 0.8, 0, 0),
      depths: Float64Array.of(start.depths[0], start.depths[0]),
      edges: Uint32Array.of(0, 1, 2, 3),
      share: Float64Array.of(share, 0.5),
      hem: Uint8Array.of(0, 1),
    };
    expect(pairOutline(skin, hem, camera, 40).samples.length).toBe(0);
  });
});
