import { describe, expect, it } from 'vitest';
import { rigExtras } from '../../../../src/export/rig/extras/rig-extras.ts';
import {
  createSkinRig,
  rigidPrimitive,
  type SkinSurface,
  skinPrimitive,
  skinSurface,
} from '../../../../src/export/rig/rig-primitives.ts';
import type { RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { jointOfPart } from '../../../../src/export/rig/skeleton/rig-joints.ts';
import { rotationFromAxisAngle } from '../../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../../src/geometry/similarity.ts';
import { fitSphere } from '../../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits, rimOf } from '../../../../src/head/anatomy/slits.ts';
import { eyeOcclusion } from '../../../../src/head/cards/eye-occlusion.ts';
import { outerSkin } from '../../../../src/head/head-model.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../../../src/surface/target-surface.ts';
import { expectClose } from '../../../helpers/close.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const surface: SkinSurface = skinSurface(head);
const BLINK = ['eyeBlinkLeft', 'eyeBlinkRight'] as const;
const MORPHS = [...BLINK, 'browInnerUp', 'jawOpen', 'eyeLookInLeft'] as const;
const [lashes, brows] = head.cards;
const KERNELS = plainKernels();

const stride = 3 * head.vertexCount;
const morphs = new Map(
  MORPHS.map((name) => {
    const k = head.faceShapes.names.indexOf(name);
    return [name as string, head.faceShapes.deltas.subarray(k * stride, (k + 1) * stride)];
  }),
);

/** What the first joint has of a subdivided vertex. */
const SHARE = (v: number): number => 0.1 + (v % 97) / 250;

/** A head's parts, its skin on two joints. */
function partsOf(positions: Float64Array): RigPrimitive[] {
  const count = surface.surface.start.length - 1;
  // A share of each by the vertex' number, the greater the second's.
  const weights = Float32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? SHARE(i / 2) : 1 - SHARE((i - 1) / 2),
  );
  const limited = { influences: 2, joints: Uint16Array.from({ length: 2 * count }, (_, i) => i % 2), weights };
  const rig = createSkinRig(surface, limited, morphs);
  return head.parts.map((part) =>
    part.name === 'skin'
      ? skinPrimitive(rig, positions)
      : rigidPrimitive(head, part, { positions, morphs }, jointOfPart(head, part)),
  );
}

/** The mean head with some of its modes. */
function person(coefficients: readonly number[]): Float64Array {
  const out = head.template.slice();
  for (const [k, c] of coefficients.entries())
    for (let i = 0; i < stride; i++) out[i] += c * head.identity.deltas[k * stride + i];
  return out;
}

const extras = rigExtras(head, surface);
const HEADS = { mean: person([]), other: person([1.2, -1.5, 0.8, 1, -1, 0.7, -0.9, 1.3]) };
const worn = (positions: Float64Array): { parts: RigPrimitive[]; extra: Map<string, RigPrimitive> } => {
  const parts = partsOf(positions);
  return { parts, extra: new Map(extras.map((each) => each.primitive(KERNELS, parts)).map((own) => [own.name, own])) };
};
const WORN = { mean: worn(HEADS.mean), other: worn(HEADS.other) };

const shown = ({ positions, morphs: own }: RigPrimitive, names: readonly string[]): Float64Array => {
  const out = positions.slice();
  for (const name of names) {
    const delta = own.get(name) ?? new Float32Array(out.length);
    for (let i = 0; i < out.length; i++) out[i] += delta[i];
  }
  return out;
};
const extraOf = (who: keyof typeof WORN, name: string): RigPrimitive => WORN[who].extra.get(name) as RigPrimitive;

/** Distances of points to the rims' lines through the skin's vertices as they are subdivided. */
function distanceToRims(points: Float64Array, skin: Float64Array): number {
  const { left, right } = findSlits(head);
  const vertexOf = new Map(surface.vertex.map((v, i) => [v, i]).reverse() as [number, number][]);
  const at = (v: number): Float64Array => {
    const i = 3 * (vertexOf.get(v) as number);
    return skin.subarray(i, i + 3);
  };
  const lines = [left, right].flatMap(({ upper, lower }) => [lower, [lower[0], ...upper, lower[lower.length - 1]]]);
  let worst = 0;
  for (let p = 0; p < points.length; p += 3) {
    let best = Infinity;
    for (const line of lines)
      for (let i = 1; i < line.length; i++) {
        const [a, b] = [at(line[i - 1]), at(line[i])];
        const [from, along] = [0, 1].map((which) => [0, 1, 2].map((k) => (which ? b[k] : points[p + k]) - a[k]));
        const length = along.reduce((sum, x) => sum + x * x, 0);
        const t = Math.min(1, Math.max(0, along.reduce((sum, x, k) => sum + x * from[k], 0) / length));
        best = Math.min(best, Math.hypot(...from.map((x, k) => x - t * along[k])));
      }
    worst = Math.max(worst, best);
  }
  return worst;
}

/** Points of the lashes that grow from the rims. */
const roots = Array.from(lashes.anchorOf.keys()).filter((p) => lashes.anchorOf[p] !== lashes.anchorOf[p - 1]);
const rows = (values: Float64Array, points: readonly number[]): Float64Array =>
  Float64Array.from(points.flatMap((p) => Array.from(values.subarray(3 * p, 3 * p + 3))));

/** Roots in the middle of an upper lid. */
const hangsOver = (p: number): boolean => {
  const [x, y] = extraOf('mean', 'lashes').positions.subarray(3 * p, 3 * p + 2);
  return Math.abs(Math.abs(x) - 29) < 3 && y > 1;
};

describe('lashes', () => {
  it.each(['mean', 'other'] as const)("grow from the lids' rims, open and shut, on the %s head", (who) => {
    const { parts } = WORN[who];
    for (const names of [[], ...BLINK.map((name) => [name]), BLINK]) {
      const root = rows(shown(extraOf(who, 'lashes'), names), roots);
      expect(distanceToRims(root, shown(parts[0], names))).toBeLessThan(0.1);
    }
  });

  it('go down with the lid that shuts, whole, and stay with the other one', () => {
    const { positions, morphs: own } = extraOf('mean', 'lashes');
    const blink = own.get('eyeBlinkLeft') as Float32Array;
    const [fallen, still] = [[] as number[], [] as number[]];
    for (let p = 0; p < positions.length / 3; p++)
      (positions[3 * p] > 0 ? fallen : still).push(Math.hypot(...blink.subarray(3 * p, 3 * p + 3)));
    expect(Math.max(...still)).toBe(0);
    expect(Math.max(...fallen)).toBeGreaterThan(6);
    // Lengths of strips are kept: shapes move them as the lid turns.
    const moved = shown(extraOf('mean', 'lashes'), ['eyeBlinkLeft']);
    const reach = (values: Float64Array, p: number, root: number): number =>
      Math.hypot(...[0, 1, 2].map((k) => values[3 * p + k] - values[3 * root + k]));
    let root = 0;
    for (let p = 0; p < positions.length / 3; p++) {
      if (roots.includes(p)) root = p;
      else expect(reach(moved, p, root) / reach(positions, p, root)).toBeCloseTo(1, 0);
    }
  });

  it.each(['mean', 'other'] as const)('stand off the lids of the %s head and out of its eyes', (who) => {
    const { parts } = WORN[who];
    const { positions } = extraOf(who, 'lashes');
    const mesh = createTargetSurface(HEADS[who].subarray(0, 3 * surface.skinVertices), outerSkin(head));
    const hits = closestOnSurface(KERNELS, mesh, positions);
    const eyes = head.parts.filter(({ texture }) => texture === 'eye').map((part) => fitSphere(HEADS[who], part));
    let within = 0;
    for (let p = 0; p < positions.length / 3; p++) {
      if (roots.includes(p)) continue;
      const at = positions.subarray(3 * p, 3 * p + 3);
      for (const { centre, radius } of eyes)
        expect(Math.hypot(...centre.map((x, k) => at[k] - x))).toBeGreaterThan(radius);
      const off = [0, 1, 2].reduce((sum, k) => sum + hits.normals[3 * p + k] * (at[k] - hits.points[3 * p + k]), 0);
      if (off < 0) within++;
    }
    expect(within).toBeLessThanOrEqual(0.03 * (positions.length / 3));
    expect(parts[0].positions.length).toBeGreaterThan(0);
  });

  it('are moved by what moves lids, and by nothing else', () => {
    expect([...extraOf('mean', 'lashes').morphs.keys()]).toEqual(expect.arrayContaining([...BLINK]));
    expect(extraOf('mean', 'lashes').morphs.has('jawOpen')).toBe(false);
    expect([...extraOf('mean', 'brows').morphs.keys()]).toContain('browInnerUp');
  });
});

describe('cards', () => {
  it('go with a head that is turned, scaled and shifted', () => {
    for (const scale of [1, 1.2]) {
      const similarity = {
        scale,
        rotation: rotationFromAxisAngle(0.3, -0.8, 0.2),
        translation: Float64Array.of(5, -20, 9),
      };
      const parts = partsOf(applySimilarity(similarity, HEADS.other));
      extras.forEach((extra, e) => {
        const own = [...WORN.other.extra.values()][e];
        // Lashes keep off lids by so many millimetres.
        if (scale === 1 || own.name !== 'lashes')
          expectClose(extra.positions(KERNELS, parts), applySimilarity(similarity, own.positions), { atol: 1e-6 });
      });
    }
  });

  it('lie where they lie on a head of another shape as they do when they are made for it', () => {
    extras.forEach((extra, e) => {
      expectClose(extra.positions(KERNELS, WORN.other.parts), [...WORN.other.extra.values()][e].positions, {
        atol: 1e-9,
      });
    });
  });

  it('are skinned as the skin that they grow from', () => {
    for (const { name, anchors, barycentric, anchorOf } of head.cards) {
      const { weights } = extraOf('mean', name);
      expect(weights.influences).toBe(2);
      anchorOf.forEach((a, p) => {
        const first = [0, 1, 2].reduce((sum, c) => sum + barycentric[3 * a + c] * SHARE(anchors[3 * a + c]), 0);
        const [big, small] = first > 0.5 ? [0, 1] : [1, 0];
        expect(Array.from(weights.joints.subarray(2 * p, 2 * p + 2))).toEqual([big, small]);
        expect(weights.weights[2 * p + 1]).toBeCloseTo(big === 0 ? 1 - first : first, 5);
      });
    }
  });

  it('are moved by a shape as they are placed on the skin that it makes', () => {
    const parts = WORN.other.parts.map((part) => ({ ...part, positions: shown(part, ['browInnerUp']) }));
    const placed = extras.find((extra) => extra.primitive(KERNELS, WORN.other.parts).name === 'brows');
    expectClose(shown(extraOf('other', 'brows'), ['browInnerUp']), placed?.positions(KERNELS, parts) ?? [], {
      atol: 0.01,
    });
    // A lid that shuts turns its lashes down.
    const tip = lashes.anchorOf.lastIndexOf(lashes.anchorOf[roots.find((root) => hangsOver(root)) as number]);
    const [open, shut] = [[], BLINK].map((names) => shown(extraOf('other', 'lashes'), names));
    const root = roots.findLast((p) => p <= tip) as number;
    const slope = (of: Float64Array): number => of[3 * tip + 1] - of[3 * root + 1];
    expect(slope(shut)).toBeLessThan(slope(open) - 2);
  });

  it('are whole: anchors on the skin, brows near to it, rims of both eyes', () => {
    for (const { anchors, barycentric, anchorOf, triangles, frameVertices } of head.cards) {
      expect(Math.max(...anchors, ...frameVertices)).toBeLessThan(surface.skinVertices);
      expect(Math.max(...anchorOf) + 1).toBe(anchors.length / 3);
      expect(Math.max(...triangles) + 1).toBe(anchorOf.length);
      for (let a = 0; a < barycentric.length; a += 3)
        expect(barycentric[a] + barycentric[a + 1] + barycentric[a + 2]).toBeCloseTo(1, 5);
    }
    const rims = new Set([...rimOf(findSlits(head).left), ...rimOf(findSlits(head).right)]);
    lashes.anchors.forEach((v) => {
      expect(rims.has(v)).toBe(true);
    });
    for (let p = 0; p < brows.offsets.length; p += 3)
      expect(Math.hypot(...brows.offsets.subarray(p, p + 3))).toBeLessThan(4);
  });
});

describe('corneas', () => {
  it.each(['mean', 'other'] as const)('lie over the eyeballs of the %s head by less than lids do', (who) => {
    for (const part of head.parts.filter(({ texture }) => texture === 'eye')) {
      const { centre, radius } = fitSphere(HEADS[who], part);
      const { positions } = extraOf(who, part.name.replace('eye', 'cornea'));
      const over = Array.from(
        { length: positions.length / 3 },
        (_, p) => Math.hypot(...centre.map((x, k) => positions[3 * p + k] - x)) - radius,
      );
      expect(Math.min(...over)).toBeGreaterThan(0);
      expect(Math.max(...over)).toBeLessThan(0.4);
      expect(Math.max(...over)).toBeCloseTo(over[0], 6);
      // Ahead of the eye.
      expect(positions[2] - centre[2]).toBeGreaterThan(0.95 * radius);
    }
  });

  it('turn with their eyes, which alone carry them', () => {
    const eye = WORN.mean.parts[head.parts.findIndex(({ name }) => name === 'eye_L')];
    const cornea = extraOf('mean', 'cornea_L');
    expect([...cornea.morphs.keys()]).toEqual(['eyeLookInLeft']);
    const [before, after] = [[], ['eyeLookInLeft']].map((names) => ({
      eye: shown(eye, names),
      cornea: shown(cornea, names),
    }));
    const gap = (of: typeof before, p: number, v: number): number =>
      Math.hypot(...[0, 1, 2].map((k) => of.cornea[3 * p + k] - of.eye[3 * v + k]));
    for (const p of [0, 30, 80])
      for (const v of [0, 20, 40]) expect(gap(after, p, v)).toBeCloseTo(gap(before, p, v), 0);
    const joint = head.joints.findIndex(({ name }) => name === 'eye_L');
    expect(new Set(cornea.weights.joints)).toEqual(new Set([joint]));
  });
});

describe('the shade of lids', () => {
  const shade = extraOf('mean', 'eye_occlusion');
  // The left eye's middle column, under the upper lid's rim and over the lower one's.
  const [top, bottom] = [8 * 9 + 1, 8 * 9 + 7];
  const opening = (names: readonly string[]): number => {
    const at = shown(shade, names);
    return at[3 * top + 1] - at[3 * bottom + 1];
  };

  it('shuts with the lids, and stays where it is when eyes turn', () => {
    expect(opening([])).toBeGreaterThan(6);
    expect(opening(BLINK)).toBeLessThan(1.5);
    expect(opening(['eyeLookInLeft'])).toBeCloseTo(opening([]), 0);
  });

  it('stays over the eyeballs when lids shut', () => {
    const { centre, radius } = fitSphere(HEADS.mean, head.parts[head.parts.findIndex(({ name }) => name === 'eye_L')]);
    const at = shown(shade, BLINK);
    for (let p = 3 * 9; p < 14 * 9; p++)
      expect(Math.hypot(...centre.map((x, k) => at[3 * p + k] - x)) / radius).toBeCloseTo(1.03, 3);
  });

  it('is skinned as the rims that it hangs on', () => {
    const { influences, joints, weights } = shade.weights;
    const { anchors, barycentric, anchorOf } = eyeOcclusion(head);
    for (let p = 0; p < anchorOf.length; p += 7) {
      const a = anchorOf[p];
      const first = [0, 1, 2].reduce((sum, k) => sum + barycentric[3 * a + k] * SHARE(anchors[3 * a + k]), 0);
      let own = 0;
      for (let k = 0; k < influences; k++) if (joints[influences * p + k] === 0) own += weights[influences * p + k];
      expect(own).toBeCloseTo(first, 4);
    }
  });
});
