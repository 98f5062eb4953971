import { describe, expect, it } from 'vitest';
import { freeRig, moveRig, rigidRig } from '../../src/fitting/unknowns/rig.ts';
import { type Camera, headPoseDegrees, packCamera, project } from '../../src/geometry/camera.ts';
import { solveCholesky } from '../../src/geometry/cholesky.ts';
import { applySubdivision, catmullClark } from '../../src/geometry/mesh/catmull-clark.ts';
import { triangulate, vertexNormals, vertexNormalsBackward } from '../../src/geometry/mesh/mesh.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { multiply3, rotationFromAxisAngle, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { alignSimilarity, applySimilarity } from '../../src/geometry/similarity.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../src/kernels/jobs/points/projection.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

const camera: Camera = {
  width: 100,
  height: 80,
  fx: 150,
  fy: 140,
  cx: 51,
  cy: 39,
  rotation: multiply3(rotationFromAxisAngle(0.1, 0.2, -0.1), [1, 0, 0, 0, -1, 0, 0, 0, -1]),
  translation: Float64Array.of(3, -4, 300),
};

describe('camera', () => {
  it('projects the point on the optical axis to the principal point', () => {
    const straight = {
      ...camera,
      rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
      translation: Float64Array.of(0, 0, 10),
    };
    expectClose(project(straight, [0, 0, 0, 1, 0, 0]), [51, 39, 10, 66, 39, 10], { atol: 1e-12 });
  });

  it('has the gradient of central differences in points, pose and focal length', () => {
    const points = normals(12, 5, 20);
    const cotangent = normals(8, 6);
    const loss = (at: Camera, p: ArrayLike<number>): number => {
      const pixels = project(at, p);
      return dot(
        cotangent,
        Float64Array.from({ length: 8 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      );
    };
    const gradCamera = new Float64Array(CAMERA_GRADIENT);
    const gradPoints = new Float64Array(12);
    PROJECT_BACKWARD.plain({
      camera: packCamera(camera, new Float64Array(CAMERA_NUMBERS)),
      points,
      count: 4,
      gradPixels: cotangent,
      gradDepths: new Float64Array(4),
      gradPoints,
      gradCamera,
    });
    checkGradient(
      (p) => loss(camera, p),
      () => gradPoints,
      points,
    );
    const layout = freeRig(Int32Array.of(0));
    checkGradient(
      (step) => loss(moveRig(layout, [camera], step)[0], points),
      () => gradCamera,
      new Float64Array(7),
      { rtol: 1e-5 },
    );
  });

  it('keeps the image when a rigid rig moves the head and the points move back', () => {
    const layout = rigidRig(1, true);
    const step = Float64Array.of(0.05, -0.1, 0.02, 2, 1, -3, 0.1);
    const [moved] = moveRig(layout, [camera], step);
    const x = [10, -20, 5];
    const turn = rotationFromAxisAngle(step[0], step[1], step[2]);
    const y = [0, 1, 2].map(
      (k) => Math.exp(step[6]) * (turn[3 * k] * x[0] + turn[3 * k + 1] * x[1] + turn[3 * k + 2] * x[2]) + step[3 + k],
    );
    expectClose(project(moved, x).subarray(0, 2), project(camera, y).subarray(0, 2), { atol: 1e-9 });
  });

  it('calls a head turned to its left positive yaw', () => {
    const frontal = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
    const pose = headPoseDegrees(multiply3(frontal, rotationFromEuler(0, Math.PI / 6, 0)));
    expect(pose.yaw).toBeCloseTo(30, 6);
    // The nose (+z) then points to image right: x grows.
    expect(multiply3(frontal, rotationFromEuler(0, Math.PI / 6, 0))[2]).toBeGreaterThan(0);
  });
});

describe('similarity', () => {
  it('recovers a known one and never mirrors', () => {
    const source = normals(30, 9, 10);
    const truth = { scale: 1.3, rotation: rotationFromAxisAngle(0.4, -1, 0.2), translation: Float64Array.of(1, 2, 3) };
    const found = alignSimilarity(source, applySimilarity(truth, source));
    expectClose(found.rotation, truth.rotation, { atol: 1e-9 });
    expect(found.scale).toBeCloseTo(1.3, 9);
    const mirrored = source.map((x, i) => (i % 3 === 0 ? -x : x));
    const { rotation: r } = alignSimilarity(source, mirrored);
    expect(
      r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]),
    ).toBeCloseTo(1, 9);
  });
});

describe('mesh', () => {
  const cube = [0, 1, 3, 2, 4, 6, 7, 5, 0, 4, 5, 1, 2, 3, 7, 6, 0, 2, 6, 4, 1, 5, 7, 3];
  const corners = Float64Array.from({ length: 24 }, (_, i) => ((Math.floor(i / 3) >> (i % 3)) & 1) * 2 - 1);

  it('vertex normals have the gradient of central differences and zero at a vertex without area', () => {
    const triangles = triangulate(cube);
    const positions = corners.map((x, i) => x + 0.1 * normals(24, 2)[i]);
    const cotangent = normals(24, 4);
    checkGradient(
      (p) => dot(cotangent, vertexNormals(p, triangles).normals),
      (p) => {
        const out = new Float64Array(24);
        vertexNormalsBackward(p, triangles, vertexNormals(p, triangles), cotangent, out);
        return out;
      },
      positions,
    );
    expectClose(vertexNormals([0, 0, 0, 1, 0, 0, 2, 0, 0], [0, 1, 2]).normals, new Float64Array(9), { atol: 0 });
  });

  it('Catmull-Clark rows sum to 1, quadruple the quads and keep a plane', () => {
    const subdivision = catmullClark(8, cube);
    expect(subdivision.quads.length).toBe(4 * cube.length);
    expectClose(applySubdivision(subdivision, new Float64Array(8).fill(1), 1), new Float64Array(26).fill(1), {
      atol: 1e-12,
    });
    const sheet = catmullClark(4, [0, 1, 2, 3]);
    const z = applySubdivision(sheet, Float64Array.of(0, 0, 5, 1, 0, 5, 1, 1, 5, 0, 1, 5), 3).filter(
      (_, i) => i % 3 === 2,
    );
    expectClose(z, new Float64Array(9).fill(5), { atol: 1e-12 });
  });
});

describe('Cholesky and random', () => {
  it('solves a positive definite system and refuses an indefinite one', () => {
    expectClose(solveCholesky(Float64Array.of(4, 0, 2, 3), Float64Array.of(8, 7)) ?? [], [1.25, 1.5], { atol: 1e-12 });
    expect(solveCholesky(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1))).toBeNull();
  });

  it('repeats for a seed', () => {
    const a = createRandom(4);
    const b = createRandom(4);
    expect([a.normal(), a.uniform()]).toEqual([b.normal(), b.uniform()]);
  });
});
