import type { KernelMemory } from '../../kernels/kernel.ts';
import type { ShapedHead } from '../../render/mesh/head-mesh.ts';
import { type Texels, texelGeometry } from '../../render/texture/texels.ts';
import type { PositionMap } from './expression-wrinkles.ts';

/** The skin's surface under the texels. @returns [size, size, 3], NaN where no skin lies */
export function positionMap(memory: KernelMemory, shaped: ShapedHead, size: number): PositionMap {
  const mark = memory.mark();
  const out = positionsOf(texelGeometry(memory, shaped, size));
  memory.release(mark);
  return out;
}

/** The same of texels that are known. */
export function positionsOf({ size, index, positions: places }: Texels): PositionMap {
  const out = new Float64Array(3 * size * size).fill(Number.NaN);
  for (let i = 0; i < index.length; i++) for (let k = 0; k < 3; k++) out[3 * index[i] + k] = places[3 * i + k];
  return out;
}

/** How squarely a camera looks at each texel: the cosine between normal and line of sight, 0 where it looks away [size, size]. */
export function facingMap(
  { size, index, positions: places, normals }: Texels,
  centre: readonly number[],
): Float32Array {
  const out = new Float32Array(size * size);
  for (let i = 0; i < index.length; i++) {
    let along = 0;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const sight = centre[k] - places[3 * i + k];
      along += sight * normals[3 * i + k];
      square += sight * sight;
    }
    out[index[i]] = Math.max(0, along / Math.sqrt(square));
  }
  return out;
}
