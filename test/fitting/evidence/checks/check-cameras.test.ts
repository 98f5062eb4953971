import { describe, expect, it } from 'vitest';
import { METRES, MILLIMETRES } from '../../../../src/fitting/evidence/checks/capture-unit.ts';
import { mirroredLandmarks, mirrorObservation } from '../../../../src/fitting/evidence/checks/mirror-observation.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { multiply3, rotationFromAxisAngle } from '../../../../src/geometry/rotation.ts';
import {
  check,
  type Mistake,
  none,
  only,
  opengl,
  refusal,
  turnedInPlace,
  YAWS,
} from '../../../helpers/fitting/camera-mistakes.ts';
import { head, observe, person, radians, shoot, times } from '../../../helpers/fitting/shot-heads.ts';

describe('given cameras', () => {
  it('that are right never raise an alarm, whoever stands between them', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = createRandom(1000 + seed);
      const yaws = Array.from({ length: 2 + (seed % 6) }, () => 110 * (random.uniform() - 0.5));
      const unit = [MILLIMETRES, METRES, null][seed % 3];
      expect({ seed, ...check(shoot(seed, yaws), none, unit) }).toEqual({ seed, contradicted: [], warnings: [] });
    }
  });

  it('with two degrees and a per cent of noise pass too', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = createRandom(2000 + seed);
      const yaws = Array.from({ length: 2 + (seed % 6) }, () => 80 * (random.uniform() - 0.5));
      const noisy: Mistake = (camera) => {
        const axis = [0, 1, 2].map(() => random.normal());
        const angle = ((1 + random.uniform()) * radians) / Math.hypot(...axis);
        const turn = rotationFromAxisAngle(axis[0] * angle, axis[1] * angle, axis[2] * angle);
        const zoom = 1 + 0.01 * random.normal();
        return {
          ...camera,
          fx: camera.fx * zoom,
          fy: camera.fy * zoom,
          rotation: multiply3(turn, camera.rotation),
          translation: times(turn, camera.translation),
        };
      };
      expect({ seed, ...check(shoot(seed, yaws), noisy) }).toEqual({ seed, contradicted: [], warnings: [] });
    }
  });

  const single: readonly (readonly [string, Mistake, RegExp])[] = [
    ['turned by 25 degrees', turnedInPlace(25), /turned by 2\d degrees, \d{3} % of the inter-ocular distance aside/],
    ['turned by 12 degrees', turnedInPlace(-12), /aside/],
    ['R of another view', (c, _, all) => ({ ...c, rotation: all[0].rotation }), /it has the R of photo0\.jpg/],
    ['camera of another view', (_, __, all) => all[3], /it has the same camera as photo3\.jpg/],
    ['OpenGL axes', opengl, /behind the camera; read as OpenGL's camera axes/],
  ];
  for (const [name, mistake, message] of single)
    it(`of which one is wrong: that view is named and set aside (${name})`, () => {
      for (const [seed, wrong] of [
        [3, 1],
        [4, 2],
        [5, 4],
      ]) {
        const { contradicted, warnings } = check(shoot(seed, YAWS), only(wrong, mistake));
        expect(contradicted).toEqual([wrong]);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(new RegExp(`^photo${wrong}\\.jpg: its camera does not explain its landmarks`));
        expect(warnings[0]).toMatch(message);
      }
    });

  it('of which one picture is mirrored: it is named', () => {
    const shots = shoot(17, YAWS);
    const mirror = mirroredLandmarks(head);
    const flipped = shots.map((shot, v) =>
      v === 1 ? { ...shot, observation: mirrorObservation(shot.observation, mirror, 1200) } : shot,
    );
    expect(check(flipped).warnings.join()).toMatch(/^photo1\.jpg: .*as a mirror image it would fit/);
  });

  it('of two that contradict each other are refused with both names', () => {
    const error = refusal(shoot(19, [0, 30]), only(1, turnedInPlace(35)));
    expect(error.message).toMatch(/no head explains the views/);
    expect(error.message).toMatch(/photo0\.jpg.*photo1\.jpg/);
  });

  it('that are one and the same are refused where the face turns, and not where it does not', () => {
    const same: Mistake = (_, __, all) => all[0];
    for (const yaws of [[0, 25], [0, 20, -20], YAWS])
      expect(refusal(shoot(23, yaws), same).message).toMatch(/one and the same camera .* turns by up to \d\d degrees/);
    const still = shoot(29, [8]);
    const random = createRandom(4);
    const identity = person(random);
    const shots = [0, 1, 2].map(() => ({ ...still[0], observation: observe(still[0].seen, identity, random) }));
    for (const unit of [MILLIMETRES, null])
      expect(check(shots, none, unit)).toEqual({ contradicted: [], warnings: [] });
  });
});
