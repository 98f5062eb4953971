import type { Accessor, Document } from '@gltf-transform/core';
import { EXTMeshoptCompression } from '@gltf-transform/extensions';
import { MeshoptEncoder } from 'meshoptimizer';
import type { GlbExtensions } from './glb-document.ts';

/** Steps of what is compressed, powers of two, by semantic: 4 um of places, a tenth of a degree of directions. */
const STEPS: Readonly<Record<string, number>> = { POSITION: 2 ** -18, NORMAL: 2 ** -9, TANGENT: 2 ** -9 };

/**
 * Lets a document's geometry be written as `EXT_meshopt_compression` asks, which its readers then need. The codec loses nothing;
 * places and directions are rounded to steps before, without which it gains little.
 */
export async function compressGlb(document: Document): Promise<GlbExtensions> {
  await MeshoptEncoder.ready;
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives())
      for (const part of [primitive, ...primitive.listTargets()])
        for (const semantic of part.listSemantics()) round(part.getAttribute(semantic), STEPS[semantic]);
  document
    .createExtension(EXTMeshoptCompression)
    .setRequired(true)
    .setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
  return { extensions: [EXTMeshoptCompression], dependencies: { 'meshopt.encoder': MeshoptEncoder } };
}

/** Rounds an accessor's numbers, and has all of them written, also those that are 0: the codec sees these by itself. */
function round(accessor: Accessor | null, step: number | undefined): void {
  if (accessor === null || step === undefined) return;
  const array = accessor.setSparse(false).getArray();
  if (array === null) return;
  for (let i = 0; i < array.length; i++) array[i] = step * Math.round(array[i] / step);
}
