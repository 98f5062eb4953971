import { describe, expect, it } from 'vitest';
import { findSlits, SLIT_NAMES } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  chartTriangles,
  embeddedPoints,
  mirroredExpression,
  REGION_NAMES,
  skinTriangles,
} from '../../../src/head/head-model.ts';
import { expectClose } from '../../helpers/close.ts';
import { dot } from '../../helpers/gradient-check.ts';

const head = loadBundledHead();
/** The bone ends in the chin's middle, below its skin. */
const JAW_TO_CHIN_MM = 30;
const skinCount = head.parts[0].vertexCount;

describe('bundled head', () => {
  it('has the parts, modes and joints that the design asks for', () => {
    expect(skinCount).toBeGreaterThan(4000);
    expect(skinCount).toBeLessThan(5000);
    expect(head.identity.names.length).toBeGreaterThanOrEqual(60);
    expect(head.expressions.names.length).toBeGreaterThanOrEqual(30);
    expect(head.joints.map(({ name, parent }) => [name, head.joints[parent]?.name])).toEqual([
      ['root', undefined],
      ['neck', 'root'],
      ['head', 'neck'],
      ['jaw', 'head'],
      ['eye_L', 'head'],
      ['eye_R', 'head'],
      ['tongue', 'jaw'],
    ]);
    expect(head.faceShapes.names).toHaveLength(52);
    expect(head.visemes.names).toHaveLength(15);
    expect(head.parts.map((part) => part.name)).toEqual([
      'skin',
      'eye_L',
      'eye_R',
      'teeth_upper',
      'teeth_lower',
      'tongue',
    ]);
    expect(head.albedo.modeCount).toBe(5);
    for (const name of REGION_NAMES)
      expect(
        head.regions[name].some((x) => x === 1),
        name,
      ).toBe(true);
  });

  it("ends its joints' bones where they should: eyes ahead of them, the jaw at the chin, the neck below the head", () => {
    const at = (of: Float64Array, name: string): number[] => {
      const j = head.joints.findIndex((joint) => joint.name === name);
      return Array.from(of.subarray(3 * j, 3 * j + 3));
    };
    for (const eye of ['eye_L', 'eye_R']) {
      const [joint, tail] = [at(head.jointPositions, eye), at(head.jointTails, eye)];
      expectClose(tail, [joint[0], joint[1], joint[2] + 15.4], { atol: 0.01 });
    }
    const { vertices, barycentric } = head.embeddings.ibug68;
    const CHIN = 8;
    const chin = embeddedPoints(
      {
        vertices: vertices.subarray(3 * CHIN, 3 * CHIN + 3),
        barycentric: barycentric.subarray(3 * CHIN, 3 * CHIN + 3),
      },
      head.template,
    );
    const jaw = at(head.jointTails, 'jaw');
    expect(Math.hypot(...jaw.map((x, k) => x - chin[k]))).toBeLessThan(JAW_TO_CHIN_MM);
    expect(jaw[0]).toBeCloseTo(0, 3);
    expectClose(at(head.jointTails, 'neck'), at(head.jointPositions, 'head'), { atol: 1e-3 });
    expectClose(at(head.jointTails, 'root'), at(head.jointPositions, 'neck'), { atol: 1e-3 });
  });

  it('ends in a level bust that is closed all round', () => {
    const quads = head.quads.subarray(0, 4 * head.parts[0].quadCount);
    const sides = new Map<string, number>();
    for (let q = 0; q < quads.length; q += 4)
      for (let k = 0; k < 4; k++) {
        const [a, b] = [quads[q + k], quads[q + ((k + 1) % 4)]];
        if (a !== b) sides.set(`${a} ${b}`, (sides.get(`${a} ${b}`) ?? 0) + 1);
      }
    for (const [side, count] of sides) {
      expect(count, side).toBe(1);
      expect(sides.has(side.split(' ').reverse().join(' ')), side).toBe(true);
    }
    const heights = Array.from({ length: skinCount }, (_, v) => head.template[3 * v + 1]);
    const lowest = Math.min(...heights);
    expect(heights.filter((y) => y < lowest + 0.01).length).toBeGreaterThan(40);
    expect(lowest).toBeLessThan(head.jointPositions[1] - 10);
  });

  it("gives each vertex to joints whose weights sum to one, the parts' wholly to theirs", () => {
    const count = head.joints.length;
    const row = (v: number): Float32Array => head.jointWeights.subarray(v * count, (v + 1) * count);
    for (let v = 0; v < head.vertexCount; v++) {
      expect(row(v).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 6);
      expect(Math.min(...row(v))).toBeGreaterThanOrEqual(0);
    }
    for (const { vertexStart, joint } of head.parts.slice(1))
      expect(row(vertexStart)[head.joints.findIndex(({ name }) => name === joint)]).toBe(1);
    head.mirror.forEach((m, v) => {
      expect(row(m)[3]).toBeCloseTo(row(v)[3], 6);
    });
  });

  it('has halves of expressions that keep to their sides', () => {
    const stride = 3 * head.vertexCount;
    const { names, deltas } = head.expressions;
    for (const [k, name] of names.entries()) {
      expect(names, name).toContain(mirroredExpression(name));
      const half = /^(mouth|nose-(compression|depression)|neck).*-(left|right)$/.exec(name);
      if (half === null) continue;
      const sign = half[3] === 'left' ? 1 : -1;
      let most = 0;
      for (let v = 0; v < skinCount; v++) {
        const move = Math.hypot(...deltas.subarray(k * stride + 3 * v, k * stride + 3 * v + 3));
        most = Math.max(most, move);
        if (sign * head.template[3 * v] < -8) expect(move, name).toBe(0);
      }
      expect(most, name).toBeGreaterThan(1);
    }
  });

  it('is mirror-symmetric, and so is each mode up to its sign', () => {
    const reflect = (p: ArrayLike<number>): Float64Array => {
      const out = new Float64Array(3 * skinCount);
      head.mirror.forEach((m, v) => {
        out.set([-p[3 * m], p[3 * m + 1], p[3 * m + 2]], 3 * v);
      });
      return out;
    };
    const skin = head.template.subarray(0, 3 * skinCount);
    expectClose(reflect(skin), skin, { atol: 1e-3 });
    const stride = 3 * head.vertexCount;
    for (let k = 0; k < head.identity.names.length; k++) {
      const mode = head.identity.deltas.subarray(k * stride, k * stride + 3 * skinCount);
      const mirrored = reflect(mode);
      const sign = dot(mode, mirrored) > 0 ? 1 : -1;
      expectClose(
        mirrored.map((x) => sign * x),
        mode,
        { atol: 2e-3 },
      );
    }
  });

  it('keeps lips and lids apart in the skin UV', () => {
    const { mediapipe468 } = head.embeddings;
    const v = (l: number): number =>
      [0, 1, 2].reduce(
        (sum, c) => sum + mediapipe468.barycentric[3 * l + c] * head.skinUv[2 * mediapipe468.vertices[3 * l + c] + 1],
        0,
      );
    const slits = findSlits(head);
    const middle = (edge: readonly number[]): number => head.skinUv[2 * edge[edge.length >> 1] + 1];
    for (const name of SLIT_NAMES) {
      expect(middle(slits[name].lower) - middle(slits[name].upper), name).toBeGreaterThan(0.015);
    }
    // A detector sees shut lips meet, so that their points lie close, but in order.
    expect(v(14) - v(13)).toBeGreaterThan(0.005);
    // The lids' points lie on the lids, above and below the edges that a blink brings together.
    expect(v(159)).toBeLessThan(middle(slits.right.upper));
    expect(v(145)).toBeGreaterThan(middle(slits.right.lower));
    expect(v(145) - v(159)).toBeGreaterThan(0.022);
    expect(chartTriangles(head).length).toBeGreaterThan(5000);
  });

  it('puts the landmarks where they belong', () => {
    const p = embeddedPoints(head.embeddings.mediapipe468, head.template);
    const tip = p.subarray(12, 15);
    expect(Math.abs(tip[0])).toBeLessThan(0.5);
    expect(p[3 * 33]).toBeLessThan(-35);
    expect(p[3 * 263]).toBeGreaterThan(35);
    const front = Array.from({ length: 468 }, (_, l) => p[3 * l + 2]);
    expect(Math.max(...front) - tip[2]).toBeLessThan(1.5);
    const { barycentric } = head.embeddings.mediapipe468;
    for (let l = 0; l < 468; l++)
      expect(barycentric[3 * l] + barycentric[3 * l + 1] + barycentric[3 * l + 2]).toBeCloseTo(1, 5);
    const ibug = embeddedPoints(head.embeddings.ibug68, head.template);
    expect(ibug[3 * 45] - ibug[3 * 36]).toBeGreaterThan(75);
    expect(skinTriangles(head).length / 3).toBe(2 * head.parts[0].quadCount);
  });
});
