import { lineChart } from '../../../src/export/report/chart.ts';
import { OPTIMIZER_NAMES } from '../../../src/optimizers/optimizer.ts';
import { inTable, spreadOf } from '../spread.ts';
import { tableOf } from '../write-between-marks.ts';
import { bestRun, type EncoderExperiment, type EncoderPoint, type EncoderResult, endOf } from './encoder-experiment.ts';

const LABELS = { adam: 'Adam', adamw: 'AdamW', sgd: 'SGD' } as const;
const NEAR = 1.02;
const yesNo = (regularized: boolean): string => (regularized ? 'with' : 'without');

/** Tables of the encoder's half. */
export function encoderMarkdown({ plan, crops, grid, runs }: EncoderExperiment): string {
  const { batch, hidden, heldOut } = plan.network;
  const rates = [...new Set(OPTIMIZER_NAMES.flatMap((name) => plan.learningRates[name]))].sort((a, b) => a - b);
  const pairs = [true, false].flatMap((regularized) =>
    OPTIMIZER_NAMES.map((optimizer) => ({ optimizer, regularized })),
  );
  const of = (all: readonly EncoderResult[], pair: (typeof pairs)[number]): EncoderResult[] =>
    all.filter((run) => run.optimizer === pair.optimizer && run.regularized === pair.regularized);
  const gridRows = pairs.map((pair) => {
    const own = of(grid, pair);
    const best = bestRun(own);
    const cells = rates.map((rate) => {
      const run = own.find(({ learningRate }) => learningRate === rate);
      if (run === undefined) return '';
      const text = endOf(run)?.heldOutLoss.toFixed(2) ?? 'diverged';
      return run === best ? `**${text}**` : text;
    });
    return [LABELS[pair.optimizer], yesNo(pair.regularized), ...cells];
  });
  // Of a seed, over all optimisers: what each is held against.
  const bestOf = (seed: number): number =>
    Math.min(...runs.filter((run) => run.seed === seed).flatMap(({ curve }) => curve.map((p) => p.heldOutLoss)));
  const resultRows = pairs.map((pair) => {
    const own = of(runs, pair);
    const reached = own.map((run) => reach(run, NEAR * bestOf(run.seed)));
    const ends = own.map(endOf);
    const column = (points: readonly (EncoderPoint | null)[], key: keyof EncoderPoint, digits: number): string =>
      inTable(
        points.map((point) => point?.[key] ?? null),
        digits,
      );
    return [
      LABELS[pair.optimizer],
      yesNo(pair.regularized),
      own.length === 0 ? '-' : own[0].learningRate.toExponential(0),
      column(ends, 'heldOutLoss', 2),
      column(ends, 'shapeMm', 2),
      column(ends, 'seconds', 1),
      column(reached, 'step', 0),
      column(reached, 'seconds', 1),
    ];
  });
  return [
    `### Rates of the encoder: ${plan.gridEpochs} epochs, seed ${plan.seeds[0]}`,
    `Held-out loss, without regularisation, at the end. ${crops} crops, ${heldOut} of them held out; ${hidden} hidden units, batches of ${batch}.`,
    tableOf(['optimiser', 'regularisation', ...rates.map((rate) => rate.toExponential(0))], gridRows),
    `### The encoder at the best rates: ${plan.epochs} epochs, ${plan.seeds.length} seeds`,
    "Held-out loss (without regularisation), the network's own shape on held-out crops; the first epoch whose held-out loss is within 2 % of the lowest that any run of the seed came to.",
    tableOf(
      [
        'optimiser',
        'regularisation',
        'rate',
        'held-out loss',
        'shape, mm',
        'seconds',
        'steps to within 2 %',
        'seconds to it',
      ],
      resultRows,
    ),
  ].join('\n\n');
}

function reach({ curve }: EncoderResult, loss: number): EncoderPoint | null {
  return curve.find(({ heldOutLoss }) => heldOutLoss <= loss) ?? null;
}

/** Held-out loss by step and by second, mean over seeds. */
export function encoderCharts({ runs }: EncoderExperiment): Record<string, string> {
  const chart = (xLabel: string, x: (point: EncoderPoint) => number): string =>
    lineChart({
      title: 'Held-out loss of the encoder',
      xLabel,
      yLabel: 'loss without regularisation',
      xScale: 'linear',
      markers: 'none',
      series: [true, false].flatMap((regularized) =>
        OPTIMIZER_NAMES.flatMap((optimizer) => {
          const own = runs.filter((run) => run.optimizer === optimizer && run.regularized === regularized);
          const length = Math.min(...own.map(({ curve }) => curve.length));
          if (own.length === 0 || length === 0) return [];
          const points = Array.from({ length }, (_, e): [number, number] => [
            spreadOf(own.map(({ curve }) => x(curve[e]))).mean,
            spreadOf(own.map(({ curve }) => curve[e].heldOutLoss)).mean,
          ]);
          return [{ name: `${LABELS[optimizer]}, ${yesNo(regularized)} regularisation`, points }];
        }),
      ),
    });
  return {
    'encoder-optimizers-steps': chart('steps', ({ step }) => step),
    'encoder-optimizers-seconds': chart('seconds of the process', ({ seconds }) => seconds),
  };
}
