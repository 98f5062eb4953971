import type { HairChart } from '../../../src/fitting/hair/cards/hair-chart.ts';
import type { LinearImage } from '../../../src/image/image.ts';

/** Texels along a side, and mm a texel. */
export const SIDE = 160;
export const MM = 2;

const image = (data: Float32Array): LinearImage => ({ width: SIDE, height: SIDE, channels: 3, data });

/** Chart place of a texel from its middle, texels. */
export function fromMiddle(i: number): readonly [x: number, y: number] {
  return [(i % SIDE) - (SIDE - 1) / 2, Math.floor(i / SIDE) - (SIDE - 1) / 2];
}

/** A plane of hair, z = 0, that faces +z: a disc of 120 mm in radius within the chart's mesh, of one colour but as `light` has it. */
export function flatHair(
  light: (x: number, y: number) => number = () => 1,
  set: Partial<Pick<HairChart, 'seen' | 'bare' | 'thickness' | 'cover'>> = {},
): HairChart {
  const count = SIDE * SIDE;
  const plane = (value: (x: number, y: number) => number): Float32Array => {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++) out[i] = value(...fromMiddle(i));
    return out;
  };
  const rows = (value: (x: number, y: number, k: number) => number): Float32Array => {
    const out = new Float32Array(3 * count);
    for (let i = 0; i < out.length; i++) out[i] = value(...fromMiddle(Math.floor(i / 3)), i % 3);
    return out;
  };
  return {
    size: SIDE,
    positions: image(rows((x, y, k) => [MM * x, -MM * y, 0][k])),
    normals: image(rows((_x, _y, k) => (k === 2 ? 1 : 0))),
    colors: rows((x, y, k) => [0.2, 0.1, 0.05][k] * light(x, y)),
    cover: plane((x, y) => (MM * Math.hypot(x, y) < 120 ? 1 : 0)),
    seen: new Float32Array(count),
    bare: new Float32Array(count),
    thickness: new Float32Array(count).fill(8),
    ...set,
  };
}
