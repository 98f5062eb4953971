import type { Preset } from './presets.ts';
import type { WeightedTerm } from './stages.ts';

/** A stage or preset as JSON holds it: its terms by name. */
export type Recorded<T> = T extends readonly WeightedTerm[]
  ? Readonly<Record<string, number>>
  : T extends readonly (infer Item)[]
    ? readonly Recorded<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Recorded<T[Key]> }
      : T;

/** All that shaped a fit's result, for fit.json. */
export function presetRecord(preset: Preset): Recorded<Preset> {
  return recorded(preset) as Recorded<Preset>;
}

function recorded(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isWeightedTerm))
      return Object.fromEntries(value.map(({ term, weight }) => [term.name, weight]));
    return value.map(recorded);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, recorded(own)]));
}

function isWeightedTerm(value: unknown): value is WeightedTerm {
  return typeof value === 'object' && value !== null && 'term' in value && 'weight' in value;
}
