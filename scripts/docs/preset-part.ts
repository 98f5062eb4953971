import { PRESET_NAMES } from '../../src/fitting/fit-options.ts';
import { PRESETS, type Preset } from '../../src/fitting/presets.ts';
import { code, markdownTable } from './generated-parts.ts';

const ROWS: readonly (readonly [label: string, text: (preset: Preset) => string])[] = [
  ['surface samples', ({ sampleCount }) => String(sampleCount)],
  ['photometric levels, blur in mm', ({ photometric }) => photometric.map(({ blurMm }) => blurMm).join(', ')],
  ['their steps at most', ({ photometric }) => photometric.map(({ steps }) => steps).join(' + ')],
  ['a level ends below', ({ tolerance }) => `${Number((100 * tolerance).toPrecision(3))} % a step`],
  ['ASM stages, steps', ({ asm }) => asm.map(({ name, steps }) => `${code(name)} ${steps}`).join(' + ')],
  ['their blur in mm', ({ asm }) => asm.map(({ blurMm }) => blurMm ?? 'no pixels').join(', ')],
  ['texture, texels', ({ textureSize }) => `${textureSize} x ${textureSize}`],
  ["the report's sheets", ({ sheetHalvings }) => (sheetHalvings === 0 ? 'whole' : `1/${2 ** sheetHalvings}`)],
];

/** What each preset does. */
export function presetTable(): string {
  return markdownTable(
    ['', ...PRESET_NAMES.map(code)],
    ROWS.map(([label, text]) => [label, ...PRESET_NAMES.map((name) => text(PRESETS[name]))]),
  );
}
