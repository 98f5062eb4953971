import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Writes `scan.obj` and, beside it, its seven landmarks. */
export function writeScan(folder: string, { positions, triangles, landmarks }: MarkedMesh): void {
  const lines = (letter: string, values: ArrayLike<number>): string[] =>
    Array.from(
      { length: values.length / 3 },
      (_, i) => `${letter} ${values[3 * i]} ${values[3 * i + 1]} ${values[3 * i + 2]}`,
    );
  const faces = triangles.map((v) => v + 1);
  writeFileSync(join(folder, 'scan.obj'), [...lines('v', positions), ...lines('f', faces)].join('\n'));
  const landmarks7 = Array.from({ length: 7 }, (_, l) => Array.from(landmarks.subarray(3 * l, 3 * l + 3)));
  writeFileSync(join(folder, 'scan-landmarks.json'), JSON.stringify({ landmarks7 }));
}
