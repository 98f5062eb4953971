import { describe, expect, it } from 'vitest';
import { FACE_SKIN, OTHER } from '../../../../src/capture/segmentation/classes.ts';
import type { ViewSegmentation } from '../../../../src/capture/segmentation/label-view.ts';
import { behindGlasses } from '../../../../src/fitting/evidence/landmarks/behind-glasses.ts';
import type { ViewObservation } from '../../../../src/fitting/evidence/landmarks/observation.ts';
import { project } from '../../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { eyeballs } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { head } from '../../../helpers/meshes/bundled-scan.ts';

const PIXELS = 300;
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 800, heightMm: 300, pixels: PIXELS });
const shown = project(camera, embeddedPoints(head.embeddings.mediapipe468, head.template));
const points = Float64Array.from({ length: 2 * 468 }, (_, i) => shown[3 * (i >> 1) + (i % 2)]);
const observation: ViewObservation = {
  scheme: 'mediapipe468',
  points,
  confidence: new Float64Array(468).fill(0.8),
  irises: null,
};
const eyes = project(camera, Float64Array.from(eyeballs(head, head.template).flatMap(({ centre }) => [...centre])));

/** A face, with rings of a width before the eyes, pixels. */
function segmentation(width: number): ViewSegmentation {
  const labels = Uint8Array.from({ length: PIXELS * PIXELS }, (_, k) => {
    const away = [0, 3].map((e) => Math.hypot((k % PIXELS) - eyes[e], Math.floor(k / PIXELS) - eyes[e + 1]));
    return away.some((d) => Math.abs(d - 24) < width / 2) ? OTHER : FACE_SKIN;
  });
  return { kind: 'image', labels, width: PIXELS };
}

/** MediaPipe's: middles of both brows, the bridge, the forehead; lids' corners, the mouth's, the chin. */
const DOUBTED = [105, 334, 6, 10];
const SEEN = [33, 133, 263, 362, 61, 291, 152];

describe('landmarks behind glasses', () => {
  it('are in doubt where rims lead them astray, and not on lids, mouth and chin', () => {
    const { confidence } = behindGlasses(head, observation, segmentation(4));
    for (const l of DOUBTED) expect(confidence[l]).toBeLessThan(0.1);
    for (const l of SEEN) expect(confidence[l]).toBe(0.8);
    expect(observation.confidence.every((c) => c === 0.8)).toBe(true);
  });

  it('are believed without glasses, without classes, and where a person placed them', () => {
    expect(behindGlasses(head, observation, segmentation(0))).toBe(observation);
    expect(behindGlasses(head, observation, segmentation(0.5))).toBe(observation);
    expect(behindGlasses(head, observation, null)).toBe(observation);
    const placed = { ...observation, scheme: 'ibug68' as const };
    expect(behindGlasses(head, placed, segmentation(4))).toBe(placed);
  });
});
