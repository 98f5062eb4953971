import type { HeadModel, MorphBasis } from '../head-model.ts';

/**
 * Shapes whose left and right halves are mirror images of each other over the skin: of the two, m the mirror,
 *   left' = (left + m right)/2,  right' = (right + m left)/2
 * so that both together are symmetric where the head is.
 */
export function mirrorHalves(head: HeadModel, { names, deltas }: MorphBasis): MorphBasis {
  const stride = 3 * head.vertexCount;
  const out = deltas.slice();
  names.forEach((name, k) => {
    const other = names.indexOf(mirroredName(name));
    if (other < 0 || other === k) return;
    for (let v = 0; v < head.mirror.length; v++)
      for (let axis = 0; axis < 3; axis++) {
        const mirrored = (axis === 0 ? -1 : 1) * deltas[other * stride + 3 * head.mirror[v] + axis];
        out[k * stride + 3 * v + axis] = (deltas[k * stride + 3 * v + axis] + mirrored) / 2;
      }
  });
  return { names, deltas: out };
}

function mirroredName(name: string): string {
  return name.endsWith('Left') ? name.replace(/Left$/, 'Right') : name.replace(/Right$/, 'Left');
}
