import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFace, createDecaRig, type FaceWork } from '../../../../src/export/rig/deca-rig.ts';
import { type FaceRigs, openFaceThread } from '../../../../src/export/rig/thread/face-thread.ts';
import { restInfluences } from '../../../../src/export/rig/weights/rest-influences.ts';
import { builtFile } from '../../../../src/files/package-files.ts';
import type { Kernels } from '../../../../src/kernels/kernel.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const broad: FaceWork = {
  neutral: head.template.map((x, i) => (i % 3 === 0 ? 1.06 * x : x)),
  identity: Float64Array.of(0.4, -0.2),
  written: { shapes: ['arkit'], extras: ['cornea', 'lashes'] },
};

const THREAD = builtFile('src/export/rig/thread/face-thread.js');
const built = existsSync(THREAD);

describe("faces' rigs in a thread of their own", () => {
  const kernels = openKernels(1);
  // From its sources the code has no thread to give it to.
  const rigs: FaceRigs = openFaceThread(2);
  const building = rigs.build(kernels, head, broad);
  afterAll(() => kernels.close());

  it.skipIf(!built)(`are those that are built here${built ? '' : ' (skipped: not built)'}`, async () => {
    const { openFaceThread: open } = (await import(pathToFileURL(THREAD).href)) as {
      openFaceThread: typeof openFaceThread;
    };
    // Kernels that would throw here: the rigs come from the thread.
    const elsewhere: Kernels = { ...kernels, run: () => expect.unreachable() };
    const thread = open(2);
    thread.prepare(head);
    // Asked for at once: what faces share goes to both.
    const here = await building;
    const there = await Promise.all([broad, broad].map((work) => thread.build(elsewhere, head, work)));
    thread.close();
    for (const face of there) expect(isDeepStrictEqual(face, here)).toBe(true);
  });

  it('are built here where the code runs from its sources', async () => {
    const here = await building;
    if (!built) expect(here).toEqual(buildFace(kernels, createDecaRig(head, restInfluences(head)), broad));
    expect(here.faceShapes.names.length).toBeGreaterThan(50);
  });
});
