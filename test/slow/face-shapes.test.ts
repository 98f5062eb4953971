import { describe, it } from 'vitest';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import {
  expectBlink,
  expectEyesAgree,
  expectJawAgrees,
  expectMouthCloses,
  expectNothingPierces,
  sampledHead,
  shapedFace,
} from '../helpers/meshes/face-shape-laws.ts';

const head = loadBundledHead();

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('the shapes of person %i', (seed) => {
  const face = shapedFace(head, sampledHead(head, seed));

  it('hold all laws, each of them', () => {
    expectBlink(face);
    expectMouthCloses(face);
    expectJawAgrees(face);
    expectEyesAgree(face);
    expectNothingPierces(face, [...face.faceShapes.names, ...face.visemes.names]);
  });
});
