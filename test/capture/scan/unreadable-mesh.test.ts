import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMesh } from '../../../src/capture/scan/read-mesh.ts';
import { refusal, writtenPath } from '../../helpers/read-written.ts';

describe('a mesh that is no file of a known kind', () => {
  it.each(['scan.fbx', 'scan.blend', 'scan.usdz', 'scan.obj.zip', 'scan', '.obj'])(
    '%s is refused by its name',
    async (name) => {
      expect(await refusal(name, 'x')).toMatch(
        /must be one of \.obj, \.ply, \.stl, \.glb, \.gltf; received ".*GLB or OBJ/,
      );
    },
  );

  it('is not opened: pipes, devices and folders', async () => {
    mkdirSync(writtenPath('folder.obj'));
    expect(spawnSync('mkfifo', [writtenPath('pipe.ply')]).status).toBe(0);
    for (const [name, received] of [
      ['folder.obj', 'a folder'],
      ['pipe.ply', 'a named pipe'],
    ])
      await expect(readMesh(writtenPath(name)), name).rejects.toMatchObject({
        kind: 'input',
        message: expect.stringContaining(`the mesh must be a regular file; received ${received}`),
      });
  });

  it.each([['missing.obj'], ['missing/scan.obj'], [`${'long'.repeat(100)}.obj`], ['nul\0.obj']])(
    '%s is an input error',
    async (name) => {
      await expect(readMesh(writtenPath(name))).rejects.toMatchObject({ kind: 'input' });
    },
  );

  it.skipIf(process.getuid?.() === 0)('that may not be read is an input error', async () => {
    writeFileSync(writtenPath('secret.obj'), '');
    chmodSync(writtenPath('secret.obj'), 0);
    await expect(readMesh(writtenPath('secret.obj'))).rejects.toMatchObject({ kind: 'input' });
  });
});
