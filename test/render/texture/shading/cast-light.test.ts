import { describe, expect, it } from 'vitest';
import { median } from '../../../../src/geometry/median.ts';
import { findLamp } from '../../../../src/render/light/find-lamp.ts';
import { fitLight } from '../../../../src/render/light/fit-light.ts';
import { fitHardLight } from '../../../../src/render/light/hard-light.ts';
import { castLight } from '../../../../src/render/texture/shading/cast-light.ts';
import { softIrradiance } from '../../../helpers/light/soft-irradiance.ts';
import {
  faceVertices,
  head,
  litWithoutShadows,
  litWithShadows,
  lookingFrom,
  sunlitView,
  surface,
} from '../../../helpers/light/sunlit-face.ts';

const shaped = { head, positions: head.template };
const samples = sunlitView(1, 0);
const light = fitLight(samples);
const [lamp] = findLamp(surface, [{ samples, light, rotation: lookingFrom(0) }]);
if (lamp === null) throw new Error('no lamp');
const seen = Array.from(faceVertices.keys()).filter((i) => samples.weights[i] > 0.2);

/** Spread of the face's colour once a view's light is off it: the median absolute deviation of logarithms. @param cast what a lamp adds */
function spread({ observed, albedo, normals }: typeof samples, soft: Float64Array, cast: Float64Array | null): number {
  const logs = seen.map((i) => {
    const shade = softIrradiance(soft, normals.subarray(3 * i, 3 * i + 3));
    return Math.log(observed[3 * i] / albedo[3 * i] / shade[0]) - (cast?.[3 * faceVertices[i]] ?? 0);
  });
  const middle = median(logs);
  return median(logs.map((x) => Math.abs(x - middle)));
}

describe('a lamp and its shadows', () => {
  const cast = castLight(shaped, lamp, light, { ...samples, positions: surface.positions });

  it('are off the skin where they were seen: an even face is even again', () => {
    expect(cast.length).toBe(3 * head.parts[0].vertexCount);
    const before = spread(samples, light, null);
    expect(before).toBeGreaterThan(0.05);
    expect(spread(samples, light, cast)).toBeLessThan(0.35 * before);
  });

  it('are left out where the photograph does not show them', () => {
    const open = sunlitView(1, 0, litWithoutShadows);
    const soft = fitLight(open);
    const hard = fitHardLight({ samples: open, light: soft }, { toLamp: lamp.toLamp, lit: litWithShadows });
    if (hard === null) throw new Error('no light');
    const none = castLight(shaped, { ...hard, certainty: 1 }, soft, { ...open, positions: surface.positions });
    const shadowed = seen.filter((i) => litWithShadows[i] < 0.05 * litWithoutShadows[i] && litWithoutShadows[i] > 0.3);
    expect(shadowed.length).toBeGreaterThan(10);
    const depth = (logs: Float64Array): number => median(shadowed.map((i) => -logs[3 * faceVertices[i]]));
    expect(depth(cast)).toBeGreaterThan(0.5);
    expect(depth(none)).toBeLessThan(0.25 * depth(cast));
  });

  it('count as far as they are certain, and not at all where nothing is seen', () => {
    const half = castLight(shaped, { ...lamp, certainty: 0.5 * lamp.certainty }, light, {
      ...samples,
      positions: surface.positions,
    });
    faceVertices.slice(0, 50).forEach((v) => {
      expect(half[3 * v]).toBeCloseTo(0.5 * cast[3 * v], 10);
    });
    const back = Array.from(cast.keys()).filter((k) => head.template[3 * Math.floor(k / 3) + 2] < -120);
    expect(back.length).toBeGreaterThan(100);
    for (const k of back) expect(cast[k]).toBeCloseTo(0, 10);
  });
});
