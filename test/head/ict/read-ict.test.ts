import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { readIct } from '../../../src/head/ict/read-ict.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

function refuse(work: () => unknown, received: RegExp): void {
  expect(work).toThrow(received);
  expect(work).toThrow(AsmFitError);
}

describe('packed ICT-FaceKit', () => {
  const whole = {
    vertices: 3,
    shapes: [{ name: 'identity000', scale: 0.5 }],
    vertex_indices: { idx_to_landmark_verts: new Array(68).fill(2) },
    sections: {
      face_material_u8: { offset: 0, bytes: 1 },
      quads_i32_v_vt_x4: { offset: 1, bytes: 32 },
      neutral_f32: { offset: 33, bytes: 36 },
      deltas_i16: { offset: 69, bytes: 18 },
    },
  };
  const bin = Buffer.concat([
    Uint8Array.of(0),
    new Uint8Array(Int32Array.of(0, 0, 1, 0, 2, 0, -1, 0).buffer),
    new Uint8Array(Float32Array.from({ length: 9 }, (_, i) => i).buffer),
    new Uint8Array(Int16Array.from({ length: 9 }, (_, i) => i).buffer),
  ]);
  const read = (json: unknown, bytes: Uint8Array = bin) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ict_facekit.json'), typeof json === 'string' ? json : JSON.stringify(json));
    writeFileSync(join(folder, 'ict_facekit.bin'), bytes);
    return readIct(folder);
  };

  it('is read in millimetres', () => {
    const model = read(whole);
    expect(Array.from(model.positions)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
    expect(Array.from(model.triangles)).toEqual([0, 1, 2]);
    expect(Array.from(model.identity[0])).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
  });

  it.each([
    ['{"vertices": ', /must be JSON/],
    [[], /must describe ICT-FaceKit; received root/],
    [{ ...whole, vertices: 2 ** 40 }, /vertices/],
    [{ ...whole, vertices: 4 }, /section (neutral_f32|deltas_i16) must have/],
    [{ ...whole, shapes: new Array(5000).fill({ name: 'a', scale: 1 }) }, /shapes/],
    [{ ...whole, shapes: [{ name: 'identity000', scale: 1e300 }] }, /within 10000 mm; received Infinity/],
    [
      { ...whole, sections: { ...whole.sections, neutral_f32: { offset: 1e15, bytes: 36 } } },
      /36 at 1000000000000000 of 87/,
    ],
    [
      { ...whole, sections: { ...whole.sections, face_material_u8: { offset: 0, bytes: 80 } } },
      /quads_i32_v_vt_x4 must have 2560 bytes/,
    ],
    [{ ...whole, sections: {} }, /section face_material_u8 must be there/],
    [{ ...whole, vertex_indices: { idx_to_landmark_verts: new Array(68).fill(0.5) } }, /idx_to_landmark_verts/],
    [{ ...whole, vertex_indices: { idx_to_landmark_verts: new Array(68).fill(3) } }, /vertex 3/],
  ])('%# that lies is refused', (json, received) => {
    refuse(() => read(json), received);
  });

  it('cut off, or with NaN, is refused', () => {
    refuse(
      () => read(whole, bin.subarray(0, 80)),
      /deltas_i16 must have 18 bytes within the file; received 18 at 69 of 80/,
    );
    const wild = Buffer.from(bin);
    wild.writeFloatLE(Number.NaN, 33);
    refuse(() => read(whole, wild), /within 10000 mm; received NaN/);
  });
});
