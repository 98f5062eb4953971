import type { MarkedMesh } from '../../../src/capture/scan/marked-mesh.ts';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { outerSkin } from '../../../src/head/head-model.ts';
import { normals } from '../gradient-check.ts';

/** Another person's head [V, 3]. */
export const otherHead: Float64Array = (() => {
  const { template, identity } = loadBundledHead();
  const out = template.slice();
  normals(30, 3).forEach((a, k) => {
    for (let i = 0; i < out.length; i++) out[i] += a * identity.deltas[k * out.length + i];
  });
  return out;
})();

/** Its outer skin as a scan. */
export function scanOf(positions: Float64Array): MarkedMesh {
  const head = loadBundledHead();
  return { ...markedHead(head, positions), triangles: outerSkin(head) };
}
