import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';
import { loadHead } from '../../src/head/load-head.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { strangers } from '../helpers/meshes/strangers.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const head = loadBundledHead();

describe('--head', () => {
  it('names what it takes', () => {
    const run = runWarm('fit', 'data/demo', '-o', join(temporaryFolder(), 'no'), '--head', 'flames');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/argument 'flames' is invalid\. must be bundled or ict:<folder>/);
  });

  it('refuses a folder without ICT-FaceKit, or with half of it', () => {
    const folder = temporaryFolder();
    const run = runWarm('import', 'ict', folder, '-o', join(folder, 'no'));
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/ICT-FaceKit must be there/);
    const half = join(folder, 'half');
    mkdirSync(half);
    writeFileSync(join(half, 'ict_facekit.json'), '{}');
    for (const [numbers, message] of [
      ['', /ict_facekit\.bin: .* must not be empty/],
      ['half', /ict_facekit\.json: it must describe ICT-FaceKit; received vertices: /],
    ] as const) {
      writeFileSync(join(half, 'ict_facekit.bin'), numbers);
      expect(runWarm('import', 'ict', half, '-o', join(folder, 'no'))).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(message),
      });
    }
  });

  it("reads ICT-FaceKit's own OBJ files", () => {
    const folder = temporaryFolder();
    const { model } = strangers(head);
    const lines = (p: ArrayLike<number>) =>
      Array.from(
        { length: p.length / 3 },
        (_, v) => `v ${[0, 1, 2].map((k) => (p[3 * v + k] / 10).toFixed(6)).join(' ')}`,
      );
    const faces = Array.from(
      { length: model.triangles.length / 3 },
      (_, t) => `f ${[0, 1, 2].map((c) => `${model.triangles[3 * t + c] + 1}/1`).join(' ')}`,
    );
    writeFileSync(
      join(folder, 'generic_neutral_mesh.obj'),
      [...lines(model.positions), 'usemtl M_Teeth', 'f 1/1 2/1 3/1', 'usemtl M_Face', ...faces].join('\n'),
    );
    model.identity.forEach((mode, k) => {
      writeFileSync(join(folder, `identity00${k}.obj`), lines(model.positions.map((x, i) => x + mode[i])).join('\n'));
    });
    writeFileSync(join(folder, 'vertex_indices.json'), JSON.stringify({ idx_to_landmark_verts: model.landmarks }));
    const out = join(folder, 'out');
    const indices = join(folder, 'vertex_indices.json');
    const right = readFileSync(indices);
    for (const [wrong, message] of [
      ['{', /must be JSON; received the end of the text at line 1, column 2/],
      ['{}', /must list idx_to_landmark_verts/],
    ] as const) {
      writeFileSync(indices, wrong);
      const bad = runWarm('import', 'ict', folder, '-o', out);
      expect(bad).toMatchObject({ code: 3, stderr: expect.stringMatching(message) });
    }
    writeFileSync(indices, right);
    const run = runWarm('import', 'ict', folder, '-o', out, '--json');
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ modes: 2 });
    const kernels = plainKernels();
    const other = loadHead(kernels, `ict:${out}`);
    expect(other.name).toBe('ict');
    const marks = embeddedPoints(other.embeddings.ibug68, other.template);
    expect(marks.every(Number.isFinite)).toBe(true);
  }, 60_000);
});
