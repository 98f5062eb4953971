import { AsmFitError } from '../../errors.ts';
import { SLIDER_LIMIT } from './slider-definition.ts';

import { SLIDERS } from './slider-table.ts';

/** Values of sliders by name; of all of them where nothing else is said. */
export type SliderValues = ReadonlyMap<string, number>;

/** How a slider is changed: to a value, or by one. */
export interface SliderChange {
  readonly name: string;
  readonly how: 'to' | 'by';
  readonly value: number;
}

const KNOWN: ReadonlySet<string> = new Set(SLIDERS.map(({ name }) => name));

/** Whether a slider has that name. */
export function isSliderName(name: string): boolean {
  return KNOWN.has(name);
}

/**
 * Values after changes, one after another.
 * @throws {AsmFitError} usage: a value beyond its slider's ends
 */
export function changedValues(values: SliderValues, changes: readonly SliderChange[]): Map<string, number> {
  const out = new Map(values);
  for (const { name, how, value } of changes) {
    const before = out.get(name) ?? 0;
    const after = how === 'to' ? value : before + value;
    if (!(Math.abs(after) <= SLIDER_LIMIT))
      throw new AsmFitError(
        'usage',
        `${name}: must lie in -${SLIDER_LIMIT}..${SLIDER_LIMIT}; received ${Number(after.toFixed(4))}${how === 'by' ? `, ${before} and ${value} more` : ''}`,
        'give a value within its ends, as asm-fit edit --list shows them',
      );
    out.set(name, after);
  }
  return out;
}

/** The slider whose name is most like one that is none: by the fewest letters to be changed, dropped or added. */
export function likeliestSlider(name: string): string {
  let best = SLIDERS[0].name;
  let least = Number.POSITIVE_INFINITY;
  for (const known of KNOWN) {
    const distance = editDistance(name, known);
    if (distance < least) {
      least = distance;
      best = known;
    }
  }
  return best;
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
