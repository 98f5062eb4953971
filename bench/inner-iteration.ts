import { asmBackward, asmForward } from '../src/asm/adaptive-skinning-model.ts';
import { RASTERIZE } from '../src/kernels/jobs/pixels/rasterize.ts';
import { CAMERA_GRADIENT, PROJECT, PROJECT_BACKWARD } from '../src/kernels/jobs/points/projection.ts';
import { VERTEX_NORMALS, VERTEX_NORMALS_BACKWARD } from '../src/kernels/jobs/points/vertex-normals.ts';
import type { Kernel, RealArray } from '../src/kernels/kernel.ts';
import { meshNormals } from '../src/render/mesh/kernel-mesh.ts';
import { ADAM_STEP } from './kernels/jobs/adam-step.ts';
import { ADD_ARRAYS } from './kernels/jobs/add-arrays.ts';
import { PHOTOMETRIC_PIXELS } from './kernels/jobs/photometric-pixels.ts';
import { VERTEX_LIGHT, VERTEX_LIGHT_BACKWARD } from './kernels/jobs/vertex-light.ts';
import type { Scene } from './scene.ts';

/** Views go in waves of this many; gradients of one wave's views are kept apart, so that threads do not meet. */
export const APART = 4;

/** Loss and gradients of one iteration, and the milliseconds of its parts. */
export interface Iteration {
  readonly loss: number;
  /** Gradient on the model's parameters [P]. */
  readonly gradient: Float64Array;
  /** Gradient on the texture [size, size, 4], in memory that is given back: it holds until the next iteration. */
  readonly gradTexture: RealArray;
  readonly parts: ReadonlyMap<string, number>;
}

/** What the photometric part of one view starts from and gives back. */
interface ViewBuffers {
  readonly pixels: RealArray;
  readonly irradiance: RealArray;
  readonly triangle: Uint32Array;
  readonly gradPixels: RealArray;
  readonly gradDepths: RealArray;
  readonly gradIrradiance: RealArray;
  readonly loss: Float64Array;
}

/**
 * One inner iteration of a per-pixel fit: mixture weights, skinning, normals, light at vertices, every view projected,
 * rasterised, textured and compared, all of it differentiated, one step of Adam on the texture.
 */
export function innerIteration(scene: Scene): Iteration {
  const { kernels, model, parameters, pairs, triangles } = scene;
  const { memory } = kernels;
  const mark = memory.mark();
  const parts = new Map<string, number>();
  const timed = <T>(name: string, work: () => T): T => {
    const start = performance.now();
    const out = work();
    parts.set(name, (parts.get(name) ?? 0) + performance.now() - start);
    return out;
  };
  const run = <Job>(name: string, kernel: Kernel<Job>, jobs: readonly Job[]): void =>
    timed(name, () => kernels.run(kernel, jobs));

  const forward = timed('weights and skinning', () => asmForward(kernels, model, parameters, pairs));
  const { positions } = forward;
  const vertexCount = positions.length / 3;
  const mesh = { positions, vertexCount, triangles, triangleCount: triangles.length / 3 };
  const normals = memory.room(positions.length);
  const lengths = memory.room(vertexCount);
  run('normals', VERTEX_NORMALS, [{ ...mesh, normals, lengths }]);
  const views = timed('buffers', () => scene.ids.map((triangle) => viewBuffers(scene, triangle, vertexCount)));
  projectViews(scene, { positions, normals }, views, run);
  const gradTexture = compareViews(scene, views, run);
  const { gradPositions, gradNormals } = backToVertices(scene, { positions, normals }, views, run);
  run('normals', VERTEX_NORMALS_BACKWARD, [{ ...mesh, normals, lengths, gradNormals, gradPositions }]);
  const gradient = timed('weights and skinning', () =>
    asmBackward(kernels, model, parameters, forward, gradPositions, memory.real(pairs.bones.length)),
  );
  stepTexture(scene, gradTexture, run);
  const loss = views.reduce((sum, view) => sum + view.loss[0], 0);
  memory.release(mark);
  return { loss, gradient, gradTexture, parts };
}

/** A mesh's vertices and their normals [V, 3] each. */
interface MeshVertices {
  readonly positions: RealArray;
  readonly normals: RealArray;
}

/** Gradients of the views' pixels, depths and irradiances on vertices and normals. */
function backToVertices(
  scene: Scene,
  { positions, normals }: MeshVertices,
  views: readonly ViewBuffers[],
  run: Run,
): { gradPositions: RealArray; gradNormals: RealArray } {
  const { memory } = scene.kernels;
  const count = positions.length / 3;
  const lanes = Array.from({ length: Math.min(APART, views.length) }, () => ({
    gradPoints: memory.real(positions.length),
    gradNormals: memory.real(positions.length),
  }));
  for (let start = 0; start < views.length; start += APART) {
    const wave = views.slice(start, start + APART);
    run(
      'projection',
      PROJECT_BACKWARD,
      wave.map(({ gradPixels, gradDepths }, k) => ({
        camera: scene.cameras[start + k],
        points: positions,
        count,
        gradPixels,
        gradDepths,
        gradPoints: lanes[k].gradPoints,
        gradCamera: memory.double(CAMERA_GRADIENT),
      })),
    );
    run(
      'light',
      VERTEX_LIGHT_BACKWARD,
      wave.map(({ gradIrradiance }, k) => ({
        normals,
        count,
        light: scene.lights[start + k],
        gradIrradiance,
        gradNormals: lanes[k].gradNormals,
        gradLight: memory.real(36),
      })),
    );
  }
  const [{ gradPoints: gradPositions, gradNormals }, ...others] = lanes;
  const whole = { start: 0, end: positions.length };
  for (const lane of others)
    run('sums', ADD_ARRAYS, [
      { source: lane.gradPoints, target: gradPositions, ...whole },
      { source: lane.gradNormals, target: gradNormals, ...whole },
    ]);
  return { gradPositions, gradNormals };
}

type Run = <Job>(name: string, kernel: Kernel<Job>, jobs: readonly Job[]) => void;

function viewBuffers({ kernels: { memory } }: Scene, triangle: Uint32Array, vertexCount: number): ViewBuffers {
  return {
    pixels: memory.room(3 * vertexCount),
    irradiance: memory.room(4 * vertexCount),
    triangle,
    gradPixels: memory.real(2 * vertexCount),
    gradDepths: memory.real(vertexCount),
    gradIrradiance: memory.real(4 * vertexCount),
    loss: memory.double(1),
  };
}

function projectViews(
  scene: Scene,
  { positions, normals }: MeshVertices,
  views: readonly ViewBuffers[],
  run: Run,
): void {
  const { imageSize: size, triangles } = scene;
  const count = positions.length / 3;
  run(
    'projection',
    PROJECT,
    views.map(({ pixels }, v) => ({ camera: scene.cameras[v], points: positions, count, pixels })),
  );
  run(
    'rasteriser',
    RASTERIZE,
    views.map(({ pixels, triangle }, v) => ({
      pixels,
      triangles,
      triangleCount: triangles.length / 3,
      width: size,
      height: size,
      near: 1,
      depth: scene.depths[v],
      triangle,
    })),
  );
  run(
    'light',
    VERTEX_LIGHT,
    views.map(({ irradiance }, v) => ({ normals, count, light: scene.lights[v], irradiance })),
  );
}

/** @returns the gradient on the texture */
function compareViews(scene: Scene, views: readonly ViewBuffers[], run: Run): RealArray {
  const { memory } = scene.kernels;
  const { texture, textureSize, imageSize } = scene;
  const apart = Array.from({ length: Math.min(APART, views.length) }, () => memory.real(texture.length));
  for (let start = 0; start < views.length; start += APART)
    run(
      'pixels',
      PHOTOMETRIC_PIXELS,
      views.slice(start, start + APART).map((view, k) => ({
        ...view,
        triangles: scene.triangles,
        uvs: scene.uvs,
        uvTriangles: scene.uvTriangles,
        width: imageSize,
        height: imageSize,
        texture,
        textureSize,
        target: scene.targets[start + k],
        factor: 1 / (imageSize * imageSize),
        gradTexture: apart[k],
      })),
    );
  for (const source of apart.slice(1))
    run(
      'sums',
      ADD_ARRAYS,
      halves(texture.length).map((range) => ({ source, target: apart[0], ...range })),
    );
  return apart[0];
}

function stepTexture({ kernels: { memory }, texture }: Scene, gradient: RealArray, run: Run): void {
  const job = {
    parameters: texture,
    gradient,
    mean: memory.real(texture.length),
    variance: memory.real(texture.length),
    // Not moved: every iteration is to be the same.
    rate: 0,
    decayRate1: 0.9,
    decayRate2: 0.99,
    correction1: 1,
    correction2: 1,
    epsilon: 1e-8,
  };
  run(
    'Adam',
    ADAM_STEP,
    halves(texture.length).map((range) => ({ ...job, ...range })),
  );
}

function halves(length: number): { start: number; end: number }[] {
  const middle = 4 * Math.floor(length / 8);
  return [
    { start: 0, end: middle },
    { start: middle, end: length },
  ];
}

/** The first view of a scene, ready to be compared with its target again and again. */
export interface ViewState {
  readonly pixels: RealArray;
  readonly irradiance: RealArray;
  compare(): { loss: number; gradTexture: RealArray };
}

export function viewState(scene: Scene): ViewState {
  const { kernels, model, parameters, pairs, triangles } = scene;
  const { positions } = asmForward(kernels, model, parameters, pairs);
  const { normals } = meshNormals(kernels, { positions, triangles });
  const view = viewBuffers(scene, scene.ids[0], positions.length / 3);
  const untimed: Run = (_, kernel, jobs) => kernels.run(kernel, jobs);
  projectViews(scene, { positions, normals }, [view], untimed);
  return {
    pixels: view.pixels,
    irradiance: view.irradiance,
    compare: () => {
      view.loss[0] = 0;
      const gradTexture = compareViews(scene, [view], untimed);
      return { loss: view.loss[0], gradTexture };
    },
  };
}
