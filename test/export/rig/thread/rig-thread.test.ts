import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../../src/asm/expression-bones.ts';
import { BACKGROUND, FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import { type BuiltRig, buildRig, type RigWork } from '../../../../src/export/rig/build-rig.ts';
import { openRigThread } from '../../../../src/export/rig/thread/rig-thread.ts';
import { builtFile } from '../../../../src/files/package-files.ts';
import { type HairWork, shapeHair } from '../../../../src/fitting/hair/shell-hair.ts';
import { project } from '../../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { skinTriangles } from '../../../../src/head/head-model.ts';
import { NO_TRIANGLE } from '../../../../src/kernels/jobs/pixels/rasterize.ts';
import type { Kernels } from '../../../../src/kernels/kernel.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { rasterize } from '../../../../src/render/raster/rasterize.ts';
import { normals } from '../../../helpers/gradient-check.ts';
import { head, model, skinned } from '../../../helpers/meshes/skinned-head.ts';

const positions = head.template.map((x) => 1.1 * x);
const work: RigWork = {
  model,
  forward: skinned(model.rest),
  positions,
  size: 1.1,
  identity: Float64Array.of(0.8, -0.5, 0.3),
  moments: [
    {
      name: 'captured',
      views: ['front'],
      motion: { shifts: normals(EXPRESSION_BONE_PARAMETERS, 5, 1), jaw: [0.2, 0, 0, 0, 1] },
      expression: new Float64Array(head.expressions.names.length).fill(0.1),
      gaze: { left: { yaw: 0.2, pitch: 0.1 }, right: { yaw: 0.2, pitch: 0.1 } },
      looks: [],
      positions: positions.map((x) => x + 0.5),
    },
  ],
  choices: { influences: 4, shapes: ['arkit'], extras: ['cornea', 'lashes'] },
};

/** A head with hair on all of it but the face, from two sides. */
const hairy: HairWork = {
  head,
  positions,
  pictures: [0, 90].map((yaw) => {
    const camera = orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 420, pixels: 128 });
    const { triangle } = rasterize(project(camera, positions), skinTriangles(head), 128, 128);
    const labels = new Uint8Array(triangle.length).fill(BACKGROUND);
    triangle.forEach((t, k) => {
      if (t !== NO_TRIANGLE) labels[k] = k % 128 < 90 && Math.floor(k / 128) > 50 ? FACE_SKIN : HAIR;
    });
    return { camera, labels };
  }),
};

const THREAD = builtFile('src/export/rig/thread/rig-thread.js');
const built = existsSync(THREAD);

describe('a rig in a thread of its own', () => {
  const [one, two] = [openKernels(1), openKernels(2)];
  // From its sources the code has no thread to give it to.
  const sources = openRigThread(2);
  const building = sources.start(work).built();
  const hairHere = shapeHair(one, hairy);
  afterAll(() => {
    one.close();
    two.close();
  });

  it.skipIf(!built)(`is the one that is built here${built ? '' : ' (skipped: not built)'}`, async () => {
    const { openRigThread: open } = (await import(pathToFileURL(THREAD).href)) as {
      openRigThread: typeof openRigThread;
    };
    // Kernels that would throw here: the hair comes from the thread.
    const elsewhere: Kernels = { ...two, run: () => expect.unreachable() };
    const thread = open(2);
    const here = await building;
    const shaping = thread.shapeHair(elsewhere, hairy);
    const there = await thread.start(work).built();
    const hair = await shaping;
    thread.close();
    expectSame(there, here);
    expect(isDeepStrictEqual(hair, hairHere)).toBe(true);
    expect(hair?.mesh.triangles.length).toBeGreaterThan(1000);
  });

  it('is built here where the code runs from its sources', async () => {
    const here = await building;
    if (!built) expectSame(here, buildRig(one, work));
    expect(here.head.primitives.length).toBeGreaterThan(6);
    expect(isDeepStrictEqual(await sources.shapeHair(two, hairy), hairHere)).toBe(true);
  });
});

function expectSame(there: BuiltRig, here: BuiltRig): void {
  expect(there.influenceLoss).toEqual(here.influenceLoss);
  expect(there.head.joints).toEqual(here.head.joints);
  expect(there.head.shapes).toEqual(here.head.shapes);
  expect(there.head.animations).toEqual(here.head.animations);
  expect(there.head.primitives.map(({ name }) => name)).toEqual(here.head.primitives.map(({ name }) => name));
  there.head.primitives.forEach((primitive, p) => {
    const other = here.head.primitives[p];
    for (const field of ['positions', 'uvs', 'triangles', 'welded'] as const)
      expect(bytesOf(primitive[field]).equals(bytesOf(other[field])), `${primitive.name} ${field}`).toBe(true);
    expect(bytesOf(primitive.weights.weights).equals(bytesOf(other.weights.weights)), primitive.name).toBe(true);
    expect([...primitive.morphs.keys()]).toEqual([...other.morphs.keys()]);
    for (const [name, delta] of primitive.morphs)
      expect(bytesOf(delta).equals(bytesOf(other.morphs.get(name) as Float32Array)), `${primitive.name} ${name}`).toBe(
        true,
      );
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
