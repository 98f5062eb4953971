import { describe, expect, it } from 'vitest';
import { METRES, MILLIMETRES } from '../../../../src/fitting/evidence/checks/capture-unit.ts';
import { mirroredLandmarks, mirrorObservation } from '../../../../src/fitting/evidence/checks/mirror-observation.ts';
import { cameraCentre } from '../../../../src/geometry/camera.ts';
import { transpose3 } from '../../../../src/geometry/rotation.ts';
import {
  axes,
  check,
  longer,
  type Mistake,
  none,
  opengl,
  refusal,
  toWorld,
  YAWS,
} from '../../../helpers/fitting/camera-mistakes.ts';
import { head, shoot } from '../../../helpers/fitting/shot-heads.ts';

describe('given cameras', () => {
  const conventions: readonly (readonly [string, Mistake, RegExp])[] = [
    [
      'OpenGL axes',
      opengl,
      /OpenGL's camera axes.* \(to \d\.\d % .*\); as given they are .*behind them in 5 of 5 views/,
    ],
    ['camera-to-world', toWorld, /read as camera-to-world, X = R x_cam \+ t/],
    [
      'camera-to-world in OpenGL axes',
      (c, v, all) => toWorld(opengl(c, v, all), v, all),
      /camera-to-world in OpenGL's axes/,
    ],
    ['centres for t', (c) => ({ ...c, translation: Float64Array.from(cameraCentre(c)) }), /the camera's centre for t/],
    ['R transposed', (c) => ({ ...c, rotation: transpose3(c.rotation) }), /R transposed/],
    ['x left, y up', axes(-1, -1, 1), /x left and y up/],
    ['t negated', (c) => ({ ...c, translation: c.translation.map((x) => -x) }), /t with the other sign/],
    [
      'K of pictures twice as large',
      (c) => ({ ...c, fx: 2 * c.fx, fy: 2 * c.fy, cx: 2 * c.cx, cy: 2 * c.cy }),
      /K of pictures of another size/,
    ],
    [
      'cameras one off',
      (_, v, all) => all[(v + 1) % all.length],
      /cameras in another order \(photo0\.jpg has that of photo4\.jpg/,
    ],
    [
      'every R one off',
      (c, v, all) => ({ ...c, rotation: all[(v + 2) % all.length].rotation }),
      /every R in another order \(photo0\.jpg has that of photo3\.jpg/,
    ],
  ];
  for (const [name, mistake, message] of conventions)
    for (const unit of [MILLIMETRES, null])
      it(`in another convention are refused and it is named: ${name}, unit ${unit?.name ?? 'unknown'}`, () => {
        const error = refusal(shoot(7, YAWS), mistake, unit);
        expect(error.kind).toBe('input');
        expect(error.message).toMatch(message);
        expect(error.hint).toContain('--ignore-cameras');
      });

  it('with K of a picture on its side are refused and it is named', () => {
    const swap: Mistake = (c) => ({ ...c, cx: c.cy, cy: c.cx });
    expect(refusal(shoot(7, [-80, -40, 0, 40, 80], 2400, 1080), swap).message).toMatch(/width and height swapped/);
  });

  it('with a principal point in the corner are refused and it is named', () => {
    const shots = shoot(7, [-80, -40, 0, 40, 80]);
    for (const at of [0, 0.5])
      expect(refusal(shots, (c) => ({ ...c, cx: at, cy: at })).message).toMatch(
        /principal point in the picture's middle/,
      );
  });

  it('in another unit are refused and it is named', () => {
    const shots = shoot(11, YAWS);
    expect(refusal(shots, longer(1e-3)).message).toMatch(/millimetres; received .* 0\.0\d+ mm apart .* read in metres/);
    expect(refusal(shots, longer(0.1)).message).toMatch(/read in centimetres/);
    expect(refusal(shots, longer(1 / 25.4)).message).toMatch(/read in inches/);
    expect(refusal(shots, longer(1000), METRES).message).toMatch(/metres; received .* read in millimetres/);
    expect(refusal(shots, longer(40)).message).toMatch(/eye corners lie \d{4} mm apart/);
    expect(refusal(shots, (c, v, all) => longer(1e-3)(toWorld(c, v, all), v, all)).hint).toMatch(/R\^T.*"unit": "m"/);
    expect(check(shots, longer(0.02), null)).toEqual({ contradicted: [], warnings: [] });
    expect(check(shots, longer(0.55)).warnings.join()).toMatch(/outer eye corners \d\d mm apart/);
  });

  it('of pictures that were mirrored or turned are refused', () => {
    const mirror = mirroredLandmarks(head);
    const shots = shoot(13, YAWS);
    const flipped = shots.map((shot) => ({ ...shot, observation: mirrorObservation(shot.observation, mirror, 1200) }));
    expect(refusal(flipped, none).message).toMatch(/read as pictures that are mirror images/);
    const turned = shoot(13, YAWS, 900, 1200).map(({ seen, observation }) => {
      const points = observation.points.map((_, i) =>
        i % 2 === 0 ? 1200 - observation.points[i + 1] : observation.points[i - 1],
      );
      return { seen: { ...seen, width: 1200, height: 900 }, observation: { ...observation, points } };
    });
    expect(refusal(turned, none).message).toMatch(/turned by 90 degrees clockwise/);
  });
});
