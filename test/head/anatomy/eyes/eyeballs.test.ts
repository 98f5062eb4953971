import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import {
  AHEAD,
  eyeballs,
  gazeDirection,
  gazeTowards,
  gazeTurn,
  IRIS_RADIUS,
  turnEyeballs,
} from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { irisChart } from '../../../../src/head/anatomy/eyes/iris-chart.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { EYE_LOOK, eyeLookTurn } from '../../../../src/head/face-shapes/eyes/turn-eyes.ts';
import { loadPartImages } from '../../../../src/render/mesh/head-mesh.ts';

const head = loadBundledHead();
const rest = eyeballs(head, head.template);

describe('eyeballs', () => {
  it('look ahead at rest, the left one on the left', () => {
    expect(rest.map(({ part }) => part.name)).toEqual(['eye_L', 'eye_R']);
    expect(rest[0].centre[0]).toBeGreaterThan(20);
    for (const { axis } of rest) expect(axis[2]).toBeGreaterThan(0.99);
  });

  it('are turned to a gaze and tell it', () => {
    const random = createRandom(3);
    for (let n = 0; n < 20; n++) {
      const gaze = { yaw: 0.5 * random.normal(), pitch: 0.3 * random.normal() };
      const found = gazeTowards(rest[0].axis, gazeDirection(rest[0].axis, gaze));
      expect(found.yaw).toBeCloseTo(gaze.yaw, 9);
      expect(found.pitch).toBeCloseTo(gaze.pitch, 9);
    }
    expect(gazeTowards(rest[1].axis, rest[1].axis)).toEqual(AHEAD);
  });

  it('turn about their middles as wholes', () => {
    const gaze = { left: { yaw: 0.3, pitch: -0.1 }, right: { yaw: 0.2, pitch: -0.1 } };
    const turned = head.template.slice();
    turnEyeballs(head, gaze, turned);
    eyeballs(head, turned).forEach(({ centre, radius, axis }, e) => {
      centre.forEach((x, k) => {
        expect(x).toBeCloseTo(rest[e].centre[k], 9);
      });
      expect(radius).toBeCloseTo(rest[e].radius, 9);
      const found = gazeTowards(rest[e].axis, axis);
      expect(found.yaw).toBeCloseTo(e === 0 ? 0.3 : 0.2, 9);
      expect(found.pitch).toBeCloseTo(-0.1, 9);
    });
  });

  it("turn as ARKit's eyeLook shapes do", () => {
    const same = (turn: readonly number[], shape: readonly number[]): void => {
      turn.forEach((x, k) => {
        expect(x).toBeCloseTo(shape[k], 12);
      });
    };
    same(gazeTurn({ yaw: EYE_LOOK.Out, pitch: 0 }), eyeLookTurn('Out', 'Left'));
    same(gazeTurn({ yaw: EYE_LOOK.In, pitch: 0 }), eyeLookTurn('In', 'Right'));
    same(gazeTurn({ yaw: 0, pitch: EYE_LOOK.Up }), eyeLookTurn('Up', 'Right'));
  });
});

describe('the iris on its texture', async () => {
  const { eye } = await loadPartImages(head);

  it.each(rest.map(({ part }) => part))('is dark within its circle and light around it: $name', (part) => {
    const { centre, radius } = irisChart(head, part);
    const brightness = (reach: number): number => {
      let sum = 0;
      for (let n = 0; n < 64; n++) {
        const [x, y] = [Math.cos, Math.sin].map((f, k) => centre[k] + reach * radius * f((2 * Math.PI * n) / 64));
        sum += eye.data[3 * (Math.floor(y * eye.height) * eye.width + Math.floor(x * eye.width)) + 1] / 64;
      }
      return sum;
    };
    expect(brightness(1.15)).toBeGreaterThan(2 * brightness(0.9));
    expect(brightness(0.15)).toBeLessThan(0.02);
    expect(IRIS_RADIUS).toBeGreaterThan(0.4);
  });
});
