import { MeshoptSimplifier } from 'meshoptimizer';
import { CARD_TRIANGLES } from '../../../fitting/hair/cards/hair-cards.ts';
import { primitiveNormals } from '../normals/primitive-normals.ts';
import type { RiggedHead, RigPrimitive } from '../rigged-head.ts';

/** A rig with fewer triangles, and how far its surface lies from the whole one. */
export interface SimplifiedRig {
  readonly rig: RiggedHead;
  readonly triangles: number;
  /** The largest of its primitives' errors as the quadrics have them, mm. */
  readonly errorMm: number;
}

/** Shapes whose displacements count as places do: lids, lips and jaw keep what they need to move. */
const SHAPES = 9;
/** mm that a step over the whole texture counts as. */
const UV_MM = 60;
/** Fewer triangles than these are not worth a coarser form. */
const LEAST_TRIANGLES = 400;

/**
 * A rig of which every closed part keeps a share of its triangles, by collapses of edges in the order of their quadric error
 * (Garland and Heckbert 1997, with attributes: Garland and Heckbert 1998; meshoptimizer's). Attributes are texture coordinates and
 * the displacements of the {@link SHAPES} shapes that move the part most. Vertices that stay are the whole rig's: their places, normals,
 * weights and shapes are as they were. Cards (lashes, brows) and parts of a few triangles stay whole, of the cards over hair as large a share stays; so does the surface that formats
 * without bones show.
 * @param share of the triangles, 0..1
 */
export async function simplifiedRig(whole: RiggedHead, share: number): Promise<SimplifiedRig> {
  await MeshoptSimplifier.ready;
  const parts = whole.primitives.map((primitive) => simplified(primitive, share));
  const primitives = parts.map(({ primitive }) => primitive);
  return {
    rig: { ...whole, primitives },
    triangles: primitives.reduce((sum, { triangles }) => sum + triangles.length / 3, 0),
    errorMm: Math.max(...parts.map(({ errorMm }) => errorMm)),
  };
}

function simplified(whole: RigPrimitive, share: number): { primitive: RigPrimitive; errorMm: number } {
  const { triangles, positions, extra } = whole;
  if (extra === 'hair_cards') return { primitive: compacted(whole, someCards(triangles, share)), errorMm: 0 };
  const card = extra !== undefined && extra !== 'hair' && extra !== 'cornea';
  if (card || triangles.length < 3 * LEAST_TRIANGLES) return { primitive: whole, errorMm: 0 };
  const places = Float32Array.from(positions);
  const scale = MeshoptSimplifier.getScale(places, 3);
  const { values, width } = attributes(whole);
  const weights = Array.from({ length: width }, (_, k) => (k < 2 ? UV_MM : 1) / scale);
  const wanted = 3 * Math.max(1, Math.round((share * triangles.length) / 3));
  const [kept, error] = MeshoptSimplifier.simplifyWithAttributes(
    triangles,
    places,
    3,
    values,
    width,
    weights,
    null,
    wanted,
    1,
  );
  return { primitive: compacted(whole, kept), errorMm: error * scale };
}

/** Of cards of as many triangles each, one after another, a share, evenly among them. */
function someCards(triangles: Uint32Array, share: number): Uint32Array {
  return triangles.filter((_, k) => {
    const card = Math.floor(k / (3 * CARD_TRIANGLES));
    return Math.floor((card + 1) * share) > Math.floor(card * share);
  });
}

/** Texture coordinates and displacements, mm, by vertex [V, 2 + 3 shapes]. */
function attributes({ uvs, morphs }: RigPrimitive): { values: Float32Array; width: number } {
  const energy = (delta: Float32Array): number => delta.reduce((sum, x) => sum + x * x, 0);
  const strongest = [...morphs.values()]
    .map((delta) => ({ delta, moved: energy(delta) }))
    .sort((a, b) => b.moved - a.moved)
    .slice(0, SHAPES)
    .filter(({ moved }) => moved > 0);
  const width = 2 + 3 * strongest.length;
  const values = new Float32Array((uvs.length / 2) * width);
  for (let v = 0; v < uvs.length / 2; v++) {
    values[v * width] = uvs[2 * v];
    values[v * width + 1] = uvs[2 * v + 1];
    strongest.forEach(({ delta }, m) => {
      for (let k = 0; k < 3; k++) values[v * width + 2 + 3 * m + k] = delta[3 * v + k];
    });
  }
  return { values, width };
}

/** A primitive of such triangles, with the vertices alone that they use, in their order. */
function compacted(whole: RigPrimitive, triangles: Uint32Array): RigPrimitive {
  const used = Uint32Array.from(new Set(triangles)).sort();
  const placeOf = new Map(Array.from(used, (v, place) => [v, place]));
  const pick = <Numbers extends Float64Array | Float32Array | Uint16Array>(values: Numbers, width: number): Numbers => {
    const out = new (values.constructor as new (length: number) => Numbers)(width * used.length);
    used.forEach((v, place) => {
      for (let k = 0; k < width; k++) out[width * place + k] = values[width * v + k];
    });
    return out;
  };
  const { weights } = whole;
  const firstOf = new Map<number, number>();
  const welded = used.map((v, place) => {
    const point = whole.welded[v];
    if (!firstOf.has(point)) firstOf.set(point, place);
    return firstOf.get(point) ?? place;
  });
  return {
    ...whole,
    triangles: triangles.map((v) => placeOf.get(v) ?? 0),
    positions: pick(whole.positions, 3),
    uvs: pick(whole.uvs, 2),
    welded,
    normals: pick(primitiveNormals(whole).rest, 3),
    weights: {
      influences: weights.influences,
      joints: pick(weights.joints, weights.influences),
      weights: pick(weights.weights, weights.influences),
    },
    morphs: new Map(Array.from(whole.morphs, ([name, delta]) => [name, pick(delta, 3)])),
  };
}
