import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../../src/asm/expression-bones.ts';
import { type BuiltRig, buildRig, type RigWork } from '../../../../src/export/rig/build-rig.ts';
import { openRigThread } from '../../../../src/export/rig/thread/rig-thread.ts';
import { builtFile } from '../../../../src/files/package-files.ts';
import type { Kernels } from '../../../../src/kernels/kernel.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
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

const THREAD = builtFile('src/export/rig/thread/rig-thread.js');
const built = existsSync(THREAD);

describe('a rig in a thread of its own', () => {
  const [one, two] = [openKernels(1), openKernels(2)];
  const here = buildRig(one, work);
  afterAll(() => {
    one.close();
    two.close();
  });

  it.skipIf(!built)(`is the one that is built here${built ? '' : ' (skipped: not built)'}`, async () => {
    const { openRigThread: open } = (await import(pathToFileURL(THREAD).href)) as {
      openRigThread: typeof openRigThread;
    };
    // Kernels that would throw here: the rig comes from the thread.
    const elsewhere: Kernels = { ...two, run: () => expect.unreachable() };
    const thread = open(2);
    const there = await thread.start(elsewhere, work).built();
    thread.close();
    expectSame(there, here);
  });

  it('is built here where the code runs from its sources', async () => {
    expectSame(await openRigThread(2).start(two, work).built(), here);
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
