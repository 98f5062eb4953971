import { skinTriangles } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { fitLight } from '../light/fit-light.ts';
import type { ShapedHead } from '../mesh/head-mesh.ts';
import { someTexels, texelGeometry } from './texels.ts';
import { type BakeView, observeSkin, textureViews } from './texture-views.ts';

const TEXELS = 6000;

/** SH lighting [9, 3] of a photograph that had no part in a texture, the texture taken as it is. */
export function lightOfView(kernels: Kernels, shaped: ShapedHead, albedo: LinearImage, view: BakeView): Float64Array {
  const { memory } = kernels;
  const mark = memory.mark();
  const [seen] = textureViews(kernels, shaped.positions, skinTriangles(shaped.head), [view]);
  const all = texelGeometry(memory, shaped, albedo.width);
  const some = someTexels(memory, all, Math.max(1, Math.floor(all.index.length / TEXELS)));
  const count = some.index.length;
  const lanes = memory.real(4 * count);
  observeSkin(kernels, seen, some, lanes);
  const light = fitLight({
    normals: Float64Array.from(some.normals),
    albedo: Float64Array.from(
      { length: 3 * count },
      (_, k) => albedo.data[3 * some.index[Math.floor(k / 3)] + (k % 3)],
    ),
    observed: Float64Array.from({ length: 3 * count }, (_, k) => lanes[4 * Math.floor(k / 3) + (k % 3)]),
    weights: Float64Array.from({ length: count }, (_, i) => Math.sqrt(lanes[4 * i + 3])),
  });
  memory.release(mark);
  return light;
}
