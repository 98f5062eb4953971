import type { HeadModel } from '../../../head/head-model.ts';
import { forEachSkinTexel } from '../skin-texels.ts';

/** 1 for texels of the outer skin, 0 inside the mouth and the sockets and beside the charts [size, size]. */
export function outerTexels(head: HeadModel, size: number): Uint8Array {
  const { mouth, sockets } = head.regions;
  const out = new Uint8Array(size * size);
  const mark = (texel: number): void => {
    out[texel] = 1;
  };
  forEachSkinTexel(head, size, (vertices) => (vertices.some((v) => mouth[v] === 1 || sockets[v] === 1) ? null : mark));
  return out;
}
