import { describe, expect, it } from 'vitest';
import {
  createJawRig,
  JAW_POSE,
  openingField,
  turnJaw,
  turnJawBackward,
  WIDE_OPEN,
} from '../../../src/head/anatomy/jaw.ts';
import { findSlits, slitOpening } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { regionVertices } from '../../../src/head/head-model.ts';
import { expectClose } from '../../helpers/close.ts';
import { dot, normals } from '../../helpers/gradient-check.ts';

const head = loadBundledHead();

describe('the jaw', () => {
  const rig = createJawRig(head);
  const pivot = head.jointPositions.subarray(3 * rig.joint, 3 * rig.joint + 3);
  const turned = (pose: readonly number[]): Float64Array => {
    const out = head.template.slice();
    turnJaw({ ...rig, pivot }, pose, out);
    return out;
  };

  it('opens the mouth with skin, lower teeth and tongue', () => {
    const open = turned([WIDE_OPEN, 0, 0]);
    const { mouth } = findSlits(head);
    expect(slitOpening(mouth, head.template)).toBeLessThan(1);
    expect(slitOpening(mouth, open)).toBeGreaterThan(20);
    for (const { name, vertexStart, vertexCount } of head.parts) {
      const moved = Array.from({ length: vertexCount }, (_, i) => vertexStart + i).filter(
        (v) => open[3 * v + 1] !== head.template[3 * v + 1],
      ).length;
      if (name === 'teeth_lower' || name === 'tongue') expect(moved).toBe(vertexCount);
      else if (name === 'skin') expect(moved).toBeGreaterThan(500);
      else expect(moved).toBe(0);
    }
  });

  it('opens the lower lip as an arc: no point in its middle, the corners go down by a third, the chin stays with its bone', () => {
    const open = turned([WIDE_OPEN, 0, 0]);
    const { lower } = findSlits(head).mouth;
    const drop = (v: number): number => head.template[3 * v + 1] - open[3 * v + 1];
    const middle = lower[lower.length >> 1];
    const corner = lower[0];
    const steepness = (a: number, b: number): number =>
      Math.abs((drop(a) - drop(b)) / (head.template[3 * a] - head.template[3 * b]));
    expect(drop(corner)).toBeGreaterThan(drop(middle) / 3);
    expect(steepness(middle, lower[(lower.length >> 1) - 1])).toBeLessThan(0.45 * steepness(middle, corner));
    const chin = head.embeddings.ibug68.vertices.subarray(3 * 8, 3 * 8 + 3);
    for (const v of chin) expect(rig.weights[v]).toBeGreaterThan(0.85);
  });

  it('leaves the lids alone', () => {
    expect(regionVertices(head, 'lids').filter((v) => rig.weights[v] > 0)).toEqual([]);
  });

  it('at rest moves nothing, and moves no vertex by weights beyond 0..1', () => {
    expect(turned([0, 0, 0])).toEqual(head.template);
    expect(rig.weights.every((w) => w >= 0 && w <= 1)).toBe(true);
  });

  it('slides by its weights', () => {
    const slid = turned([0, 0, 0, 2, 3]);
    expect(turned([0, 0, 0, 2, 3].slice(0, JAW_POSE))).toEqual(slid);
    expectClose(
      slid.map((x, i) => x - head.template[i]),
      Float64Array.from(slid, (_, i) => rig.weights[Math.floor(i / 3)] * [2, 0, 3][i % 3]),
      { atol: 1e-12 },
    );
  });

  it('begins to open along its field', () => {
    const angle = 1e-6;
    const field = openingField({ ...rig, pivot }, head.template);
    expectClose(
      turned([angle, 0, 0]).map((x, i) => (x - head.template[i]) / angle),
      field,
      { atol: 1e-3 },
    );
  });

  it('turns back gradients as central differences have them, on what it turns and on its pose', () => {
    const hung = { ...rig, pivot };
    const start = [head.template, Float64Array.of(0.4, 0.05, -0.1, 1, 2)];
    const cotangent = normals(head.template.length, 3);
    const lossOf = ([positions, pose]: readonly Float64Array[]): number => {
      const out = positions.slice();
      turnJaw(hung, pose, out);
      return dot(out, cotangent);
    };
    const out = { positions: new Float64Array(head.template.length), pose: new Float64Array(JAW_POSE) };
    turnJawBackward(hung, start[1], { positions: head.template, gradTurned: cotangent }, out);
    [out.positions, out.pose].forEach((gradient, which) => {
      const direction = normals(gradient.length, 5 + which);
      const at = (step: number): number =>
        lossOf(start.map((x, k) => (k === which ? x.map((v, i) => v + step * direction[i]) : x)));
      expectClose([dot(gradient, direction)], [(at(1e-5) - at(-1e-5)) / 2e-5], { rtol: 1e-6 });
    });
  });
});
