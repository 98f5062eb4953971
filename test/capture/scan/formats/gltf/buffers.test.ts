import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gltfDocument, gltfOf } from '../../../../helpers/meshes/gltf-files.ts';
import { bin, expected, grid, json } from '../../../../helpers/meshes/grid-gltf.ts';
import { readWritten, refusal, surface, writtenPath } from '../../../../helpers/read-written.ts';

const dataUri = (bytes: Uint8Array): string =>
  `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;

describe('a glTF', () => {
  it('as JSON reads its buffer beside it, in a folder beside it, and in itself', async () => {
    mkdirSync(writtenPath('parts'), { recursive: true });
    writeFileSync(writtenPath('mesh 1.bin'), bin);
    writeFileSync(writtenPath('parts/mesh.bin'), bin);
    for (const uri of ['mesh%201.bin', 'mesh 1.bin', './parts/mesh.bin', 'parts\\mesh.bin', dataUri(bin)]) {
      const text = `\ufeff${JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] })}`;
      expect(surface(await readWritten('mesh.gltf', text)), uri).toEqual(await expected(grid));
    }
    const { json: written, resources } = await gltfOf(gltfDocument(grid));
    for (const [name, bytes] of Object.entries(resources)) writeFileSync(writtenPath(name), bytes);
    expect(surface(await readWritten('written.gltf', JSON.stringify(written)))).toEqual(await expected(grid));
  });

  it('fetches nothing from outside its folder', async () => {
    writeFileSync(writtenPath('outside.bin'), bin);
    mkdirSync(writtenPath('inside'), { recursive: true });
    rmSync(writtenPath('inside/link.bin'), { force: true });
    symlinkSync(writtenPath('outside.bin'), writtenPath('inside/link.bin'));
    for (const uri of [
      '../outside.bin',
      '%2e%2e/outside.bin',
      '..\\outside.bin',
      writtenPath('outside.bin'),
      'file:///etc/hosts',
      'http://localhost/a.bin',
      'c:\\a.bin',
      'link.bin',
      '',
      '.',
      'missing.bin',
      '/dev/zero',
      'data:text/plain,abc',
    ]) {
      const text = JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] });
      expect(await refusal('inside/mesh.gltf', text), uri).toMatch(/buffers\.0/);
    }
  });
});
