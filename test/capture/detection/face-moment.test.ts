import { describe, expect, it } from 'vitest';
import { faceMoment } from '../../../src/capture/detection/face-moment.ts';

/** Eyes of 30 px whose outer corners are 100 apart, a mouth of 55: turned by `roll` in the picture, larger by `scale`. */
function face({ gap = 6, lids = 10, aside = 3, roll = 0, scale = 1 }): { points: Float64Array; irises: Float64Array } {
  const points = new Float64Array(3 * 468);
  const irises = new Float64Array(2 * 10);
  const [cos, sin] = [scale * Math.cos(roll), scale * Math.sin(roll)];
  const put = (into: Float64Array, at: number, [x, y]: readonly [number, number]): void => {
    into.set([300 + cos * x - sin * y, 200 + sin * x + cos * y], at);
  };
  const places: Record<number, readonly [number, number]> = {
    33: [-50, 0],
    133: [-20, 0],
    362: [20, 0],
    263: [50, 0],
    159: [-35, -lids / 2],
    145: [-35, lids / 2],
    386: [35, -lids / 2],
    374: [35, lids / 2],
    10: [0, -70],
    152: [0, 100],
    13: [0, 60],
    14: [0, 60 + gap],
    61: [-27.5, 65],
    291: [27.5, 65],
  };
  for (const [i, place] of Object.entries(places)) put(points, 3 * Number(i), place);
  put(irises, 0, [-35 + aside, 0]);
  put(irises, 10, [35 + aside, 0]);
  return { points, irises };
}

describe('what a face does', () => {
  it.each([{}, { roll: 0.5 }, { scale: 3 }, { roll: -1, scale: 0.2 }])('is read from its landmarks %o', (posed) => {
    const { points, irises } = face(posed);
    const moment = faceMoment(points, irises);
    expect(moment.mouthGap).toBeCloseTo(0.06, 9);
    expect(moment.mouthWidth).toBeCloseTo(0.55, 9);
    expect(moment.mouthDroop).toBeCloseTo(0.02, 9);
    expect(moment.eyeOpening).toBeCloseTo(0.1, 9);
    expect(moment.gazeAside).toBeCloseTo(0.1, 9);
  });

  it('has a side: eyes that look to the left of the picture', () => {
    const { points, irises } = face({ aside: -6 });
    expect(faceMoment(points, irises).gazeAside).toBeCloseTo(-0.2, 9);
  });
});
