import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeNeutral } from '../../src/deca/decode/morphable-decoder.ts';
import { createToShapeSpace } from '../../src/fitting/first-mesh/deca-shape.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { alignSimilarity, applySimilarity, invertSimilarity } from '../../src/geometry/similarity.ts';
import { nostrilVertices } from '../../src/head/anatomy/nostrils.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, skinTriangles } from '../../src/head/head-model.ts';
import { carryOver } from '../../src/head/ict/carry-over.ts';
import type { IctModel } from '../../src/head/ict/read-ict.ts';
import { withoutSimilarity } from '../../src/head/ict/without-similarity.ts';
import { loadHead } from '../../src/head/load-head.ts';
import { joinPopulations } from '../../src/head/people/join-populations.ts';
import { populationHead } from '../../src/head/people/population-head.ts';
import { packPopulation, unpackPopulation } from '../../src/head/people/skin-population.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../src/surface/target-surface.ts';
import { expectClose } from '../helpers/close.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const head = loadBundledHead();
const skinSize = 3 * head.parts[0].vertexCount;
const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);
const random = createRandom(3);

/** The bundled skin as if it were another model, in another frame and size, shaped as someone. */
function strangers(): { model: IctModel; truth: Float64Array } {
  const modeAt = (k: number) =>
    head.identity.deltas.subarray(3 * k * head.vertexCount, 3 * k * head.vertexCount + skinSize);
  const truth = Float64Array.from({ length: skinSize }, (_, i) => head.template[i] + modeAt(0)[i] - modeAt(3)[i]);
  const similarity = {
    scale: 1.1,
    rotation: rotationFromAxisAngle(0.1, 0.2, -0.1),
    translation: Float64Array.of(10, -20, 5),
  };
  const { vertices } = head.embeddings.ibug68;
  const turn = { ...similarity, translation: new Float64Array(3) };
  return {
    truth,
    model: {
      positions: applySimilarity(similarity, truth),
      triangles: skinTriangles(head),
      landmarks: Array.from({ length: 68 }, (_, l) => vertices[3 * l]),
      identity: [1, 2].map((k) => Float32Array.from(applySimilarity(turn, modeAt(k)))),
    },
  };
}

describe('nearest points of a surface', () => {
  it('are the points themselves on the surface, and on the rim beyond an open edge', () => {
    const positions = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0);
    const square = createTargetSurface(positions, Uint32Array.of(0, 1, 2, 2, 1, 3));
    const hits = closestOnSurface(plainKernels(), square, [0.25, 0.3, 2, 1.5, 0.5, 1]);
    expectClose(hits.points, [0.25, 0.3, 0, 1, 0.5, 0], { atol: 1e-6 });
    expectClose(hits.normals, [0, 0, 1, 0, 0, 1], { atol: 1e-6 });
    expect(Array.from(hits.onBoundary)).toEqual([0, 1]);
    for (let q = 0; q < 2; q++)
      for (let k = 0; k < 3; k++) {
        const corners = square.triangles.subarray(3 * hits.triangle[q], 3 * hits.triangle[q] + 3);
        const sum = [0, 1, 2].reduce((s, c) => s + hits.barycentric[3 * q + c] * positions[3 * corners[c] + k], 0);
        expect(sum).toBeCloseTo(hits.points[3 * q + k], 5);
      }
  });
});

describe('similarities', () => {
  it('are undone by their inverses', () => {
    const similarity = {
      scale: 2,
      rotation: rotationFromAxisAngle(0.3, -0.5, 1),
      translation: Float64Array.of(1, 2, 3),
    };
    const points = [1, 2, 3, -4, 5, 6];
    expectClose(applySimilarity(invertSimilarity(similarity), applySimilarity(similarity, points)), points, {
      atol: 1e-12,
    });
  });

  it('leave nothing of themselves in a mode', () => {
    const spin = [0.02, -0.01, 0.03];
    const move = Float32Array.from({ length: skinSize }, (_, i) => {
      const [v, k] = [i - (i % 3), i % 3];
      const [a, b] = [(k + 1) % 3, (k + 2) % 3];
      const p = head.template;
      return 2 - k + spin[a] * p[v + b] - spin[b] * p[v + a] + 0.05 * p[i];
    });
    const members = Uint32Array.from(face);
    expectClose(withoutSimilarity(head.template, move, members), new Float32Array(skinSize), { atol: 1e-4 });
  });
});

describe('people of another model', () => {
  const { model, truth } = strangers();
  const kernels = openKernels(2);
  const people = carryOver(kernels, head, model);
  kernels.close();

  it('keep their shape on our skin', () => {
    // The frame is the head's own up to what fits its template best.
    const own = (positions: Float64Array) => face.flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3)));
    const placed = applySimilarity(alignSimilarity(own(people.mean), own(truth)), own(people.mean));
    const errors = face.map((_, i) => Math.hypot(...[0, 1, 2].map((k) => placed[3 * i + k] - own(truth)[3 * i + k])));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.6);
  }, 60_000);

  it('keep their modes, but for shift, turn and size', () => {
    const stride = 3 * head.vertexCount;
    [1, 2].forEach((k, m) => {
      const mode = Float32Array.from(head.identity.deltas.subarray(k * stride, k * stride + skinSize));
      const wanted = withoutSimilarity(truth, mode, Uint32Array.from(face));
      let [dot, a, b] = [0, 0, 0];
      for (const v of face)
        for (let i = 3 * v; i < 3 * v + 3; i++) {
          dot += wanted[i] * people.modes[m][i];
          a += wanted[i] ** 2;
          b += people.modes[m][i] ** 2;
        }
      expect(dot / Math.sqrt(a * b)).toBeGreaterThan(0.97);
    });
  });

  it('are packed to micrometres, and refused on another skin', () => {
    const bytes = packPopulation(people);
    const back = unpackPopulation(bytes, head.parts[0].vertexCount, 'people.bin');
    expectClose(back.mean, people.mean, { atol: 1e-4 });
    back.modes.forEach((mode, k) => {
      expectClose(mode, people.modes[k], { atol: 1e-3 });
    });
    expect(() => unpackPopulation(bytes, 10, 'people.bin')).toThrow(
      /people.bin: must hold a population on 10 vertices/,
    );
  });

  it('become a head whose parts go with its skin', () => {
    const other = populationHead(head, people);
    const shut = populationHead(head, { ...people, mean: head.template.slice(0, skinSize), modes: [] });
    expectClose(shut.template, head.template, { atol: 1e-9 });
    expectClose(shut.jointPositions, head.jointPositions, { atol: 1e-9 });
    const shift = Float64Array.from({ length: skinSize }, (_, i) => head.template[i] + 7 * Number(i % 3 === 1));
    const raised = populationHead(head, { ...people, mean: shift, modes: [] });
    expectClose(
      raised.template,
      head.template.map((x, i) => x + 7 * Number(i % 3 === 1)),
      { atol: 1e-9 },
    );
    expect(other.identity.deltas.length).toBe(2 * 3 * head.vertexCount);
  });
});

describe('joined populations', () => {
  it('reach both means', () => {
    const other = { ...head, name: 'other', template: head.template.map((x) => 1.01 * x) };
    const joined = joinPopulations(other, head, 0.5);
    const count = head.identity.names.length;
    expect(joined.identity.names.length).toBe(2 * count + 1);
    const stride = 3 * head.vertexCount;
    const way = joined.identity.deltas.subarray(count * stride, (count + 1) * stride);
    // But for the nostrils, which go with the skin around them.
    const nostrils = new Set(nostrilVertices(head));
    const kept = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(values).filter((_, i) => !nostrils.has(Math.floor(i / 3)));
    expectClose(kept(other.template.map((x, i) => x + way[i])), kept(head.template), { atol: 1e-4 });
    expectClose(
      joined.identity.deltas.subarray((count + 1) * stride, (count + 2) * stride),
      head.identity.deltas.subarray(0, stride).map((x) => 0.5 * x),
      { atol: 1e-6 },
    );
  });
});

describe("DECA's codes in a fit's shape space", () => {
  it('keep the face within a few tenths of a millimetre, and its expression', () => {
    const kernels = plainKernels();
    const space = createShapeSpace(loadHead(kernels, 'bundled'));
    const decoder = createMorphableDecoder(head);
    const shape = Float64Array.from({ length: decoder.sizes.shape }, () => 0.5 * random.normal());
    const expression = new Float64Array(decoder.sizes.expression);
    expression[3] = 0.4;
    const coefficients = createToShapeSpace(decoder, space)({ shape, expression, jawPose: new Float64Array(3) });
    expect(coefficients[expressionStart(space) + 3]).toBeCloseTo(0.4, 6);
    const neutral = decodeNeutral(decoder, shape);
    const found = evaluateShape(
      space,
      coefficients.map((a, k) => (k < expressionStart(space) ? a : 0)),
    );
    // DECA's own head has dents for nostrils.
    const nostrils = new Set(nostrilVertices(head));
    const skin = face.filter((v) => !nostrils.has(v));
    const mean =
      skin.reduce((sum, v) => sum + Math.hypot(...[0, 1, 2].map((k) => found[3 * v + k] - neutral[3 * v + k])), 0) /
      skin.length;
    expect(mean).toBeLessThan(0.3);
  });
});

describe('--head', () => {
  it('names what it takes', () => {
    const run = runCli('fit', 'data/demo', '-o', join(temporaryFolder(), 'no'), '--head', 'flames');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/must be bundled or ict:<folder>; received "flames"/);
  });

  it('refuses a folder without ICT-FaceKit, or with half of it', () => {
    const folder = temporaryFolder();
    const run = runCli('import', 'ict', folder, '-o', join(folder, 'no'));
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
      expect(runCli('import', 'ict', half, '-o', join(folder, 'no'))).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(message),
      });
    }
  });

  it("reads ICT-FaceKit's own OBJ files", () => {
    const folder = temporaryFolder();
    const { model } = strangers();
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
      const bad = runCli('import', 'ict', folder, '-o', out);
      expect(bad).toMatchObject({ code: 3, stderr: expect.stringMatching(message) });
    }
    writeFileSync(indices, right);
    const run = runCli('import', 'ict', folder, '-o', out, '--json');
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ modes: 2 });
    const kernels = plainKernels();
    const other = loadHead(kernels, `ict:${out}`);
    expect(other.name).toBe('ict');
    const marks = embeddedPoints(other.embeddings.ibug68, other.template);
    expect(marks.every(Number.isFinite)).toBe(true);
  }, 60_000);
});

describe('nostrils', () => {
  const kernels = plainKernels();
  const people = loadHead(kernels, 'bundled');
  const inside = nostrilVertices(head);
  const depth = (positions: ArrayLike<number>): number => {
    // Of the nostrils above the nose's base, mm.
    const base = embeddedPoints(head.embeddings.ibug68, positions)[3 * 33 + 1];
    return inside.reduce((sum, v) => sum + positions[3 * v + 1] - base, 0) / inside.length;
  };

  it('are cavities on the head that is fitted, whoever it becomes, and dents on the artists', () => {
    expect(inside.length).toBeGreaterThan(10);
    expect(inside.filter((v) => head.template[3 * v] > 0)).toHaveLength(inside.length / 2);
    expect(depth(people.template)).toBeGreaterThan(depth(head.template) + 2);
    const way = people.identity.names.findIndex((name) => name.includes('_to_'));
    const artists = people.template.map((x, i) => x + people.identity.deltas[way * people.template.length + i]);
    expect(depth(artists)).toBeGreaterThan(depth(head.template) + 2);
    // Elsewhere the way leads all the way.
    const cheek = face.find((v) => head.template[3 * v] > 40) as number;
    expect(artists[3 * cheek + 2]).toBeCloseTo(head.template[3 * cheek + 2], 3);
  });
});
