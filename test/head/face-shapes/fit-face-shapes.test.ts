import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { eyeLookTurn } from '../../../src/head/face-shapes/eyes/turn-eyes.ts';
import { mouthParts } from '../../../src/head/face-shapes/mouth-parts.ts';
import {
  expectBlink,
  expectBlinkClearsEyes,
  expectEyesAgree,
  expectLidsFollowGaze,
  expectLidsSlide,
} from '../../helpers/face-shapes/eye-shape-laws.ts';
import {
  coarseSkin,
  expectJawAgrees,
  expectLipsHold,
  expectMouthCloses,
  expectNothingPierces,
  expectRoundLowerLip,
  exportedSkin,
} from '../../helpers/face-shapes/face-shape-laws.ts';
import { sampledHead, shapedFace } from '../../helpers/face-shapes/shaped-face.ts';

const head = loadBundledHead();
const FACES = {
  template: shapedFace(head, { positions: head.template, joints: head.jointPositions }),
  'person 1': shapedFace(head, sampledHead(head, 1)),
};
/** Those that come nearest to teeth, tongue and eyes; all of them are in the slow tests. */
const CLOSE = ['mouthRollLower', 'mouthFunnel', 'mouthPressLeft', 'jawLeft', 'tongueOut', 'eyeSquintLeft', 'viseme_aa'];

describe.each(Object.entries(FACES))("ARKit's shapes on the %s", (_, face) => {
  it('shut the eyes', () => {
    expectBlink(face);
  });

  it('keep lids off the eyes on the way of a blink', () => {
    expectBlinkClearsEyes(face);
  });

  it('have a lower lid that squints under a blink slide behind the upper one', () => {
    expectLidsSlide(face);
  });

  it('have shut lids follow the gaze', () => {
    expectLidsFollowGaze(face);
  });

  it('close the mouth of an open jaw', () => {
    expectMouthCloses(face);
  });

  it('round the lower lip of an open jaw', () => {
    expectRoundLowerLip(face);
  });

  it('keep a shut mouth shut where they part no lips', () => {
    expectLipsHold(face);
  });

  it('open the jaw as its joint does', () => {
    expectJawAgrees(face);
  });

  it('turn the eyes as their joints do', () => {
    expectEyesAgree(face);
  });

  it('pierce nothing', () => {
    expectNothingPierces(face, CLOSE, coarseSkin(head));
  });

  it('pierce nothing of the skin that rigs have', () => {
    expectNothingPierces(face, ['tongueOut', 'mouthClose'], exportedSkin(head));
  });
});

describe("ARKit's shapes", () => {
  const { shaped, faceShapes, visemes, neutral } = FACES.template;

  it('are 52, with 15 visemes, and each but the silent one moves something', () => {
    expect(faceShapes.names).toHaveLength(52);
    expect(visemes.names).toHaveLength(15);
    for (const name of [...faceShapes.names, ...visemes.names])
      if (name !== 'viseme_sil')
        expect(
          shaped(name).some((x, i) => Math.abs(x - neutral[i]) > 0.5),
          name,
        ).toBe(true);
  });

  it('have halves that mirror each other, so that both are a symmetric whole', () => {
    const skin = head.parts[0].vertexCount;
    const { inside } = mouthParts(head);
    for (const left of faceShapes.names.filter((name) => name.endsWith('Left'))) {
      const right = `${left.slice(0, -4)}Right`;
      const [a, b] = [shaped(left), shaped(right)];
      let worst = 0;
      for (let v = 0; v < skin; v++) {
        if (inside.has(v)) continue;
        for (let k = 0; k < 3; k++) {
          const m = 3 * head.mirror[v] + k;
          const sign = k === 0 ? -1 : 1;
          worst = Math.max(worst, Math.abs(a[3 * v + k] - neutral[3 * v + k] - sign * (b[m] - neutral[m])));
        }
      }
      expect(worst, left).toBeLessThan(0.3);
    }
  });

  it('look to the side that their names say', () => {
    expect(eyeLookTurn('Out', 'Left')[1]).toBeGreaterThan(0);
    expect(eyeLookTurn('In', 'Right')[1]).toBeGreaterThan(0);
    expect(eyeLookTurn('Down', 'Left')[0]).toBeGreaterThan(0);
  });
});
