import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import type { RestingHead } from '../../src/head/face-shapes/eyes/eye-spheres.ts';
import {
  expectBlink,
  expectBlinkClearsEyes,
  expectEyesAgree,
  expectLidsFollowGaze,
  expectLidsSlide,
} from '../helpers/face-shapes/eye-shape-laws.ts';
import {
  expectJawAgrees,
  expectLipsHold,
  expectMouthCloses,
  expectNothingPierces,
  expectRoundLowerLip,
  exportedSkin,
} from '../helpers/face-shapes/face-shape-laws.ts';
import { sampledHead, shapedFace } from '../helpers/face-shapes/shaped-face.ts';
import { SHARED } from '../helpers/folders.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const head = loadBundledHead();
const exported = exportedSkin(head);

function expectAllLaws(rest: RestingHead): void {
  const face = shapedFace(head, rest);
  expectBlink(face);
  expectBlinkClearsEyes(face);
  expectLidsSlide(face);
  expectLidsFollowGaze(face);
  expectLipsHold(face);
  expectMouthCloses(face);
  expectRoundLowerLip(face);
  expectJawAgrees(face);
  expectEyesAgree(face);
  expectNothingPierces(face, [...face.faceShapes.names, ...face.visemes.names], exported);
}

/** A fit's neutral face and its joints, as its rig has them. */
async function fittedHead(capture: string): Promise<RestingHead> {
  const folder = join(temporaryFolder(), 'fit');
  const run = runCli('fit', capture, '-o', folder, '--quiet');
  expect(run.code, run.stderr).toBe(0);
  const { surface, joints } = await loadRig(folder);
  const places = head.joints.flatMap(({ name }) => [...(joints.find((joint) => joint.name === name)?.position ?? [])]);
  return { positions: surface.positions, joints: Float64Array.from(places) };
}

describe('the shapes hold all laws, each of them, on', () => {
  it('the template', () => {
    expectAllLaws({ positions: head.template, joints: head.jointPositions });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('person %i', (seed) => {
    expectAllLaws(sampledHead(head, seed));
  });

  for (const name of ['james', 'lee_perry_smith']) {
    const capture = join(SHARED, 'captures', name);
    const missing = existsSync(capture) ? '' : ` (skipped: no ${name} at hand)`;
    it.skipIf(missing !== '')(`${name}, fitted${missing}`, async () => {
      expectAllLaws(await fittedHead(capture));
    });
  }
});
