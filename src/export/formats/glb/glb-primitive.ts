import { Accessor, type Document, type GLTF, type Primitive } from '@gltf-transform/core';
import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import { vertexTangents } from '../../../geometry/mesh/tangents.ts';
import { primitiveNormals } from '../../rig/normals/primitive-normals.ts';
import type { RigPrimitive } from '../../rig/rigged-head.ts';

const METRES_PER_MM = 1e-3;
/** Joints and weights come in attributes of so many influences. */
const SET = 4;

/** What all primitives of a head's mesh share. */
export interface GlbMesh {
  readonly document: Document;
  /** Morph targets of the mesh; a primitive without one of them has it at rest. */
  readonly targets: readonly string[];
}

/** A part with its normals and morph targets, in metres. @param tangents whether its material has a normal map */
export function glbPrimitive({ document, targets }: GlbMesh, source: RigPrimitive, tangents: boolean): Primitive {
  const accessor = (type: GLTF.AccessorType, array: Float32Array | Uint16Array | Uint32Array): Accessor =>
    document
      .createAccessor()
      .setType(type)
      .setArray(array as Float32Array<ArrayBuffer>);
  const { VEC2, VEC3, VEC4, SCALAR } = Accessor.Type;
  const normals = primitiveNormals(source);
  const { positions, uvs, triangles } = source;
  const primitive = document
    .createPrimitive()
    .setIndices(accessor(SCALAR, triangles))
    .setAttribute('POSITION', accessor(VEC3, inMetres(positions)))
    .setAttribute('NORMAL', accessor(VEC3, normals.rest))
    .setAttribute('TEXCOORD_0', accessor(VEC2, Float32Array.from(uvs)));
  if (tangents)
    primitive.setAttribute(
      'TANGENT',
      accessor(VEC4, vertexTangents({ positions, normals: normals.rest, uvs, triangles })),
    );
  for (const [set, { joints, weights }] of influenceSets(source.weights).entries())
    primitive
      .setAttribute(`JOINTS_${set}`, accessor(VEC4, joints))
      .setAttribute(`WEIGHTS_${set}`, accessor(VEC4, weights));
  for (const name of targets) {
    const delta = source.morphs.get(name) ?? new Float32Array(positions.length);
    const target = document.createPrimitiveTarget(name);
    for (const [semantic, values] of [
      ['POSITION', inMetres(delta)],
      ['NORMAL', normals.morph(delta)],
    ] as const)
      target.setAttribute(semantic, accessor(VEC3, values).setSparse(smallerSparse(values)));
    primitive.addTarget(target);
  }
  return primitive;
}

function inMetres(values: Float32Array | Float64Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = METRES_PER_MM * values[i];
  return out;
}

/** A sparse row takes its index and three numbers, a dense one the numbers alone. @param values [V, 3] */
function smallerSparse(values: Float32Array): boolean {
  const rows = values.length / 3;
  let moved = 0;
  for (let v = 0; v < rows; v++) if (values[3 * v] !== 0 || values[3 * v + 1] !== 0 || values[3 * v + 2] !== 0) moved++;
  const index = rows > 0xffff ? 4 : 2;
  return moved * (index + 12) < rows * 12;
}

/** Influences in glTF's sets of four; the last is padded with zero weights. */
function influenceSets({ influences, joints, weights }: LimitedWeights): readonly Omit<LimitedWeights, 'influences'>[] {
  const count = joints.length / influences;
  return Array.from({ length: Math.ceil(influences / SET) }, (_, set) => {
    const out = { joints: new Uint16Array(SET * count), weights: new Float32Array(SET * count) };
    for (let i = 0; i < count; i++)
      for (let k = 0; k < SET && SET * set + k < influences; k++) {
        const weight = weights[i * influences + SET * set + k];
        out.weights[SET * i + k] = weight;
        // A joint that moves nothing is the first, as validators want it.
        out.joints[SET * i + k] = weight > 0 ? joints[i * influences + SET * set + k] : 0;
      }
    return out;
  });
}
