import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, dirichlet, type Random } from '../../../src/geometry/random.ts';
import type { MakeHuman } from './makehuman.ts';

/** Standard deviation of a slider in [-1, 1]; larger ones give caricatures (flat skulls at 0.3, looked at). */
const SLIDER_SIGMA = 0.2;
const GROUPS: Readonly<Record<string, number>> = {
  head: 0.5,
  forehead: 1,
  eyebrows: 1,
  neck: 0.6,
  eyes: 0.8,
  nose: 1,
  mouth: 1,
  ears: 0.8,
  chin: 0.8,
  cheek: 1,
};
/** Left and right sliders share this much of their deviation; the rest is asymmetry. */
const SIDE_CORRELATION = 0.9;

interface Slider {
  readonly negative: string | null;
  readonly positive: string;
  readonly sigma: number;
  /** Name without its side, so that both sides draw from one shared number. */
  readonly pair: string;
}

interface ModifierGroup {
  group: string;
  modifiers: { target?: string; min?: string; max?: string; macrovar?: string }[];
}

/** The weights of every target in one plausible adult. */
export type TargetWeights = ReadonlyMap<string, number>;

/** Draws `count` adults: ethnicity Dirichlet(.6, .6, 1.2), both genders, age 20-65, facial sliders. */
export function sampleHeads(human: MakeHuman, count: number, seed: number): TargetWeights[] {
  const random = createRandom(seed);
  const sliders = readSliders(human);
  return Array.from({ length: count }, () => {
    const weights = new Map<string, number>();
    addMacros(weights, random);
    addSliders(weights, sliders, random);
    return weights;
  });
}

function readSliders(human: MakeHuman): Slider[] {
  const path = join(human.folder, 'src', 'json', 'modifiers', 'modeling_modifiers.json');
  const groups = JSON.parse(readFileSync(path, 'utf8')) as ModifierGroup[];
  const known = new Set(human.targetNames);
  const sliders: Slider[] = [];
  for (const { group, modifiers } of groups) {
    const factor = GROUPS[group];
    if (factor === undefined) continue;
    for (const { target, min, max } of modifiers) {
      if (target === undefined || /^(head|neck)-trans/.test(target)) continue;
      const name = (suffix: string | undefined): string =>
        `data/targets/${group}/${target}${suffix === undefined ? '' : `-${suffix}`}.target`;
      if (!known.has(name(max))) throw new Error(`slider ${target}: target ${name(max)} is missing`);
      const pair = target.replace(/^[lr]-/, '');
      sliders.push({
        negative: min === undefined ? null : name(min),
        positive: name(max),
        sigma: SLIDER_SIGMA * factor,
        pair: pair === target ? '' : `${pair}-${min}-${max}`,
      });
    }
  }
  for (const target of human.targetNames.filter((name) => name.startsWith('data/targets/asym/')))
    sliders.push({ negative: null, positive: target, sigma: SLIDER_SIGMA, pair: '' });
  return sliders;
}

function addSliders(weights: Map<string, number>, sliders: readonly Slider[], random: Random): void {
  const shared = new Map<string, number>();
  for (const { negative, positive, sigma, pair } of sliders) {
    let value = random.normal();
    if (pair !== '') {
      if (!shared.has(pair)) shared.set(pair, random.normal());
      value = SIDE_CORRELATION * (shared.get(pair) ?? 0) + Math.sqrt(1 - SIDE_CORRELATION ** 2) * value;
    }
    value = Math.max(-1, Math.min(1, sigma * value));
    if (value >= 0 || negative === null) weights.set(positive, Math.abs(value));
    else weights.set(negative, -value);
  }
}

function addMacros(weights: Map<string, number>, random: Random): void {
  const ethnicity = dirichlet(random, [0.6, 0.6, 1.2]);
  const male = Math.sin((Math.PI / 2) * random.uniform()) ** 2;
  // MakeHuman's "young" is 25 and "old" 90.
  const old = Math.max(0, (20 + 45 * random.uniform() - 25) / 65);
  const muscle = threePoint(0.5 + 0.15 * random.normal());
  const weight = threePoint(0.5 + 0.15 * random.normal());
  const genders = [
    ['female', 1 - male],
    ['male', male],
  ] as const;
  const ages = [
    ['young', 1 - old],
    ['old', old],
  ] as const;
  for (const [gender, g] of genders) {
    for (const [age, a] of ages) {
      ['african', 'asian', 'caucasian'].forEach((name, e) => {
        weights.set(`data/targets/macrodetails/${name}-${gender}-${age}.target`, ethnicity[e] * g * a);
      });
      for (const [m, mw] of muscle)
        for (const [w, ww] of weight)
          weights.set(
            `data/targets/macrodetails/universal-${gender}-${age}-${m}muscle-${w}weight.target`,
            g * a * mw * ww,
          );
    }
  }
}

/** min - average - max interpolation of a value in [0, 1]. */
function threePoint(value: number): [string, number][] {
  const v = Math.max(0, Math.min(1, value));
  return v < 0.5
    ? [
        ['min', 1 - 2 * v],
        ['average', 2 * v],
      ]
    : [
        ['average', 2 - 2 * v],
        ['max', 2 * v - 1],
      ];
}
