import { extractRows, type HeadCrop } from './crop/crop.ts';
import type { MakeHuman } from './makehuman/makehuman.ts';

const FOLDER = 'data/targets/expression/units/caucasian/';
/** The jaw's joint does what this one does. */
const JAW_SHAPE = 'mouth-open';
/** How far from the middle a half has the whole strength, mm: half the width of a philtrum. */
const BLEND_MM = 6;

/** Names and displacements of rows [R, 3] mm. */
export interface Shapes {
  readonly names: readonly string[];
  readonly deltas: readonly Float64Array[];
}

/**
 * MakeHuman's own expression units, those that move both sides as halves `<name>-left` and `<name>-right`:
 *   half(v) = s(x_v) whole(v),  s = smoothstep from -BLEND_MM to BLEND_MM
 * so that the halves sum to the whole.
 * @param base rows [R, 3] mm
 */
export function expressionUnits(human: MakeHuman, crop: HeadCrop, base: ArrayLike<number>): Shapes {
  const names: string[] = [];
  const deltas: Float64Array[] = [];
  for (const target of human.targetNames.filter((name) => name.startsWith(FOLDER))) {
    const name = target.slice(FOLDER.length).replace('.target', '');
    if (name === JAW_SHAPE) continue;
    const whole = extractRows(human, crop, human.target(target));
    if (/left|right/.test(name)) {
      names.push(name);
      deltas.push(whole);
      continue;
    }
    for (const [side, sign] of [
      ['left', 1],
      ['right', -1],
    ] as const) {
      names.push(`${name}-${side}`);
      deltas.push(whole.map((x, i) => x * share((sign * base[i - (i % 3)]) / BLEND_MM)));
    }
  }
  return { names, deltas };
}

/** Smoothstep from -1 to 1. */
function share(x: number): number {
  const t = Math.min(1, Math.max(0, (x + 1) / 2));
  return t * t * (3 - 2 * t);
}
