import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { glbBytes } from '../../../../src/export/formats/glb/glb.ts';
import { placeRig, rigMesh } from '../../../../src/export/pictures/rig-mesh.ts';
import type { BuiltRig, RigWishes } from '../../../../src/export/rig/build-rig.ts';
import { hairPrimitives } from '../../../../src/export/rig/extras/hair-primitive.ts';
import { writtenExtras } from '../../../../src/export/rig/extras/written-extras.ts';
import { fitRig } from '../../../../src/export/rig/fit-rig.ts';
import { headTextures } from '../../../../src/export/rig/head-textures.ts';
import { packRig } from '../../../../src/export/rig/pack-rig.ts';
import { posedVertices } from '../../../../src/export/rig/posed-vertices.ts';
import type { RiggedHead, RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { unpackRig } from '../../../../src/export/rig/unpack-rig.ts';
import type { DescribedFit } from '../../../../src/fitting/finish/describe-fit.ts';
import { icosphere } from '../../../../src/geometry/mesh/icosphere.ts';
import { encodeCutPng } from '../../../../src/image/image-file.ts';
import { meanRig } from '../../../helpers/meshes/mean-rig.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

/** A ball of hair around the skull. */
const { directions, triangles } = icosphere(2);
const mesh = {
  positions: directions.map((d, k) => 120 * d + [0, 24, -80][k % 3]),
  triangles,
  uvs: Float64Array.from({ length: (2 * directions.length) / 3 }, (_, i) => (i % 7) / 7),
};

/** The photographs showed the head 3 mm farther up than it rests. */
const raised = (values: Float64Array): Float64Array => values.map((x, k) => x + (k % 3 === 1 ? 3 : 0));
/** One card over it, which is lit as if it faced up. */
const card = {
  positions: Float64Array.of(0, 146, -80, 10, 146, -80, 0, 146, -60),
  normals: Float32Array.of(0, 1, 0, 0, 1, 0, 0, 1, 0),
  uvs: Float64Array.of(0, 0, 1, 0, 0, 1),
  triangles: Uint32Array.of(0, 2, 1),
};
const worn = hairPrimitives(
  head,
  {
    mesh: { ...mesh, positions: raised(mesh.positions) },
    cards: { ...card, positions: raised(card.positions) },
    on: raised(head.template),
  },
  head.template,
);
const bald = meanRig().head;
const rig = { ...bald, extras: [], primitives: [...bald.primitives, ...worn] };

const cardsOf = ({ primitives }: Pick<RiggedHead, 'primitives'>): RigPrimitive =>
  primitives.find(({ name }) => name === 'hair_cards') as RigPrimitive;
const hairOf = ({ primitives }: Pick<RiggedHead, 'primitives'>): RigPrimitive =>
  primitives.find(({ name }) => name === 'hair') as RigPrimitive;

describe('hair of a rig', async () => {
  const color = { width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(60) };
  const textures = await headTextures(
    head,
    { skin: { width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(120) }, eye: null },
    (n) => `${n}.png`,
  );
  const hair = {
    file: 'hair.png',
    bytes: await encodeCutPng(color, new Uint8Array(64 * 64).fill(255)),
    mime: 'image/png',
    roughness: 0.6,
    alpha: 'soft-edge',
  } as const;
  const cards = { ...hair, file: 'hair_cards.png', alpha: 'strands' } as const;
  const painted: RiggedHead = { ...rig, textures: { ...textures, hair, hair_cards: cards } };

  it('lies on the head as it lay on the photographed one', () => {
    hairOf(rig).positions.forEach((x, k) => {
      expect(x).toBeCloseTo(mesh.positions[k], 6);
    });
  });

  it('has its cards where they lay, lit as they were', () => {
    const own = cardsOf(rig);
    own.positions.forEach((x, k) => {
      expect(x).toBeCloseTo(card.positions[k], 6);
    });
    own.normals?.forEach((x, k) => {
      expect(x).toBeCloseTo(card.normals[k], 6);
    });
    const joint = rig.joints.findIndex(({ name }) => name === 'head');
    expect([...own.weights.joints]).toEqual([joint, joint, joint]);
    // A head that lies on its side rests upright.
    const side = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(values, (_, k) => [values[k + 1], -values[k - 1], values[k]][k % 3]);
    const [, turned] = hairPrimitives(
      head,
      {
        mesh,
        cards: { ...card, positions: side(card.positions), normals: Float32Array.from(side(card.normals)) },
        on: side(head.template),
      },
      head.template,
    );
    [...card.positions].forEach((x, k) => {
      expect(turned.positions[k]).toBeCloseTo(x, 6);
    });
    [...card.normals].forEach((x, k) => {
      expect(turned.normals?.[k]).toBeCloseTo(x, 6);
    });
  });

  it('goes with the head joint as one rigid body', () => {
    const pose = new Map([['head', { rotation: [0, 0.5, 0] }]]);
    const at = rig.primitives.indexOf(hairOf(rig));
    const moved = posedVertices(rig, pose, new Map())[at];
    const joint = rig.joints.find(({ name }) => name === 'head');
    const [cos, sin] = [Math.cos(0.5), Math.sin(0.5)];
    const [px, , pz] = joint?.position ?? [0, 0, 0];
    for (let i = 0; i < moved.length; i += 3) {
      const [x, y, z] = hairOf(rig).positions.subarray(i, i + 3);
      expect(moved[i]).toBeCloseTo(px + cos * (x - px) + sin * (z - pz), 4);
      expect(moved[i + 1]).toBeCloseTo(y, 4);
      expect(moved[i + 2]).toBeCloseTo(pz - sin * (x - px) + cos * (z - pz), 4);
    }
  });

  it('stays where other extras are left out, and comes back from the rig file', () => {
    const written = writtenExtras(painted);
    expect(written.primitives.map(({ name }) => name)).toEqual(expect.arrayContaining(['hair', 'hair_cards']));
    expect(written.primitives.map(({ name }) => name)).not.toContain('lashes');
    expect(written.textures.hair).toBe(hair);
    expect(written.textures.hair_cards).toBe(cards);
    const { head: again } = unpackRig(packRig(painted), 'rig.bin');
    expect(hairOf(again)).toEqual({ ...hairOf(rig), positions: hairOf(again).positions });
    expect(hairOf(again).extra).toBe('hair');
    expect(cardsOf(again)).toEqual({ ...cardsOf(rig), positions: cardsOf(again).positions });
  });

  it('is opaque with a soft edge in the rig of a fit, or left out', () => {
    const fitted = { head, positions: head.template, neutral: { positions: head.template }, detail: null };
    const rigOf = (worn: { mesh: typeof mesh; cards: { mesh: typeof card } | null } | null): RiggedHead =>
      fitRig(
        { fitted, hair: worn } as unknown as DescribedFit,
        { keepExpression: false } as RigWishes,
        { head: bald, influenceLoss: null } as unknown as BuiltRig,
        {
          head: textures,
          hair: worn === null ? null : hair.bytes,
          cards: worn === null || worn.cards === null ? null : cards.bytes,
          normals: null,
        },
      ).rig;
    const { primitives, textures: painted } = rigOf({ mesh, cards: { mesh: card } });
    expect(primitives.slice(-2).map(({ texture }) => texture)).toEqual(['hair', 'hair_cards']);
    expect(painted.hair).toMatchObject({ file: 'textures/hair.png', mime: 'image/png', alpha: 'soft-edge' });
    expect(painted.hair_cards).toMatchObject({ file: 'textures/hair_cards.png', mime: 'image/png', alpha: 'strands' });
    const shell = rigOf({ mesh, cards: null });
    expect(shell.primitives.at(-1)?.texture).toBe('hair');
    expect(Object.keys(shell.textures)).not.toContain('hair_cards');
    expect(Object.keys(rigOf(null).textures)).not.toContain('hair');
  });

  it('is drawn with the light of what cards lie on, however the head is turned', async () => {
    const strands = { ...painted, primitives: [...bald.primitives, ...worn], extras: [] };
    const mesh = await rigMesh(writtenExtras(strands));
    expect(mesh.lit).toHaveLength(1);
    const pose = new Map([['head', { rotation: [Math.PI / 2, 0, 0] }]]);
    for (const [turn, up] of [
      [new Map(), [0, 1, 0]],
      [pose, [0, 0, 1]],
    ] as const) {
      const vertices = posedVertices(writtenExtras(strands), turn, new Map()).flatMap((part) => [...part]);
      const { normals } = placeRig(mesh, Float64Array.from(vertices));
      const [{ first }] = mesh.lit;
      for (let v = first; v < first + 3; v++)
        for (const k of [0, 1, 2]) expect(normals[3 * v + k]).toBeCloseTo(up[k], 5);
    }
  });

  it('is a material of its own in a GLB that the Khronos validator accepts', async () => {
    const bytes = await glbBytes(writtenExtras(painted));
    const { issues } = await validator.validateBytes(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
  });
});
