import type { FitDocument } from './fit-document.ts';
import type { LossCurve, ViewerData } from './viewer-data.ts';

type View = NonNullable<NonNullable<FitDocument['methods']['asm']>['views']>[number];

/** What a fit came to, in a line each. */
export function fitFactsOf({
  head,
  edit,
  options,
  methods,
  texture,
  timing,
  medianMm,
  meanMm,
}: FitDocument): ViewerData['facts'] {
  const views = methods.asm?.views ?? [];
  const used = views.filter((view) => view.used);
  const landmarks = mean(used.map((view) => view.landmarkRmsPercentIod));
  const psnr = mean(used.map((view) => view.photometricPsnrDb));
  const facts: (readonly [string, string | null])[] = [
    ['views used', views.length === 0 ? null : `${used.length} of ${views.length}`],
    ['landmarks off', landmarks === null ? null : `${landmarks.toFixed(2)} % of the eyes' distance`],
    ['re-rendering', psnr === null ? null : `${psnr.toFixed(1)} dB`],
    ['scan, median', medianMm === undefined ? null : `${medianMm.toFixed(2)} mm`],
    ['scan, mean', meanMm === undefined ? null : `${meanMm.toFixed(2)} mm`],
    [
      'skin seen',
      texture === undefined || texture === null
        ? null
        : `${(100 * texture.coverage).toFixed(0)} %, ${texture.size} texels`,
    ],
    ['parameters', methods.asm?.parameterCount === undefined ? null : String(methods.asm.parameterCount)],
    ['head', head],
    ['edited', edit === undefined ? null : editedText(edit.sliders)],
    ['preset', options?.preset ?? null],
    ['time', timing === undefined ? null : `${timing.totalSeconds.toFixed(1)} s`],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
}

/** Sliders that were set, each with its value. */
function editedText(sliders: Readonly<Record<string, number>>): string {
  const set = Object.entries(sliders).map(([name, value]) => `${name} ${value}`);
  return set.length === 0 ? 'all sliders as fitted' : set.join(', ');
}

/** How well the head lies on a photograph. */
export function photographCaption({ landmarkRmsPercentIod: rms, photometricPsnrDb: psnr }: View): string {
  const parts = [
    typeof rms === 'number' ? `${rms.toFixed(1)} %` : null,
    typeof psnr === 'number' ? `${psnr.toFixed(1)} dB` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** The losses of each stage in order; a stage of one step is no curve. */
export function lossCurves(losses: NonNullable<FitDocument['losses']>): LossCurve[] {
  const stages = new Map<string, number[]>();
  for (const { stage, total } of losses) stages.set(stage, [...(stages.get(stage) ?? []), total]);
  return [...stages].filter(([, totals]) => totals.length > 1).map(([stage, totals]) => ({ stage, totals }));
}

function mean(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
