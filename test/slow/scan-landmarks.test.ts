import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../src/capture/detection/face-topology.ts';
import { readMesh } from '../../src/capture/scan/read-mesh.ts';
import { SEVEN } from '../../src/capture/scan/scan-landmarks.ts';
import { loadLandmarkBias } from '../../src/fitting/evidence/landmarks/landmark-bias.ts';
import { findScanLandmarks } from '../../src/fitting/scan/find-scan-landmarks.ts';
import type { TriangleMesh } from '../../src/geometry/mesh/triangle-mesh.ts';
import { rotationFromEuler } from '../../src/geometry/rotation.ts';
import { applySimilarity, invertSimilarity, type Similarity } from '../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { faceShell, movedMesh } from '../helpers/meshes/face-shell.ts';

const shared = join(import.meta.dirname, '..', '..', '..', 'shared');
const TURN = Math.PI / 2;
/** Pitch, yaw and roll of the 24 ways to lay a mesh along its axes. */
const ALONG_AXES: readonly (readonly [number, number, number])[] = [0, 1, 2, 3].flatMap((roll) =>
  [
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 0],
    [3, 0],
  ].map(([pitch, yaw]) => [TURN * pitch, TURN * yaw, TURN * roll] as const),
);
const ASKEW: readonly (readonly [number, number, number])[] = [
  [0, 0, 0.79],
  [0.52, 0, 0],
  [0.79, 0.79, 0],
  [-0.6, 2.3, 2.8],
  [0.3, -1.2, 1.9],
];

const bias = loadLandmarkBias();
const { ibug68 } = loadFaceTopology();

async function sevenFound(mesh: TriangleMesh, moved: Similarity, winding: 'kept' | 'reversed'): Promise<Float64Array> {
  const { points } = await findScanLandmarks(movedMesh(mesh, moved, winding), bias, 2);
  const back = applySimilarity(invertSimilarity(moved), points);
  return Float64Array.from(SEVEN.flatMap((l) => Array.from(back.subarray(3 * ibug68[l], 3 * ibug68[l] + 3))));
}

const HEAD = loadBundledHead();
const SCANS: readonly (readonly [string, string | TriangleMesh, readonly (readonly [number, number, number])[]])[] = [
  ['shell of the bundled head', faceShell(HEAD), [...ALONG_AXES, ...ASKEW]],
  ['the bundled head, closed', { positions: HEAD.template, triangles: HEAD.triangles }, ASKEW],
  ['DemoFace', join(shared, 'scans', 'meshmonk', 'DemoFace_10K.obj'), [...ALONG_AXES.slice(1, 6), ...ASKEW]],
  ['SIMPOP_03', join(shared, 'scans', 'meshmonk', 'SIMPOP_03.obj'), ASKEW],
  ['james', join(shared, 'captures', 'james', 'scan.obj'), [...ALONG_AXES.slice(3, 8), ...ASKEW.slice(2)]],
  ['lee_perry_smith', join(shared, 'captures', 'lee_perry_smith', 'scan.obj'), ASKEW],
];

describe('landmarks of a scan', () => {
  for (const [name, path, turns] of SCANS) {
    const missing = typeof path !== 'string' || existsSync(path) ? '' : ' (skipped: no such scan at hand)';
    it.skipIf(missing !== '')(
      `${name}: are within half a millimetre however it is turned and wound${missing}`,
      async () => {
        const mesh = typeof path === 'string' ? await readMesh(path) : path;
        const still = { scale: 1, rotation: rotationFromEuler(0, 0, 0), translation: new Float64Array(3) };
        const upright = await sevenFound(mesh, still, 'kept');
        const gapOf = (a: Float64Array, b: Float64Array, l: number): number =>
          Math.hypot(...[0, 1, 2].map((k) => a[3 * l + k] - b[3 * l + k]));
        const canthi = Math.hypot(...[0, 1, 2].map((k) => upright[k] - upright[9 + k]));
        for (const [i, turn] of turns.entries()) {
          const moved = { scale: 3, rotation: rotationFromEuler(...turn), translation: Float64Array.of(900, -50, 20) };
          const found = await sevenFound(mesh, moved, i % 2 === 0 ? 'reversed' : 'kept');
          const gaps = SEVEN.map((_, l) => (90 / canthi) * gapOf(found, upright, l));
          expect(Math.max(...gaps), `turned by ${turn.map((x) => x.toFixed(2)).join(' ')}`).toBeLessThan(0.5);
        }
      },
      3_600_000,
    );
  }
});
