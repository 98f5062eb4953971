import { describe, expect, it } from 'vitest';
import { sliderFields } from '../../../src/asm/sliders/slider-fields.ts';
import { SLIDERS } from '../../../src/asm/sliders/slider-table.ts';
import { packSliderMoves } from '../../../src/export/results/sliders/slider-moves.ts';
import { onPrimitive, skinSurface } from '../../../src/export/rig/rig-primitives.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { readSliderMoves } from '../../../src/viewer/result/slider-moves.ts';

const head = loadPeoplesHead();
const packed = Uint8Array.from(packSliderMoves(head));
const moves = readSliderMoves(packed);

describe('what the page moves a head by', () => {
  it('is small, and has what has halves by these', () => {
    expect(packed.length).toBeLessThan(2.5e6);
    const halves = SLIDERS.filter(({ side }) => side !== 'both').map(({ definition }) => definition.name);
    expect([...moves.sliders.keys()]).toEqual(
      SLIDERS.filter(({ side, name }) => side !== 'both' || !halves.includes(name)).map(({ name }) => name),
    );
    expect(moves.primitives.map(({ name }) => name)).toEqual(head.parts.map(({ name }) => name));
  });

  it.each(['nose-width-left', 'eye-size-right', 'skull-length'])('is the field of %s, to a step', (name) => {
    const skin = skinSurface(head);
    const field = sliderFields(head).get(name) ?? new Float64Array();
    const onSkin = onPrimitive(skin, field, 3);
    const shown = new Float64Array(onSkin.length);
    let coarsest = 0;
    for (const { primitive, vertices, steps, step } of moves.sliders.get(name) ?? []) {
      if (primitive !== 0) continue;
      coarsest = step;
      vertices.forEach((v, i) => {
        for (let k = 0; k < 3; k++) shown[3 * v + k] = step * steps[k * vertices.length + i];
      });
    }
    const most = Math.max(...onSkin.map((x, i) => Math.abs(x - shown[i])));
    expect(coarsest).toBeGreaterThan(0);
    expect(most).toBeLessThan(Math.max(0.06, 0.51 * coarsest));
  });

  it('is refused where it was cut off, or of another version', () => {
    expect(() => readSliderMoves(packed.slice(0, packed.length - 7))).toThrow(/cut off/);
    const text = new TextDecoder('latin1').decode(packed.subarray(4, 40));
    expect(text).toContain('"version":1');
    const other = packed.slice();
    other[4 + text.indexOf('"version":1') + 10] = '2'.charCodeAt(0);
    expect(() => readSliderMoves(other)).toThrow(/version 2/);
  });
});
