import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { NOSE_TIP, sevenOf } from '../capture/scan/scan-landmarks.ts';
import { embeddedPoints, type HeadModel } from '../head/head-model.ts';

/** A head's mesh with its landmarks, for protocols. @param positions all parts [V, 3] */
export function markedHead(head: HeadModel, positions: Float64Array): MarkedMesh {
  const all = embeddedPoints(head.embeddings.ibug68, positions);
  return {
    positions,
    triangles: head.triangles,
    landmarks: sevenOf(all),
    noseTip: all.slice(3 * NOSE_TIP, 3 * NOSE_TIP + 3),
  };
}
