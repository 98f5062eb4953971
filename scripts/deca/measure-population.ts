/**
 * How people's heads are shaped, in the bundled head's shape coefficients: fits its shape space to heads of ICT-FaceKit,
 * a model made from scans (MIT). Writes data/deca/shape-prior.json.
 *   node dist-tools/scripts/deca/measure-population.js <folder with ict_facekit.json and .bin>
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix';
import { buildTriangleTree } from '../../src/geometry/mesh/triangle-tree.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { alignSimilarity } from '../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { regionVertices } from '../../src/head/head-model.ts';
import { createShapeSpace, embeddedShapePoints, shapePoints } from '../../src/head/shape/shape-space.ts';
import { CLOSEST_POINT } from '../../src/kernels/jobs/points/closest-point.ts';
import { indexCopy, realCopy } from '../../src/kernels/kernel.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { loadIctHeads } from './ict-heads.ts';

const HEADS = 120;
const SEED = 5;
const STEPS = 8;
const VERTEX_STEP = 2;
/** mm: of distances along the normal, of the points themselves, of landmarks; the prior's unit is one standard deviation. */
const NORMAL_SIGMA = 1;
const POINT_SIGMA = 4;
/** Points of one head that count as much as its prior. */
const PRIOR_POINTS = 500;
const FAR_MM = 12;
/** Fewer heads than coefficients: half their covariance and a share of the head's own prior [Ledoit and Wolf 2004]. */
const SHRINKAGE = { heads: 0.5, prior: 0.3 };
const FACTORS = 60;
/** Landmarks that lie on both heads alike: all but the jaw's outline. */
const FIRST_INNER = 17;

const head = loadBundledHead();
const space = createShapeSpace(head);
const shapeCount = space.identityCount + space.smoothCount;
const face = regionVertices(head, 'face').filter((_, i) => i % VERTEX_STEP === 0);
const surface = shapePoints(space, Uint32Array.from(face), new Float64Array(face.length).fill(1), 1);
const marks = embeddedShapePoints(space, head.embeddings.ibug68);
const ict = loadIctHeads(process.argv[2] ?? '');
const kernels = openKernels(2);
const random = createRandom(SEED);

const heads: number[][] = [];
for (let h = 0; h < HEADS; h++) {
  heads.push(fitShape(ict.sample(random)));
  if (h % 20 === 19) console.log(`${h + 1} of ${HEADS}`);
}
kernels.close();
const mean = heads[0].map((_, k) => heads.reduce((sum, a) => sum + a[k], 0) / HEADS);
const deviations = new Matrix(heads.map((a) => a.map((x, k) => x - mean[k])));
const covariance = deviations
  .transpose()
  .mmul(deviations)
  .mul(SHRINKAGE.heads / (HEADS - 1));
const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
const factors = order
  .slice(0, FACTORS)
  .map((i) => eigenvectorMatrix.getColumn(i).map((x) => round(x * Math.sqrt(Math.max(0, realEigenvalues[i])))));
mkdirSync('data/deca', { recursive: true });
writeFileSync(
  'data/deca/shape-prior.json',
  `${JSON.stringify({
    source: `${HEADS} heads of ICT-FaceKit (MIT, Copyright (c) 2020 USC Institute for Creative Technologies), seed ${SEED}`,
    mean: mean.map(round),
    variance: SHRINKAGE.prior,
    factors,
  })}\n`,
);
console.log(`mean ${Math.hypot(...mean).toFixed(2)} standard deviations from the bundled mean`);

/** Coefficients of the shape space closest to a surface: point-to-plane ICP with a prior, similarity in turns. */
function fitShape(target: Float64Array): number[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const tree = buildTriangleTree(target, ict.triangles);
  const loaded = {
    positions: realCopy(memory, target),
    triangles: indexCopy(memory, ict.triangles),
    bounds: realCopy(memory, tree.bounds),
    nodes: indexCopy(memory, tree.nodes),
    order: indexCopy(memory, tree.order),
  };
  const targetMarks = ict.landmarks.flatMap((v) => Array.from(target.subarray(3 * v, 3 * v + 3)));
  let coefficients = new Array<number>(shapeCount).fill(0);
  let nearest: Float64Array | null = null;
  for (let step = 0; step < STEPS; step++) {
    const inner = (points: ArrayLike<number>): Float64Array => Float64Array.from(points).subarray(3 * FIRST_INNER);
    const similarity =
      nearest === null
        ? alignSimilarity(inner(place(marks, coefficients)), inner(targetMarks))
        : alignSimilarity(place(surface, coefficients), nearest);
    const { scale, rotation: r, translation: t } = similarity;
    const toTarget = (p: ArrayLike<number>): Float64Array => {
      const out = new Float64Array(p.length);
      for (let i = 0; i < p.length; i += 3)
        for (let k = 0; k < 3; k++)
          out[i + k] = scale * (r[3 * k] * p[i] + r[3 * k + 1] * p[i + 1] + r[3 * k + 2] * p[i + 2]) + t[k];
      return out;
    };
    const toHead = (p: ArrayLike<number>): Float64Array => {
      const out = new Float64Array(p.length);
      for (let i = 0; i < p.length; i += 3)
        for (let k = 0; k < 3; k++)
          for (let j = 0; j < 3; j++) out[i + k] += (r[3 * j + k] * (p[i + j] - t[j])) / scale;
      return out;
    };
    const moved = toTarget(place(surface, coefficients));
    const queries = realCopy(memory, moved);
    const count = face.length;
    const points = memory.room(3 * count);
    const hit = memory.index(count);
    kernels.run(CLOSEST_POINT, [
      { queries, start: 0, end: count, ...loaded, points, squares: memory.room(count), nearest: hit },
    ]);
    nearest = Float64Array.from(points);
    const wanted = toHead(nearest);
    const rest = place(surface, new Array<number>(shapeCount).fill(0));
    const equations = createEquations();
    for (let i = 0; i < count; i++) {
      const gap = Math.hypot(...[0, 1, 2].map((k) => moved[3 * i + k] - (nearest as Float64Array)[3 * i + k]));
      if (gap > FAR_MM) continue;
      const normal = triangleNormal(target, hit[i], r);
      const rows = [0, 1, 2].map((k) =>
        surface.basis.subarray((3 * i + k) * space.count, (3 * i + k) * space.count + shapeCount),
      );
      const offset = [0, 1, 2].map((k) => wanted[3 * i + k] - rest[3 * i + k]);
      const along = rows[0].map((x, a) => normal[0] * x + normal[1] * rows[1][a] + normal[2] * rows[2][a]);
      equations.add(
        along,
        normal.reduce((sum, n, k) => sum + n * offset[k], 0),
        NORMAL_SIGMA,
      );
      for (const k of [0, 1, 2]) equations.add(rows[k], offset[k], POINT_SIGMA);
    }
    const markRest = place(marks, new Array<number>(shapeCount).fill(0));
    const markWanted = toHead(targetMarks);
    for (let l = FIRST_INNER; l < 68; l++)
      for (const k of [0, 1, 2])
        equations.add(
          marks.basis.subarray((3 * l + k) * space.count, (3 * l + k) * space.count + shapeCount),
          markWanted[3 * l + k] - markRest[3 * l + k],
          POINT_SIGMA,
        );
    coefficients = equations.solve(count / PRIOR_POINTS);
  }
  memory.release(mark);
  return coefficients;
}

function place(points: typeof surface, coefficients: readonly number[]): Float64Array {
  const out = new Float64Array(3 * points.count);
  for (let i = 0; i < points.count; i++)
    for (let k = 0; k < 3; k++) {
      for (let c = 0; c < points.arity; c++)
        out[3 * i + k] +=
          points.weights[i * points.arity + c] * head.template[3 * points.vertices[i * points.arity + c] + k];
      const row = (3 * i + k) * space.count;
      for (let a = 0; a < shapeCount; a++) out[3 * i + k] += coefficients[a] * points.basis[row + a];
    }
  return out;
}

/** Unit normal of a target triangle, turned back into the head's frame. */
function triangleNormal(target: Float64Array, triangle: number, rotation: Float64Array): number[] {
  const [a, b, c] = [0, 1, 2].map((k) =>
    target.subarray(3 * ict.triangles[3 * triangle + k], 3 * ict.triangles[3 * triangle + k] + 3),
  );
  const [u, v] = [b, c].map((p) => [0, 1, 2].map((k) => p[k] - a[k]));
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const length = Math.hypot(...n) || 1;
  return [0, 1, 2].map((k) => (rotation[k] * n[0] + rotation[3 + k] * n[1] + rotation[6 + k] * n[2]) / length);
}

/** Normal equations of weighted rows, one unknown each shape coefficient. */
function createEquations() {
  const hessian = new Float64Array(shapeCount * shapeCount);
  const gradient = new Float64Array(shapeCount);
  return {
    add(row: ArrayLike<number>, value: number, sigma: number): void {
      const weight = 1 / sigma ** 2;
      for (let i = 0; i < shapeCount; i++) {
        const x = weight * row[i];
        if (x === 0) continue;
        gradient[i] += x * value;
        for (let j = 0; j <= i; j++) hessian[i * shapeCount + j] += x * row[j];
      }
    },
    solve(prior: number): number[] {
      const full = Matrix.zeros(shapeCount, shapeCount);
      for (let i = 0; i < shapeCount; i++)
        for (let j = 0; j <= i; j++) {
          full.set(i, j, hessian[i * shapeCount + j] + (i === j ? prior : 0));
          full.set(j, i, full.get(i, j));
        }
      return solve(full, Matrix.columnVector(gradient)).to1DArray();
    },
  };
}

function round(x: number): number {
  return Number(x.toFixed(5));
}
