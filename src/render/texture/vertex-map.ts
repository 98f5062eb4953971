import type { HeadModel } from '../../head/head-model.ts';
import { forEachSkinTexel } from './skin-texels.ts';

/** A function of the skin's vertices over the texture, 0 where no skin lies. @returns [size, size] */
export function vertexMap(head: HeadModel, size: number, value: (vertex: number) => number): Float32Array {
  const out = new Float32Array(size * size);
  forEachSkinTexel(head, size, (vertices) => {
    const values = Array.from(vertices, value);
    return (texel, w) => {
      out[texel] = w[0] * values[0] + w[1] * values[1] + w[2] * values[2];
    };
  });
  return out;
}
