import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { DEMO } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const views = join(DEMO, 'views');
const photo = join(views, '00.jpg');
const driver = join(views, '01.jpg');

describe('asm-fit reconstruct', () => {
  const out = join(temporaryFolder(), 'out');
  const base = join(out, '00', '00');
  let faces: { image: { name: string }; shape: number[]; camera: { scale: number }; confidence: number }[];
  beforeAll(() => {
    const run = runCli('reconstruct', photo, driver, '-o', out, '--one-person', '--strict', '--json', '--quiet');
    // Persons pass --strict without a word.
    expect(run.stderr).toBe('');
    faces = JSON.parse(run.stdout).faces;
  });

  it('writes every kind of file for every picture, under one identity', () => {
    expect(faces.map(({ image }) => image.name)).toEqual(['00', '01']);
    expect(faces[0].shape).toEqual(faces[1].shape);
    for (const end of [
      '.obj',
      '_detail.obj',
      '.mtl',
      '.glb',
      '_rig_map.json',
      '_texture.png',
      '_normals.png',
      '_albedo.png',
      '_depth.png',
      '_overlay.png',
      '_landmarks.json',
      '_codes.json',
    ])
      expect(existsSync(`${base}${end}`), end).toBe(true);
  });

  it('puts landmarks on the mesh and on the face', async () => {
    const { ibug68 } = JSON.parse(readFileSync(`${base}_landmarks.json`, 'utf8'));
    const positions = readObjVertices(readFileSync(`${base}.obj`, 'utf8'));
    const [x, y, z] = ibug68.points3d[30];
    let nearest = Number.POSITIVE_INFINITY;
    for (let v = 0; v < positions.length; v += 3)
      nearest = Math.min(nearest, Math.hypot(positions[v] - x, positions[v + 1] - y, positions[v + 2] - z));
    expect(nearest).toBeLessThan(4);
    const capture = JSON.parse(readFileSync(join(views, '..', 'capture.json'), 'utf8'));
    const { K, R, t } = capture.views[0];
    const pixel = (p: number[]): number[] => {
      const c = R.map((row: number[], i: number) => row[0] * p[0] + row[1] * p[1] + row[2] * p[2] + t[i]);
      return [(K[0][0] * c[0]) / c[2] + K[0][2], (K[1][1] * c[1]) / c[2] + K[1][2]];
    };
    const marks: number[][] = capture.scan.landmarks68;
    const eyes = Math.hypot(...[0, 1].map((k) => pixel(marks[45])[k] - pixel(marks[36])[k]));
    const inner = [...Array(51).keys()].map((i) => i + 17);
    const rms = Math.sqrt(
      inner.reduce((sum, l) => {
        const [px, py] = pixel(marks[l]);
        return sum + (ibug68.points2d[l][0] - px) ** 2 + (ibug68.points2d[l][1] - py) ** 2;
      }, 0) / inner.length,
    );
    expect((100 * rms) / eyes).toBeLessThan(6);
  });

  it('writes depth in 16 bits and a valid GLB', async () => {
    const { depth, channels } = await sharp(`${base}_depth.png`).metadata();
    expect([depth, channels]).toEqual(['ushort', 1]);
    const { issues } = await validator.validateBytes(new Uint8Array(readFileSync(`${base}.glb`)));
    expect(issues.messages.filter(({ severity }) => severity <= 1)).toEqual([]);
  });

  it('displaces the detail mesh by no more than a millimetre off the coarse one', () => {
    const coarse = readObjVertices(readFileSync(`${base}.obj`, 'utf8'));
    const fine = readObjVertices(readFileSync(`${base}_detail.obj`, 'utf8'));
    expect(fine.length).toBeGreaterThan(7 * coarse.length);
    const bound = (p: ArrayLike<number>, k: number) => {
      let high = Number.NEGATIVE_INFINITY;
      for (let i = k; i < p.length; i += 3) high = Math.max(high, p[i]);
      return high;
    };
    for (const k of [0, 1, 2]) expect(Math.abs(bound(fine, k) - bound(coarse, k))).toBeLessThan(3);
  });
});
