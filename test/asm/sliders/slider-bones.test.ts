import { describe, expect, it } from 'vitest';
import { boneTransforms } from '../../../src/asm/bone-transforms.ts';
import { BONES } from '../../../src/asm/bones.ts';
import { sliderParameters } from '../../../src/asm/sliders/slider-bones.ts';
import type { Slider } from '../../../src/asm/sliders/slider-definition.ts';
import { SLIDERS } from '../../../src/asm/sliders/slider-table.ts';
import { model } from '../../helpers/meshes/skinned-head.ts';

const { layout, restBind, parents, rest } = model;

/** What each bone does to points, as [P, x] with P less the identity. */
function maps(name: string, value: number): Map<string, number[]> {
  const slider = SLIDERS.find((candidate) => candidate.name === name) as Slider;
  const { linear, offset } = boneTransforms(layout, sliderParameters(model, slider, value), restBind, parents);
  return new Map(
    BONES.map((bone, j) => [
      bone.name,
      [...linear.slice(9 * j, 9 * j + 9).map((x, i) => x - (i % 4 === 0 ? 1 : 0)), ...offset.slice(3 * j, 3 * j + 3)],
    ]),
  );
}

const still = (map: readonly number[] = [Number.NaN]): boolean => map.every((x) => Math.abs(x) < 1e-12);

describe('what a slider does to bones', () => {
  it('is nothing at 0, for every slider', () => {
    for (const slider of SLIDERS)
      sliderParameters(model, slider, 0).forEach((x, p) => {
        if (Math.abs(x - rest[p]) > 1e-12) expect.fail(`${slider.name}, parameter ${p}`);
      });
  });

  it('is a shift of those that are named and of what hangs on them', () => {
    const moved = maps('eye-spacing-left', 0.5);
    for (const [name, map] of moved)
      expect(still(map), name).toBe(!/^eye.*_L$/.test(name) || name.startsWith('eyebrow'));
    expect(moved.get('eye_L')?.[9]).toBeGreaterThan(0);
    const [corner, eye] = ['eye_outer_corner_L', 'eye_L'].map((name) => moved.get(name) ?? []);
    corner.forEach((x, i) => {
      expect(x).toBeCloseTo(eye[i], 12);
    });
  });

  it('leaves bones below one that goes alone, but for their own moves', () => {
    const moved = maps('skull-width', -1);
    for (const [name, map] of moved) expect(still(map), name).toBe(!/^(head|ear_.|temple_.|forehead_.)$/.test(name));
    const ear = moved.get('ear_L') ?? [];
    expect(still(ear.slice(0, 9)) && still(ear.slice(10))).toBe(true);
    expect(ear[9]).toBeLessThan(0);
    expect(moved.get('ear_R')?.[9]).toBeCloseTo(-ear[9], 12);
    expect(still(moved.get('head'))).toBe(false);
  });
});
