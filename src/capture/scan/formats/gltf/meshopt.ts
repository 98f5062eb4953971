import { messageOf } from '../../../../errors.ts';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import type { MeshoptView } from './schema.ts';

const HINT = 'the mesh is compressed by meshoptimizer: export it without (gltfpack without -c and -cc), or as OBJ';

/**
 * A view compressed by EXT_meshopt_compression.
 * @param byteLength of the view when it is unpacked
 * @throws {AsmFitError} input: damaged
 */
export async function decodeMeshopt(
  packed: Uint8Array,
  { count, byteStride, mode, filter }: MeshoptView,
  byteLength: number,
  where: string,
): Promise<Uint8Array> {
  const strides =
    mode === 'ATTRIBUTES' ? byteStride % 4 === 0 && byteStride <= 256 : byteStride === 2 || byteStride === 4;
  const filters =
    filter === 'NONE' ||
    (mode === 'ATTRIBUTES' &&
      (filter === 'EXPONENTIAL' || byteStride === 8 || (filter !== 'QUATERNION' && byteStride === 4)));
  const whole = byteStride > 0 && count * byteStride === byteLength && (mode !== 'TRIANGLES' || count % 3 === 0);
  if (!strides || !filters || !whole)
    throw meshFault(
      where,
      'a compressed view must have the size and stride of its mode',
      `${mode}, ${filter}, ${count} of ${byteStride} bytes for ${byteLength}`,
      HINT,
    );
  const { MeshoptDecoder } = await import('meshoptimizer/decoder');
  await MeshoptDecoder.ready;
  const out = new Uint8Array(byteLength);
  try {
    MeshoptDecoder.decodeGltfBuffer(out, count, byteStride, packed, mode, filter);
  } catch (error) {
    throw meshFault(where, 'compressed data must decode', messageOf(error), HINT);
  }
  return out;
}
