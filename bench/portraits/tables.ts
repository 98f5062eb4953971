import { isSkin, SEGMENT_CLASSES } from '../../src/capture/segmentation/classes.ts';
import { tableOf } from '../experiments/write-between-marks.ts';
import { addConfusion, noConfusion } from './label-check.ts';
import type { PortraitResult } from './measure.ts';

/** A person of the benchmark. */
export interface PortraitRow extends PortraitResult {
  readonly seed: number;
  /** From light to dark. */
  readonly skin: number;
  readonly hair: string;
}

/** Every person, the classes' confusion, and the darkest third beside the lightest, as Markdown. @param rows from light to dark skins */
export function portraitTables(rows: readonly PortraitRow[]): string {
  const share = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;
  const people = tableOf(
    [
      'seed',
      'skin',
      'hair',
      'face, mm',
      'texels from what is no skin',
      'head told: mean',
      'least',
      'bald head fitted: mean',
      'least',
      'with hair: mean',
      'least',
    ],
    rows.map((row) => [
      `${row.seed}`,
      `${row.skin}`,
      row.hair,
      row.faceMm.toFixed(2),
      `${row.wrong} (${share(row.wrong, row.painted)})`,
      ...[row.toldHead, row.fittedHead, row.hairyHead].flatMap((list) => [
        mean(list).toFixed(3),
        Math.min(...list).toFixed(3),
      ]),
    ]),
  );
  const sum = noConfusion();
  for (const { confusion } of rows) addConfusion(sum, confusion);
  const confusion = tableOf(
    ['is \\ told as', ...SEGMENT_CLASSES],
    sum.flatMap((row, label) => {
      const all = row.reduce((a, b) => a + b, 0);
      return all === 0 ? [] : [[SEGMENT_CLASSES[label], ...row.map((own) => share(own, all))]];
    }),
  );
  // Pixels are sampled between, so that a few fall between two classes.
  const wrongOf = SEGMENT_CLASSES.flatMap((name, label) =>
    isSkin(label) ? [] : [`${name} ${rows.reduce((a, row) => a + row.wrongOf[label], 0)}`],
  );
  const third = Math.max(1, Math.floor(rows.length / 3));
  const [light, dark] = [rows.slice(0, third), rows.slice(-third)].map((own) => mean(own.map(({ faceMm }) => faceMm)));
  const painted = rows.reduce((a, row) => a + row.painted, 0);
  return [
    people,
    '',
    `Texels painted from what is no skin, more than two pixels inside it, by what the pixel shows: ${wrongOf.join(', ')}, the rest between two classes; of ${painted}.`,
    '',
    'What pixels are told to be, of what they are:',
    '',
    confusion,
    '',
    `Face error, mean over the lightest third of the skins ${light.toFixed(3)} mm, the darkest ${dark.toFixed(3)} mm (${(100 * (dark / light - 1)).toFixed(0)} %).`,
  ].join('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}
