import { describe, expect, it } from 'vitest';
import { type CapturedMoment, withViewClips } from '../../../../src/export/rig/clips/view-clips.ts';
import { packRig } from '../../../../src/export/rig/pack-rig.ts';
import { type PosableHead, posedVertices, type RigPose } from '../../../../src/export/rig/posed-vertices.ts';
import type { RigPrimitive, UnpaintedHead } from '../../../../src/export/rig/rigged-head.ts';
import { unpackRig } from '../../../../src/export/rig/unpack-rig.ts';
import { createRandom } from '../../../../src/geometry/random.ts';

const COUNT = 40;
const random = createRandom(3);
const numbers = (count: number, scale: number): Float64Array =>
  Float64Array.from({ length: count }, () => scale * random.normal());

/** Vertices on two of three joints each, and one morph. */
function primitive(name: string): RigPrimitive {
  const shares = Array.from({ length: COUNT }, () => random.uniform());
  return {
    name,
    positions: numbers(3 * COUNT, 50),
    uvs: new Float64Array(2 * COUNT),
    triangles: Uint32Array.from({ length: COUNT - (COUNT % 3) }, (_, i) => i),
    welded: Uint32Array.from({ length: COUNT }, (_, i) => i),
    weights: {
      influences: 2,
      joints: Uint16Array.from({ length: 2 * COUNT }, (_, i) => (i % 2 === 0 ? Math.floor(i / 2) % 2 : 2)),
      weights: Float32Array.from(shares.flatMap((w) => [w, 1 - w])),
    },
    morphs: new Map([['smile', Float32Array.from(numbers(3 * COUNT, 2))]]),
    texture: 'skin',
  };
}

const rest = [0, 0, 0, 1] as const;
const head: UnpaintedHead = {
  name: 'test',
  joints: [
    { name: 'root', parent: -1, position: [0, -100, 0], rotation: rest },
    { name: 'head', parent: 0, position: [0, 0, 0], rotation: rest },
    { name: 'jaw', parent: 1, position: [0, -30, 20], rotation: rest },
  ],
  primitives: [primitive('skin'), primitive('tongue')],
  surface: {
    positions: numbers(12, 1),
    uvs: new Float64Array(8),
    quads: Uint32Array.of(0, 1, 2, 3),
    uvQuads: Uint32Array.of(0, 1, 2, 3),
    groups: [],
  },
};
const pose: RigPose = new Map([
  ['jaw', { rotation: [0.4, 0.02, 0], translation: [1, 0, 2] }],
  ['head', { rotation: [0, 0.1, 0] }],
]);
const weights = new Map([['smile', 0.6]]);
const shown = posedVertices(head, pose, weights).map((posed, p) =>
  // The second part is where the rig has it already.
  p === 0 ? posed.map((x) => x + 0.5 * random.normal()) : posed,
);

/** A moment's pose, with the weights of its clip. */
function clipped(rig: UnpaintedHead, moment = pose, index = 0): Float64Array[] {
  const clip = rig.animations?.[index];
  if (clip === undefined) throw new Error('no clip');
  return posedVertices(
    rig as PosableHead,
    moment,
    new Map([...clip.weights].map(([name, [weight]]) => [name, weight])),
  );
}

const largest = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  Math.max(...a.flatMap((values, p) => Array.from(values, (x, i) => Math.abs(x - b[p][i]))));

describe('clips of what photographs caught', () => {
  const rig = withViewClips(head, [{ name: 'captured', pose, weights, shown, looks: [] }]);

  it('are the fitted head within a tenth of a millimetre', () => {
    expect(largest(posedVertices(head, pose, weights), shown)).toBeGreaterThan(0.5);
    expect(largest(clipped(rig), shown)).toBeLessThan(0.1);
  });

  it('rest where the rig rested, and correct only what is off', () => {
    rig.primitives.forEach(({ positions, morphs }, p) => {
      expect(positions).toEqual(head.primitives[p].positions);
      expect(morphs.has('captured')).toBe(p === 0);
    });
  });

  it('share what all leave over, and hold what they differ by', () => {
    const over = numbers(3 * COUNT, 0.5);
    const atRest = posedVertices(head, new Map(), new Map());
    const plus = (moves: ArrayLike<number>): Float64Array[] =>
      atRest.map((positions, p) => (p === 0 ? positions.map((x, i) => x + moves[i]) : positions));
    const moment = (name: string, moves: ArrayLike<number>): CapturedMoment => ({
      name,
      pose: new Map(),
      weights: new Map(),
      shown: plus(moves),
      looks: [],
    });
    const differing = over.map((x, i) => x + (i < 9 ? 1 : 0.01));
    const two = withViewClips(head, [moment('captured a', over), moment('captured b', differing)]);
    expect([...two.primitives[0].morphs.keys()]).toEqual(['smile', 'captured', 'captured b']);
    const own = two.primitives[0].morphs.get('captured b') ?? new Float32Array();
    expect(own.every((x, i) => i < 9 === (x !== 0))).toBe(true);
    expect(two.animations?.map(({ weights: all }) => [...all.keys()])).toEqual([
      ['captured'],
      ['captured', 'captured b'],
    ]);
    expect(largest(clipped(two, new Map(), 0), plus(over))).toBeLessThan(0.0201);
    expect(largest(clipped(two, new Map(), 1), plus(differing))).toBeLessThan(0.0501);
  });

  it('are kept in the file of the rig', () => {
    const textures = { skin: { file: 'skin.png', bytes: Uint8Array.of(1), mime: 'image/png', roughness: 1 } };
    expect(unpackRig(packRig({ ...rig, textures }), 'rig.bin').head.animations).toEqual(rig.animations);
  });
});
