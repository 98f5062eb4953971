import { describe, expect, it } from 'vitest';
import { sliderDisplacement, sliderFields } from '../../../../src/asm/sliders/slider-fields.ts';
import { moveRig } from '../../../../src/export/rig/edit/move-rig.ts';
import { hairPrimitives } from '../../../../src/export/rig/extras/hair-primitive.ts';
import { primitiveNormals } from '../../../../src/export/rig/normals/primitive-normals.ts';
import { packRig } from '../../../../src/export/rig/pack-rig.ts';
import type { RiggedHead, RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { fitSphere } from '../../../../src/head/anatomy/eyes/seat-eyes.ts';
import { regionVertices } from '../../../../src/head/head-model.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { meanRig } from '../../../helpers/meshes/mean-rig.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const kernels = openKernels(1);
const [crown] = regionVertices(head, 'scalp');

/** The mean head as a rig, with a triangle of hair above its crown, a clip's corrective, and normals of its own. */
function rig(): RiggedHead {
  const built = meanRig().head;
  const strand = Float64Array.from({ length: 9 }, (_, i) => head.template[3 * crown + (i % 3)] + (i % 3 === 1 ? 4 : 0));
  const mesh = { positions: strand, uvs: new Float64Array(6), triangles: Uint32Array.of(0, 1, 2) };
  const hair = hairPrimitives(head, { mesh, cards: null, on: head.template }, head.template);
  const primitives = built.primitives.map((primitive): RigPrimitive => {
    const corrective = new Float32Array(primitive.positions.length).fill(0.5);
    const morphs = new Map([...primitive.morphs, ['captured', corrective] as const]);
    return { ...primitive, morphs };
  });
  const [skin] = primitives;
  primitives[0] = { ...skin, normals: primitiveNormals(skin).rest };
  const clip = { name: 'captured', times: Float32Array.of(0), rotations: new Map(), weights: new Map() };
  return { ...built, primitives: [...primitives, ...hair], textures: {}, animations: [clip] };
}

const before = rig();
const set = new Map([
  ['nose-width', 1],
  ['skull-height', 1],
  ['eye-height', 0.5],
]);
const displacement = sliderDisplacement(sliderFields(head), set);
const after = moveRig(kernels, head, before, displacement);

const primitive = (of: RiggedHead, name: string): RigPrimitive =>
  of.primitives.find((candidate) => candidate.name === name) as RigPrimitive;
const jointOf = (of: RiggedHead, name: string): readonly number[] =>
  of.joints.find((joint) => joint.name === name)?.position ?? [];
const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

describe('a rig that is moved', () => {
  it('by nothing is itself, to the byte', () => {
    const same = moveRig(kernels, head, before, new Float64Array(displacement.length));
    expect(Buffer.from(packRig(same)).equals(Buffer.from(packRig(before)))).toBe(true);
  });

  it('has its surface where it was told, its skin as that is subdivided, and is back when it is moved back', () => {
    for (let i = 0; i < displacement.length; i += 97)
      expect(after.surface.positions[i]).toBeCloseTo(before.surface.positions[i] + displacement[i], 9);
    const back = moveRig(
      kernels,
      head,
      after,
      displacement.map((x) => -x),
    );
    for (const [p, { positions }] of back.primitives.entries())
      expect(
        largest(positions.map((x, i) => x - before.primitives[p].positions[i])),
        before.primitives[p].name,
      ).toBeLessThan(before.primitives[p].name === 'hair' ? 0.05 : 1e-4);
    for (const [j, { position }] of back.joints.entries())
      for (let k = 0; k < 3; k++) expect(position[k]).toBeCloseTo(before.joints[j].position[k], 4);
  });

  it('keeps its topology, weights, names and what completes its clips', () => {
    expect(after.animations).toBe(before.animations);
    for (const [p, moved] of after.primitives.entries()) {
      const was = before.primitives[p];
      expect(moved.name).toBe(was.name);
      expect(moved.triangles).toBe(was.triangles);
      expect(moved.weights).toBe(was.weights);
      expect([...moved.morphs.keys()]).toEqual([...was.morphs.keys()]);
      expect(moved.morphs.get('captured')).toEqual(was.morphs.get('captured'));
    }
  });

  it('has eyes under the lids with their joints in the middle, hair on the skull, joints and lashes that came along', () => {
    const eye = head.parts.find(({ name }) => name === 'eye_L');
    if (eye === undefined) throw new Error('a head has eyes');
    const { centre } = fitSphere(after.surface.positions, eye);
    expect(centre[1] - fitSphere(before.surface.positions, eye).centre[1]).toBeGreaterThan(0.8);
    for (let k = 0; k < 3; k++) expect(jointOf(after, 'eye_L')[k]).toBeCloseTo(centre[k], 9);
    const rise = (name: string): number => {
      const [now, was] = [after, before].map((of) => primitive(of, name).positions);
      return now.reduce((sum, x, i) => sum + (i % 3 === 1 ? x - was[i] : 0), 0) / (now.length / 3);
    };
    expect(rise('lashes')).toBeGreaterThan(0.5);
    expect(rise('cornea_L')).toBeGreaterThan(0.8);
    expect(rise('hair')).toBeCloseTo(displacement[3 * crown + 1], 0);
    expect(jointOf(after, 'asm_nose_wing_L')[0]).toBeGreaterThan(jointOf(before, 'asm_nose_wing_L')[0] + 0.5);
    expect(Math.hypot(...jointOf(after, 'jaw').map((x, k) => x - jointOf(before, 'jaw')[k]))).toBeLessThan(1);
  });

  it('has unit normals of its own that turned with the skin', () => {
    const [now, was] = [after, before].map((of) => primitive(of, 'skin').normals ?? new Float32Array());
    for (let i = 0; i < now.length; i += 3) expect(Math.hypot(now[i], now[i + 1], now[i + 2])).toBeCloseTo(1, 5);
    const { normals: _, ...bare } = primitive(after, 'skin');
    const own = primitiveNormals(bare).rest;
    expect(largest(now.map((x, i) => x - own[i]))).toBeLessThan(1e-5);
    expect(largest(now.map((x, i) => x - was[i]))).toBeGreaterThan(0.05);
  });

  it('is refused where it is of another mesh', () => {
    const { surface } = before;
    const other = { ...before, surface: { ...surface, quads: surface.quads.map((v, i) => (i === 5 ? v + 1 : v)) } };
    expect(() => moveRig(kernels, head, other, displacement)).toThrow(/must be of the mesh that sliders are made for/);
  });
});
