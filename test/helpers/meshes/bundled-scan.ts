import type { MarkedMesh } from '../../../src/capture/scan/marked-mesh.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, skinTriangles } from '../../../src/head/head-model.ts';

export const head = loadBundledHead();
/** [3V] of the skin alone */
export const skin = head.template.slice(0, 3 * head.parts[0].vertexCount);
const all = embeddedPoints(head.embeddings.ibug68, head.template);
export const marks68 = Array.from({ length: 68 }, (_, l) => Array.from(all.subarray(3 * l, 3 * l + 3)));
/** The seven landmarks that scans are aligned by. */
export const seven = Float64Array.from([36, 39, 42, 45, 33, 48, 54].flatMap((l) => marks68[l]));
/** The bundled head as if it were a scan. */
export const scan: MarkedMesh = { positions: skin, triangles: skinTriangles(head), landmarks: seven, noseTip: null };
