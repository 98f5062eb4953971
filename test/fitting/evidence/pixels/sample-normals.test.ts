import { expect, it } from 'vitest';
import { sampleNormals, sampleNormalsBackward } from '../../../../src/fitting/evidence/pixels/sample-normals.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../../../src/head/head-model.ts';
import type { ShapePoints } from '../../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { checkGradient, dot, normals as randomNormals } from '../../../helpers/gradient-check.ts';

const kernels = plainKernels();

it('normals at surface samples are unit and have the gradient of central differences', () => {
  const head = loadBundledHead();
  const triangles = skinTriangles(head);
  const samples = {
    count: 2,
    arity: 3,
    vertices: Uint32Array.of(100, 101, 102, 500, 501, 502),
    weights: Float64Array.of(0.2, 0.3, 0.5, 1, 0, 0),
  } as ShapePoints;
  const start = head.template.slice(0, 3 * head.parts[0].vertexCount);
  const direction = randomNormals(6, 9);
  const { normals } = sampleNormals(kernels, samples, start, triangles);
  for (let i = 0; i < 2; i++) expect(Math.hypot(...normals.subarray(3 * i, 3 * i + 3))).toBeCloseTo(1, 12);
  const gradient = (x: Float64Array): Float64Array => {
    const out = new Float64Array(x.length);
    const forward = sampleNormals(kernels, samples, x, triangles);
    sampleNormalsBackward(kernels, samples, x, triangles, forward, direction, out);
    return out;
  };
  const indices = [100, 101, 102, 500, 501].flatMap((v) => [3 * v, 3 * v + 1, 3 * v + 2]);
  checkGradient((x) => dot(sampleNormals(kernels, samples, x, triangles).normals, direction), gradient, start, {
    rtol: 1e-5,
    atol: 1e-8,
    indices,
  });
});
