import { describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { SEVEN } from '../../../src/capture/scan/scan-landmarks.ts';
import { loadLandmarkBias } from '../../../src/fitting/evidence/landmarks/landmark-bias.ts';
import { findScanLandmarks } from '../../../src/fitting/scan/find-scan-landmarks.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { faceShell, movedMesh } from '../../helpers/meshes/face-shell.ts';

describe('landmarks of a scan', () => {
  const head = loadBundledHead();

  // As programs with other axes leave it: a shell's inside looks like a face too, with right and left swapped.
  it('are found on an open shell from behind, wound inside out', async () => {
    const lying = {
      scale: 0.01,
      rotation: rotationFromAxisAngle(0.1, Math.PI, 0),
      translation: Float64Array.of(4, 5, 6),
    };
    const shell = movedMesh(faceShell(head), lying, 'reversed');
    const { points, confidence } = await findScanLandmarks(shell, loadLandmarkBias(), 2);
    const truth = applySimilarity(lying, embeddedPoints(head.embeddings.ibug68, head.template));
    const { ibug68 } = loadFaceTopology();
    for (const l of SEVEN) {
      const gap = [0, 1, 2].map((k) => (points[3 * ibug68[l] + k] - truth[3 * l + k]) / lying.scale);
      // The outer corners lie where the surface turns away, and a shell is open at eyes and nostrils: a pixel there is a
      // millimetre of depth. The wrong side would be off by an eye's distance from the other.
      expect(Math.hypot(...gap), `landmark ${l}`).toBeLessThan(10);
      expect(confidence[ibug68[l]]).toBeGreaterThan(0.3);
    }
  });
});
