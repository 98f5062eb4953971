import { describe, expect, it } from 'vitest';
import { INIT_NAMES, PRESET_NAMES, type PresetName } from '../../../src/fitting/options/fit-options.ts';
import { presetRecord } from '../../../src/fitting/options/preset-record.ts';
import { PRESETS, presetFor } from '../../../src/fitting/options/presets.ts';
import { DETAIL } from '../../../src/fitting/options/stage-defaults.ts';
import type { BoneStage, MorphableStage, WeightedTerm } from '../../../src/fitting/options/stages.ts';
import { MORPHABLE_SCAN_PRESET, SCAN_PRESET } from '../../../src/fitting/scan/scan-stages.ts';

const PIXEL_TERMS = ['consistency', 'shading'];
const named = (terms: readonly WeightedTerm[]): string[] => terms.map(({ term }) => term.name);

const chosen = (preset: PresetName, detail = false): { preset: PresetName; detail: boolean } => ({ preset, detail });

/** All stages of a preset that look at the photographs. */
function stagesOf(viewCount: number, name: PresetName): (MorphableStage | BoneStage)[] {
  const { first, pixels, bones } = presetFor(chosen(name), viewCount);
  return [first.landmarks, ...pixels, ...INIT_NAMES.flatMap((init) => bones[init])];
}

describe.each(PRESET_NAMES)('preset %s', (name) => {
  it('of several views is what its name says', () => {
    expect(presetFor(chosen(name), 2)).toBe(PRESETS[name]);
    expect(presetFor(chosen(name), 9)).toBe(PRESETS[name]);
  });

  it('has residuals where they are asked for, and by itself but with fast', () => {
    expect(presetFor(chosen(name, true), 2).detail).toBe(DETAIL);
    expect(presetFor(chosen(name), 2).detail).toBe(name === 'fast' ? null : DETAIL);
    expect(presetFor(chosen(name, true), 1).detail).toBeNull();
  });

  it('of a single view looks at no pixels, and keeps what is not of its stages', () => {
    const { pixels, detail, sampleCount, textureSize, sheetHalvings } = presetFor(chosen(name), 1);
    expect([pixels, detail]).toEqual([[], null]);
    for (const { terms, blurMm } of stagesOf(1, name)) {
      expect(blurMm).toBeNull();
      for (const term of named(terms)) expect(PIXEL_TERMS).not.toContain(term);
    }
    expect([sampleCount, textureSize, sheetHalvings]).toEqual([
      PRESETS[name].sampleCount,
      PRESETS[name].textureSize,
      PRESETS[name].sheetHalvings,
    ]);
  });

  it('of a single view trusts its outline less, and has none where several views have none', () => {
    const [alone, several] = [presetFor(chosen(name), 1).outline, PRESETS[name].outline];
    expect(alone === null).toBe(several === null);
    if (alone === null || several === null) return;
    expect(alone.identity.points).toBeLessThan(several.identity.points);
    expect({ ...alone, identity: several.identity }).toEqual(several);
  });

  it('blurs pictures where a term looks at them, and nowhere else; the finest last', () => {
    for (const viewCount of [1, 3])
      for (const { name: stage, terms, blurMm } of stagesOf(viewCount, name)) {
        const looks = named(terms).some((term) => PIXEL_TERMS.includes(term));
        expect(blurMm !== null, stage).toBe(looks);
        for (const { weight } of terms) expect(weight).toBeGreaterThan(0);
      }
    const blurs = PRESETS[name].pixels.map(({ blurMm }) => blurMm ?? 0);
    expect(blurs).toEqual(blurs.toSorted((a, b) => b - a));
  });

  it('is recorded whole, its terms by their names and weights', () => {
    for (const viewCount of [1, 3]) {
      const preset = presetFor(chosen(name), viewCount);
      const record = presetRecord(preset);
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      // Put the terms back: nothing else is missing, and nothing more is there.
      const whole = (own: unknown, written: unknown, path: string): void => {
        if (Array.isArray(own) && own.length > 0 && own[0]?.term !== undefined) {
          expect(Object.entries(written as object), path).toEqual(own.map(({ term, weight }) => [term.name, weight]));
        } else if (own === null || typeof own !== 'object') {
          expect(written, path).toBe(own);
        } else {
          expect(Object.keys(written as object), path).toEqual(Object.keys(own));
          for (const [key, value] of Object.entries(own))
            whole(value, (written as Record<string, unknown>)[key], `${path}.${key}`);
        }
      };
      whole(preset, record, name);
      expect(record.bones.deca[0].terms.landmark).toBe(preset.bones.deca[0].terms[0].weight);
    }
  });
});

it('faster presets take fewer steps, and no more samples', () => {
  const cost = (name: PresetName) => {
    const { sampleCount, pixels, bones } = PRESETS[name];
    const steps = bones.deca.reduce((sum, { schedule }) => sum + schedule.steps, 0);
    return [
      sampleCount === 'all' ? Number.MAX_VALUE : sampleCount,
      pixels.reduce((sum, stage) => sum + stage.steps, 0),
      steps,
    ];
  };
  const [fast, balanced, best] = PRESET_NAMES.map(cost);
  expect(fast[0]).toBeLessThanOrEqual(balanced[0]);
  fast.slice(1).forEach((x, i) => {
    expect(x).toBeLessThan(balanced[i + 1]);
  });
  expect(best[0]).toBeGreaterThanOrEqual(balanced[0]);
  balanced.slice(1).forEach((x, i) => {
    expect(x).toBeLessThan(best[i + 1]);
  });
});

it('presets of scans are written as JSON whole', () => {
  for (const preset of [SCAN_PRESET, MORPHABLE_SCAN_PRESET]) expect(JSON.parse(JSON.stringify(preset))).toEqual(preset);
});
