import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { reconstructFace } from '../../src/api/reconstruct-face.ts';
import { toGlb } from '../../src/api/to-glb.ts';
import { toObj } from '../../src/api/to-obj.ts';
import { childrenEnd } from '../helpers/child-processes.ts';
import { finishedReconstruction } from '../helpers/fitting/made-once.ts';
import { DEMO } from '../helpers/folders.ts';
import { cartoonSharp } from '../helpers/pictures/cartoon.ts';
import { notPlain } from '../helpers/plain-data.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const PHOTO = join(DEMO, 'views', '00.jpg');

describe('reconstructFace', async () => {
  const { folder: out, stdout } = await finishedReconstruction();
  const json = JSON.parse(stdout).faces.find(({ image }: { image: { name: string } }) => image.name === '00');
  const face = await reconstructFace(PHOTO, { strict: true });

  it('gives the face that the command writes, whatever the format', async () => {
    const bytes = (name: string): Buffer => readFileSync(join(out, '00', name));
    expect(face.name).toBe('00');
    expect(bytes('00.glb').equals(await toGlb(face))).toBe(true);
    const files = await toObj(face);
    expect(Object.keys(files)).toContain('00_normals.png');
    for (const [name, content] of Object.entries(files)) expect(bytes(name).equals(content), name).toBe(true);
  });

  it('says what its JSON says', () => {
    expect(face.warnings).toEqual([]);
    expect(face.confidence).toBe(json.confidence);
    expect(face.detectorConfidence).toBe(json.detectorConfidence);
    expect(face.box).toEqual(json.crop);
    expect(face.texture.coverage).toBe(json.textureCoverage);
    expect(Array.from(face.codes.shape, (x) => Number(x.toFixed(6)))).toEqual(json.shape);
    expect(Object.keys(face.expression)).toEqual(Object.keys(json.expression));
    expect(face.relief.displacement.length).toBe(face.relief.size ** 2);
    expect(face.camera.width).toBe(512);
  });

  it('holds plain data, and nothing of the memory of its work', () => {
    expect(notPlain(face)).toEqual([]);
    expect(Object.keys(structuredClone(face))).toEqual(Object.keys(face));
  });

  it('takes the bytes of a file for the file, leaves them as they are, and warns where they show no person', async () => {
    const file = await cartoonSharp().png().toBuffer();
    const bytes = Buffer.from(file);
    const same = await reconstructFace(bytes, { threads: 1 });
    expect(bytes.equals(file)).toBe(true);
    expect(same.warnings).toEqual([expect.stringContaining("face: hardly a person's face")]);
    expect(same.detectorConfidence).toBeLessThan(0.65);
    // What the command makes of the file, on more threads.
    const written = (end: string): Buffer => readFileSync(join(out, 'cartoon', `cartoon${end}`));
    const files = await toObj(same);
    for (const end of ['.obj', '_normals.png', '_texture.png']) {
      expect(Object.keys(files)).toContain(`face${end}`);
      const own = Buffer.from(files[`face${end}`]);
      // The OBJ names the materials beside it.
      const named = end === '.obj' ? Buffer.from(own.toString().replace('face.mtl', 'cartoon.mtl')) : own;
      expect(named.equals(written(end)), end).toBe(true);
    }
  });
});

describe('a reconstruction that is refused', () => {
  it('for a picture without a face says so', async () => {
    const grey = sharp({ create: { width: 200, height: 200, channels: 3, background: '#777777' } });
    await expect(reconstructFace(await grey.png().toBuffer())).rejects.toThrow(
      expect.objectContaining({ kind: 'no_face' }),
    );
    expect(await childrenEnd()).toBe(true);
  });

  it('for a picture without a person where it is strict says so', async () => {
    const cartoon = await cartoonSharp().png().toBuffer();
    await expect(reconstructFace(cartoon, { strict: true })).rejects.toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining('received face (0.') }),
    );
  });

  it('for what is no picture, no path and no option says so', async () => {
    const refusal = (kind: string) => expect.objectContaining({ kind });
    await expect(reconstructFace(Uint8Array.of(1, 2, 3))).rejects.toThrow(refusal('input'));
    await expect(reconstructFace(join(temporaryFolder(), 'gone.jpg'))).rejects.toThrow(refusal('input'));
    await expect(reconstructFace(7 as unknown as string)).rejects.toThrow(refusal('usage'));
    await expect(reconstructFace(PHOTO, { threads: 0 })).rejects.toThrow(refusal('usage'));
  });

  it('by a signal ends with its reason, and with its process', async () => {
    const reason = new Error('enough');
    await expect(reconstructFace(PHOTO, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 300);
    await expect(reconstructFace(PHOTO, { signal: controller.signal })).rejects.toBe(reason);
    expect(await childrenEnd()).toBe(true);
  });
});
