import { describe, it } from 'vitest';
import { cameraForHead } from '../../../src/evaluation/compare/posed-head.ts';
import { project } from '../../../src/geometry/camera.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';

describe('a camera lent to another head', () => {
  it('sees it where it saw its own', () => {
    const own = normals(90, 1, 60);
    const similarity = {
      scale: 1.3,
      rotation: rotationFromAxisAngle(0.2, -0.4, 0.1),
      translation: Float64Array.of(9, -4, 7),
    };
    const other = applySimilarity(similarity, own);
    const camera = {
      width: 640,
      height: 480,
      fx: 900,
      fy: 910,
      cx: 320,
      cy: 240,
      rotation: rotationFromAxisAngle(3, 0.2, 0.1),
      translation: Float64Array.of(5, 6, 800),
    };
    const pixels = (values: Float64Array) => values.filter((_, i) => i % 3 < 2);
    expectClose(pixels(project(cameraForHead(camera, own, other), other)), pixels(project(camera, own)), {
      atol: 1e-8,
    });
  });
});
