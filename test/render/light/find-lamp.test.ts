import { describe, expect, it } from 'vitest';
import { dot3, unit } from '../../../src/geometry/vector3.ts';
import { findLamp } from '../../../src/render/light/find-lamp.ts';
import { fitLight } from '../../../src/render/light/fit-light.ts';
import { lampSeen, litBy } from '../../../src/render/light/lit-surface.ts';
import { lookingFrom, SUN, sunlitView, surface } from '../../helpers/light/sunlit-face.ts';

/** Views under a sun of some strength. */
function views(strength: number, yaws: readonly number[]) {
  return yaws.map((yaw) => {
    const samples = sunlitView(strength, yaw);
    return { samples, light: fitLight(samples), rotation: lookingFrom(yaw) };
  });
}

describe('the lamp that a head stands before', () => {
  it('is found from its shadows, the same for all views', () => {
    const found = findLamp(surface, views(1, [-35, 0, 35]));
    expect(found.length).toBe(3);
    for (const light of found) {
      expect(light?.certainty).toBeGreaterThan(0.95);
      expect((180 / Math.PI) * Math.acos(dot3(light?.toLamp ?? [], SUN))).toBeLessThan(4);
      expect(Math.abs((light?.color[0] ?? 0) / 1.1 - 1)).toBeLessThan(0.15);
    }
    expect(found[2]?.toLamp).toEqual(found[0]?.toLamp);
  });

  it('is found where it stands still beside the camera and the head turns', () => {
    const lamp = unit([-0.5, -0.55, 0.6]);
    const turned = [-30, 0, 30].map((yaw) => {
      const rotation = lookingFrom(yaw);
      const toLamp = [0, 1, 2].map(
        (k) => rotation[k] * lamp[0] + rotation[3 + k] * lamp[1] - rotation[6 + k] * lamp[2],
      );
      const samples = sunlitView(1, yaw, litBy(surface, toLamp, lampSeen(surface.mesh, toLamp)));
      return { toLamp, view: { samples, light: fitLight(samples), rotation } };
    });
    const found = findLamp(
      surface,
      turned.map(({ view }) => view),
    );
    found.forEach((light, v) => {
      expect(light?.certainty).toBeGreaterThan(0.9);
      expect((180 / Math.PI) * Math.acos(dot3(light?.toLamp ?? [], turned[v].toLamp))).toBeLessThan(5);
    });
  });

  it('is found in a single view', () => {
    const [light] = findLamp(surface, views(1, [0]));
    expect((180 / Math.PI) * Math.acos(dot3(light?.toLamp ?? [], SUN))).toBeLessThan(5);
  });

  it('is none where light is soft but for what skin differs in', () => {
    const soft = views(0, [-35, 0, 35]).map(({ samples, ...view }) => ({
      ...view,
      samples: {
        ...samples,
        observed: samples.observed.map((x, k) => x * (1 + 0.08 * Math.sin(37 * Math.floor(k / 3)))),
      },
    }));
    expect(findLamp(surface, soft)).toEqual([null, null, null]);
  });
});
