import { describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { sevenOf } from '../../../src/capture/scan/scan-landmarks.ts';
import { faceRelief, isFaceRelief } from '../../../src/fitting/scan/face-relief.ts';
import { faultOfSeven } from '../../../src/fitting/scan/seven-landmarks.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { normals } from '../../helpers/gradient-check.ts';

const topology = loadFaceTopology();
const moved = (points: Float64Array) =>
  applySimilarity(
    { scale: 0.02, rotation: rotationFromAxisAngle(1, -2, 0.5), translation: Float64Array.of(5, 6, 7) },
    points,
  );

describe('the relief of points', () => {
  const all = new Float64Array(468).fill(1);
  const bumps = normals(3 * 468, 11);
  const face = topology.points.map((x, i) => x + 2 * bumps[i]);
  const judge = (points: Float64Array, weights = all) =>
    isFaceRelief(faceRelief(moved(points), weights, topology.points));

  it('tells a face from its inside, which is its mirror image, wherever it lies', () => {
    expect(judge(face)).toBe(true);
    for (const axis of [0, 1, 2]) expect(judge(face.map((x, i) => (i % 3 === axis ? -x : x)))).toBe(false);
  });

  it('tells it by half the face, as a turned head shows', () => {
    const half = all.map((_, l) => (topology.points[3 * l] > 0 ? 1 : 0));
    expect(judge(face, half)).toBe(true);
    expect(
      judge(
        face.map((x, i) => (i % 3 === 2 ? -x : x)),
        half,
      ),
    ).toBe(false);
  });

  it('is none of a plane, of noise, of one place and of few points', () => {
    expect(judge(face.map((x, i) => (i % 3 === 2 ? 0 : x)))).toBe(false);
    expect(judge(bumps.map((x) => 60 * x))).toBe(false);
    expect(judge(new Float64Array(3 * 468))).toBe(false);
    expect(
      judge(
        face,
        all.map((_, l) => (l < 40 ? 1 : 0)),
      ),
    ).toBe(false);
    expect(judge(face, new Float64Array(468))).toBe(false);
  });
});

describe('seven landmarks', () => {
  const head = loadBundledHead();
  const sevenOfHead = (positions: Float64Array) => sevenOf(embeddedPoints(head.embeddings.ibug68, positions));
  const seven = sevenOfHead(head.template);
  const inOrder = (order: readonly number[]) =>
    Float64Array.from(order.flatMap((l) => Array.from(seven.subarray(3 * l, 3 * l + 3))));

  it('are right whatever the face expresses, wherever it lies', () => {
    expect(faultOfSeven(moved(seven), topology)).toBeNull();
    head.expressions.names.forEach((name, k) => {
      const length = head.template.length;
      const posed = head.template.map((x, i) => x + head.expressions.deltas[k * length + i]);
      expect(faultOfSeven(sevenOfHead(posed), topology), name).toBeNull();
    });
  });

  it('are refused where right and left are swapped or the mesh was mirrored', () => {
    expect(faultOfSeven(moved(inOrder([3, 2, 1, 0, 4, 6, 5])), topology)).toMatch(/swapped/);
    expect(
      faultOfSeven(
        seven.map((x, i) => (i % 3 === 1 ? -x : x)),
        topology,
      ),
    ).toMatch(/swapped/);
  });

  it.each([
    ['eyes alone swapped', [3, 2, 1, 0, 4, 5, 6]],
    ['mouth alone swapped', [0, 1, 2, 3, 4, 6, 5]],
    ['outer for inner corners', [1, 0, 3, 2, 4, 5, 6]],
    ['mouth before eyes', [5, 6, 4, 0, 1, 2, 3]],
  ])('are refused in another order: %s', (_, order) => {
    expect(faultOfSeven(inOrder(order), topology)).toMatch(/off any face's/);
  });

  it('are refused in a line and at one place', () => {
    expect(
      faultOfSeven(
        Float64Array.from({ length: 21 }, (_, i) => (i % 3 === 0 ? i : 2)),
        topology,
      ),
    ).toMatch(/off any face's/);
    expect(faultOfSeven(new Float64Array(21).fill(3), topology)).toMatch(/one place/);
  });
});
