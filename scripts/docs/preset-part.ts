import { PRESET_NAMES } from '../../src/fitting/options/fit-options.ts';
import { PRESETS, type Preset } from '../../src/fitting/options/presets.ts';
import { code, markdownTable } from './generated-parts.ts';

const ROWS: readonly (readonly [label: string, text: (preset: Preset) => string])[] = [
  ['surface samples', ({ sampleCount }) => String(sampleCount)],
  ['photometric levels, blur in mm', ({ pixels }) => pixels.map(({ blurMm }) => blurMm).join(', ')],
  ['their steps at most', ({ pixels }) => pixels.map(({ steps }) => steps).join(' + ')],
  ['a level ends below', ({ pixels }) => `${Number((100 * pixels[0].minDecrease).toPrecision(3))} % a step`],
  [
    'ASM stages, steps',
    ({ bones }) => bones.deca.map(({ name, schedule }) => `${code(name)} ${schedule.steps}`).join(' + '),
  ],
  ['their blur in mm', ({ bones }) => bones.deca.map(({ blurMm }) => blurMm ?? 'no pixels').join(', ')],
  ['residuals, rounds', ({ detail }) => (detail === null ? 'none' : String(detail.rounds))],
  [
    'outline, steps',
    ({ outline }) =>
      outline === null ? 'none' : `${outline.identity.scalesMm.length} + ${outline.smooth.scalesMm.length}`,
  ],
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
