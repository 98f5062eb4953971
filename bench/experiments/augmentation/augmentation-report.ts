import { inTable } from '../spread.ts';
import { tableOf } from '../write-between-marks.ts';
import type { AugmentationExperiment } from './augmentation-experiment.ts';
import { TREATMENTS } from './plans.ts';

/** The table of treatments: means over seeds and their deviation. */
export function augmentationMarkdown({ plan, meanHead, results }: AugmentationExperiment): string {
  const captures = Object.keys(meanHead);
  const rows = TREATMENTS.map(({ name }) => {
    const own = results.filter(({ treatment }) => treatment === name);
    const cell = (value: (result: (typeof own)[number]) => number): string => inTable(own.map(value), 2);
    return [
      name,
      ...captures.map((capture) => cell(({ scans }) => scans[capture])),
      cell(({ clear }) => clear.shapeMm),
      cell(({ occluded }) => occluded.shapeMm),
      cell(({ clear }) => clear.expressionMm),
      cell(({ occluded }) => occluded.expressionMm),
      cell(({ clear }) => clear.landmarkPercent),
      cell(({ occluded }) => occluded.landmarkPercent),
    ];
  });
  const measures = ['shape', 'expression', 'landmarks'].flatMap((what) => [`${what}, clear`, `${what}, occluded`]);
  const { people, cropsOfPerson, testPeople, options, seeds } = plan;
  const mean = captures.map((capture) => `${capture} ${meanHead[capture].toFixed(2)}`).join(', ');
  return [
    `${people * cropsOfPerson} crops of ${people} people, ${results[0].steps} steps of ${options.batch}, ${options.hidden} hidden units, ${seeds.length} seeds of the training; tested on ${2 * testPeople} rendered crops of ${testPeople} other people, as they are and behind a hand or a patch, and on each view of the captures alone. Captures: mean mm, protocol \`now\` (mean head: ${mean}). Shape and expression: root mean square mm; landmarks: per cent of half the crop.`,
    tableOf(['treatment', ...captures, ...measures], rows),
  ].join('\n\n');
}
