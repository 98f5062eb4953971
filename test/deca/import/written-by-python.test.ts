import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFlame, seenLandmarks, trianglePoints } from '../../../src/deca/decode/flame-decoder.ts';
import { readCheckpoint } from '../../../src/deca/import/read-checkpoint.ts';
import { readFlame } from '../../../src/deca/import/read-flame.ts';
import { readLandmarkEmbedding } from '../../../src/deca/import/read-landmark-embedding.ts';
import { readObjVertices } from '../../../src/evaluation/read-obj.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { expectClose } from '../../helpers/close.ts';
import { missingPython, runPython } from '../../helpers/deca/python.ts';
import { runWarm } from '../../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../../helpers/run-cli.ts';

const noTorch = missingPython('torch');
const noScipy = missingPython('scipy');

for (const reason of [noTorch, noScipy]) if (reason !== null) console.warn(`skipped: ${reason}`);

function floats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

let flame: string | undefined;

/** Where FLAME's files lie; written once, by whichever test asks first. */
function flameFolder(): string {
  if (flame === undefined) {
    flame = temporaryFolder();
    runPython('flame_pickle.py', flame);
  }
  return flame;
}

describe.skipIf(noTorch !== null)('DECA checkpoints', () => {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  beforeAll(() => {
    runPython('deca_checkpoint.py', folder);
    const run = runCli('import', 'deca', join(folder, 'deca_model.tar'), '-o', out, '--json');
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ unused: [] });
  }, 120_000);

  it.each([
    ['deca_coarse', 'image', [2, 3, 224, 224], 'params'],
    ['deca_detail_encoder', 'image', [2, 3, 224, 224], 'detail'],
    ['deca_detail_generator', 'condition', [2, 181], 'displacement'],
  ] as const)('%s computes what torch computes', async (network, input, dims, output) => {
    const opened = await openNetwork(readFileSync(join(out, `${network}.onnx`)), {
      optimization: 'all',
      arena: 'kept',
    });
    const name = input === 'condition' ? 'cond' : input;
    const result = await opened.run({ [name]: { data: floats(join(folder, `${input}.f32`)), dims } });
    const expected = floats(join(folder, `${output}.f32`));
    const largest = expected.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    expectClose(result[output], expected, { rtol: 1e-4, atol: 1e-4 * largest });
  });

  it('are read in the form before ZIP too, strided and in half precision', () => {
    const state = readCheckpoint(join(folder, 'legacy.tar'));
    const small = state.get('E_flame.small');
    expect(small?.shape).toEqual([4, 3]);
    expect(Array.from(small?.values ?? [])).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(Array.from(state.get('E_flame.half')?.values ?? [])).toEqual([1.5, -0.25]);
  });

  it('that lack a tensor are refused by its name', () => {
    const run = runWarm('import', 'deca', join(folder, 'legacy.tar'), '-o', join(folder, 'no'));
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/E_flame\.encoder\.conv1\.weight must be a tensor of 64 x 3 x 7 x 7; received none/);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it.skipIf(noScipy !== null)(
    'run on a photograph with FLAME',
    async () => {
      const pickle = join(flameFolder(), 'flame4.pkl');
      const faces = join(folder, 'faces');
      const flags = ['--weights', out, '--flame', pickle, '-o', faces, '--json', '--quiet'];
      const run = runWarm('reconstruct', 'data/demo/views/00.jpg', ...flags);
      expect(run.stderr).toBe('');
      const [codes] = JSON.parse(run.stdout).faces;
      const model = readFlame(pickle);
      const pose = [...codes.headPose, 0, 0, 0, ...codes.jawPose, 0, 0, 0, 0, 0, 0];
      const expected = decodeFlame(model, { shape: codes.shape, expression: codes.expression, pose });
      const written = readObjVertices(readFileSync(join(faces, '00', '00.obj'), 'utf8'));
      expectClose(
        written,
        expected.map((x) => 1000 * x),
        { atol: 1e-3, rtol: 1e-4 },
      );
      const image = await sharp(join(faces, '00', '00_displacement.png')).metadata();
      expect([image.width, image.height, image.depth]).toEqual([256, 256, 'ushort']);
      expect(existsSync(join(faces, '00', '00_overlay.png'))).toBe(true);
      const { ibug68 } = JSON.parse(readFileSync(join(faces, '00', '00_landmarks.json'), 'utf8'));
      expect([ibug68.points2d.length, ibug68.points3d.length]).toEqual([68, 68]);
    },
    60_000,
  );

  it('need FLAME beside them', () => {
    const run = runWarm('reconstruct', 'data/demo/views/00.jpg', '--weights', out, '-o', join(folder, 'no'));
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/--weights and --flame belong together/);
  });

  it('that are cut off are refused', () => {
    const whole = readFileSync(join(folder, 'legacy.tar'));
    for (const length of [10, 100, whole.length - 20]) {
      writeFileSync(join(folder, 'cut.tar'), whole.subarray(0, length));
      expect(() => readCheckpoint(join(folder, 'cut.tar'))).toThrow(/must/);
    }
  });
});

describe.skipIf(noScipy !== null)('FLAME pickles', () => {
  let folder: string;
  beforeAll(() => {
    folder = flameFolder();
  });

  it.each([0, 2, 4])('of protocol %i decode to the vertices that numpy computes', (protocol) => {
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const model = readFlame(join(folder, `flame${protocol}.pkl`));
    expect(Array.from(model.parents)).toEqual([-1, 0, 1, 1, 1]);
    expectClose(decodeFlame(model, truth), truth.vertices, { rtol: 1e-6, atol: 1e-8 });
  });

  it('at rest are the template', () => {
    const model = readFlame(join(folder, 'flame4.pkl'));
    const rest = decodeFlame(model, { shape: [], expression: [], pose: new Float64Array(15) });
    expectClose(rest, model.template, { atol: 1e-12 });
  });

  it('that would run a program are refused and run nothing', () => {
    const run = runWarm('import', 'flame', join(folder, 'evil.pkl'), '-o', join(folder, 'no'));
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/posix\.system, which is not on the list/);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });
});

describe.skipIf(noScipy !== null || noTorch !== null)("DECA's landmark embedding", () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = flameFolder();
    path = join(folder, 'landmark_embedding.npy');
  });

  it('puts landmarks where numpy does, the contour of the turn among them', () => {
    const truth = JSON.parse(readFileSync(join(folder, 'landmarks.json'), 'utf8'));
    const { vertices } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const triangles = Uint32Array.from(truth.triangles as number[]);
    const landmarks = readLandmarkEmbedding(path, triangles.length / 3);
    expectClose(seenLandmarks({ triangles }, landmarks, vertices, truth.pose), truth.seen, { rtol: 1e-6, atol: 1e-7 });
    expectClose(trianglePoints(triangles, landmarks.full, vertices), truth.full, { rtol: 1e-9, atol: 1e-9 });
  });

  it('of another mesh, cut off, or no numpy file is refused', () => {
    expect(() => readLandmarkEmbedding(path, 10)).toThrow(/must name triangles below 10/);
    const whole = readFileSync(path);
    writeFileSync(join(folder, 'cut.npy'), whole.subarray(0, 2000));
    expect(() => readLandmarkEmbedding(join(folder, 'cut.npy'), 50)).toThrow(/pickle must be whole/);
    expect(() => readLandmarkEmbedding(join(folder, 'flame4.pkl'), 50)).toThrow(/must be a numpy file/);
    expect(() => readLandmarkEmbedding(join(folder, 'none.npy'), 50)).toThrow(/no such file/);
  });
});
