import { SLIDER_LIMIT } from '../../asm/sliders/slider-definition.ts';
import { isSliderName, likeliestSlider, type SliderChange } from '../../asm/sliders/slider-values.ts';
import { FREEZABLE_NAMES, type FreezableName } from '../../asm/variant.ts';
import { FORMAT_NAMES, type FormatName } from '../../export/formats/export-formats.ts';
import { HEAD_SIDE_NAMES, type HeadSideName } from '../../export/pictures/head-sides.ts';
import { isWhole, namesOf, numberOf, type OptionValue, optionValue, wholeNumber, wordsOf } from '../../option-value.ts';

// What options of the command line take beside what the library's own options do.

export const COUNT: OptionValue<number> = wholeNumber('a count', 1, 64);
export const PEOPLE: OptionValue<number> = wholeNumber('a number of people', 1, 9999999);
export const STEP: OptionValue<number> = wholeNumber('a step', 1, 9999);
export const IMAGE_SIZE: OptionValue<number> = wholeNumber('a size', 128, 4096);
export const GAZE: OptionValue<number> = wholeNumber('degrees', 0, 30);
export const PICTURE_SIZE: OptionValue<number> = wholeNumber('a size', 32, 2048);
export const TURN_FRAMES: OptionValue<number> = wholeNumber('a number of frames', 2, 720);
export const SKIN_NUMBER: OptionValue<number> = wholeNumber('a skin', 1, 64);
export const YAW: OptionValue<number> = wholeNumber('degrees', 5, 90);
export const TILT: OptionValue<number> = wholeNumber('degrees', 0, 45);
export const DISTANCE: OptionValue<number> = wholeNumber('per cent of a distance', 50, 1500);
export const PER_CENT: OptionValue<number> = wholeNumber('per cent', 0, 50);
export const FOCAL_LENGTH: OptionValue<number> = wholeNumber('per cent of a side', 50, 2000);
export const MIXTURES: OptionValue<number> = wholeNumber('a number of Gaussians', 1, 8);
export const PORT: OptionValue<number> = wholeNumber('a port', 0, 65535);
export const VIEW_INDEX: OptionValue<number> = wholeNumber('a view index', 0, Infinity);

/** Per cent of the triangles, from the finest on. */
export const LODS: OptionValue<readonly number[]> = optionValue<readonly number[]>({
  takes: 'per cent of the triangles, falling, with commas between',
  meaning: (text) => wordsOf(text).map(numberOf),
  fault: (value) => {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    const falls = all.every((x, i) => isWhole(x) && x >= 1 && x <= 99 && (i === 0 || x < Number(all[i - 1])));
    return falls && all.length <= 8
      ? null
      : `levels of detail are at most eight whole numbers in 1..99, each smaller than the one before, not "${all.join(',')}"`;
  },
});

export const FREEZE: OptionValue<readonly FreezableName[]> = namesOf('parts', FREEZABLE_NAMES);
export const SIDES: OptionValue<readonly HeadSideName[]> = namesOf('views', HEAD_SIDE_NAMES);
const NAMED_FORMATS = namesOf('formats', FORMAT_NAMES);
/** Each once, in the order they were given; `usd` stands for both of its forms. */
export const FORMATS: OptionValue<readonly FormatName[]> = {
  ...NAMED_FORMATS,
  meaning: (text) => NAMED_FORMATS.meaning(text.replace(/(^|,)(\s*)usd(?=\s*(,|$))/g, '$1usda,usdz')),
};

/** `name=value` sets a slider, `name+=value` and `name-=value` change it; several with commas between, or the option again. */
export const SLIDER_CHANGES: OptionValue<readonly SliderChange[]> = optionValue<readonly SliderChange[]>({
  takes: `sliders as name=value, or name+=value and name-=value, with commas between; values in -${SLIDER_LIMIT}..${SLIDER_LIMIT}`,
  meaning: (text) => wordsOf(text).map((word) => sliderChange(word) ?? word),
  fault: (value) => {
    const words: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const word of words) {
      if (!isSliderChange(word)) return `changes are as nose-width=0.5 or nose-width+=0.5, not "${String(word)}"`;
      if (!isSliderName(word.name))
        return `no slider is called "${word.name}", perhaps ${likeliestSlider(word.name)}; asm-fit edit <fit> --list names them`;
      if (word.how === 'to' && Math.abs(word.value) > SLIDER_LIMIT)
        return `${word.name} lies in -${SLIDER_LIMIT}..${SLIDER_LIMIT}, not ${word.value}`;
    }
    return null;
  },
  joined: (before, next) => [...before, ...next],
});

const CHANGE = /^([^=+]*?)\s*(\+=|-=|=)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;

/** Null where a word is no change. */
function sliderChange(word: string): SliderChange | null {
  const [, name, sign, digits] = CHANGE.exec(word) ?? [];
  if (name === undefined) return null;
  const value = Number(digits);
  return sign === '=' ? { name, how: 'to', value } : { name, how: 'by', value: sign === '-=' ? -value : value };
}

function isSliderChange(value: unknown): value is SliderChange {
  return typeof value === 'object' && value !== null && Number.isFinite((value as Partial<SliderChange>).value);
}
