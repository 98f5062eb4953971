import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openFaceThread } from '../../../src/export/faces/face-thread.ts';
import type { ExportFormat } from '../../../src/export/formats/format.ts';
import { buildFace, createDecaRig, type FaceWork } from '../../../src/export/rig/deca-rig.ts';
import { headSurface } from '../../../src/export/rig/head-surface.ts';
import { headTextures } from '../../../src/export/rig/head-textures.ts';
import type { FaceRigs } from '../../../src/export/rig/thread/face-rigs.ts';
import { restInfluences } from '../../../src/export/rig/weights/rest-influences.ts';
import { builtFile } from '../../../src/files/package-files.ts';
import type { Kernels } from '../../../src/kernels/kernel.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

const broad: FaceWork = {
  neutral: head.template.map((x, i) => (i % 3 === 0 ? 1.06 * x : x)),
  identity: Float64Array.of(0.4, -0.2),
  written: { shapes: ['arkit'], extras: ['cornea', 'lashes'] },
};

const THREAD = builtFile('src/export/faces/face-thread.js');
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
    const there = await Promise.all([broad, broad].map((work) => thread.build(elsewhere, head, { ...work })));
    for (const face of there) expect(isDeepStrictEqual(face, here)).toBe(true);
    // Both are written alike: the last by the thread, which has it, the other here.
    const { GLB } = (await import(pathToFileURL(builtFile('src/export/formats/glb/glb.js')).href)) as {
      GLB: ExportFormat;
    };
    const written = vi.spyOn(GLB, 'files');
    const skin = { width: 8, height: 8, data: new Uint8Array(192).fill(128) };
    const textures = await headTextures(head, { skin, eye: null }, (name) => `${name}.png`);
    const [files, others] = await Promise.all(
      [there[1], there[0]].map(({ rigged }) =>
        thread.glb({ ...rigged, surface: headSurface(head, broad.neutral), textures }, 'face'),
      ),
    );
    thread.close();
    expect(written).toHaveBeenCalledTimes(1);
    expect(files.map(({ name }) => name)).toEqual(['face.glb', 'face_rig_map.json']);
    files.forEach(({ content }, i) => {
      expect(Buffer.from(content as Uint8Array).equals(Buffer.from(others[i].content as Uint8Array))).toBe(true);
    });
  });

  it('are built here where the code runs from its sources', async () => {
    const here = await building;
    if (!built) expect(here).toEqual(buildFace(kernels, createDecaRig(head, restInfluences(head)), broad));
    expect(here.faceShapes.names.length).toBeGreaterThan(50);
  });
});
