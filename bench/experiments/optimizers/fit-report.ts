import { lineChart } from '../../../src/export/report/chart.ts';
import { OPTIMIZER_NAMES } from '../../../src/optimizers/optimizer.ts';
import { inTable, spreadOf } from '../spread.ts';
import { tableOf } from '../write-between-marks.ts';
import { type FitExperiment, lowestEnd, REFRESH_STEPS, REGULARIZATION } from './fit-experiment.ts';
import type { FitResult } from './fit-runs.ts';
import { endLoss, stepsToNear } from './summarize-fits.ts';

const LABELS = { adam: 'Adam', adamw: 'AdamW', sgd: 'SGD' } as const;
const yesNo = (regularized: boolean): string => (regularized ? 'with' : 'without');

/** Runs of the longest budget, with the lowest loss that any optimiser ended with on the same capture and seed. */
function longest({ plan, runs }: FitExperiment): { readonly run: FitResult; readonly best: number }[] {
  const long = runs.filter(({ optimizer, steps }) => steps === Math.max(...plan.budgets[optimizer]));
  return long.map((run) => ({
    run,
    best: lowestEnd(
      long.filter(
        (other) => other.capture === run.capture && other.seed === run.seed && other.regularized === run.regularized,
      ),
    ),
  }));
}

/** Tables of the fit's half. */
export function fitMarkdown(experiment: FitExperiment): string {
  const { plan } = experiment;
  return [
    `### Rates of the fit: ${plan.gridSteps} steps, seed ${plan.seeds[0]}`,
    'Loss at the end over the lowest of its capture, mean over captures; the factor stands before all learning rates of the stage.',
    gridTable(experiment),
    `### The fit at the best rates: ${plan.seeds.length} seeds`,
    `Means over captures and seeds ± their standard deviation; ${OPTIMIZER_NAMES.map((name) => `${LABELS[name]} ${Math.max(...plan.budgets[name])} steps`).join(', ')}.`,
    reachTable(experiment),
    '### The fit at equal time: mean mm to the truth, protocol `now`',
    'Means over seeds ± their standard deviation. A step takes as long whatever the optimiser, so that equal steps are equal time.',
    millimetreTable(experiment),
  ].join('\n\n');
}

function gridTable({ plan, grid, chosen }: FitExperiment): string {
  const factors = [...new Set(OPTIMIZER_NAMES.flatMap((name) => plan.factors[name]))].sort((a, b) => a - b);
  const captures = [...new Set(grid.map(({ capture }) => capture))];
  const rows = REGULARIZATION.flatMap((regularized) => {
    const same = grid.filter((run) => run.regularized === regularized);
    const lowest = new Map(captures.map((name) => [name, lowestEnd(same.filter(({ capture }) => capture === name))]));
    return OPTIMIZER_NAMES.map((optimizer) => {
      const best = chosen.find((choice) => choice.optimizer === optimizer && choice.regularized === regularized);
      const cells = factors.map((factor) => {
        const runs = same.filter((run) => run.optimizer === optimizer && run.factor === factor);
        if (runs.length === 0) return '';
        const ends = runs.map((run) => endLoss(run, REFRESH_STEPS));
        if (ends.some((end) => end === null)) return 'diverged';
        const ratios = ends.map((end, i) => (end as number) / (lowest.get(runs[i].capture) as number));
        const text = spreadOf(ratios).mean.toFixed(3);
        return factor === best?.factor ? `**${text}**` : text;
      });
      return [LABELS[optimizer], yesNo(regularized), ...cells];
    });
  });
  return tableOf(['optimiser', 'regularisation', ...factors.map((factor) => `x ${factor}`)], rows);
}

function reachTable(experiment: FitExperiment): string {
  const all = longest(experiment);
  const rows = experiment.chosen.map(({ optimizer, regularized, factor }) => {
    const own = all.filter(({ run }) => run.optimizer === optimizer && run.regularized === regularized);
    const steps = own.map(({ run, best }) => stepsToNear(run.losses, best));
    const seconds = own.map(({ run }, i) => (steps[i] === null ? null : (steps[i] as number) * run.secondsPerStep));
    const ratios = own.map(({ run, best }) => {
      const end = endLoss(run, REFRESH_STEPS);
      return end === null ? null : end / best;
    });
    return [
      LABELS[optimizer],
      yesNo(regularized),
      `x ${factor}`,
      inTable(steps, 0),
      inTable(seconds, 2),
      inTable(ratios, 3),
      inTable(
        own.map(({ run }) => 1000 * run.secondsPerStep),
        0,
      ),
    ];
  });
  const head = [
    'optimiser',
    'regularisation',
    'rate',
    'steps to within 2 %',
    'seconds to it',
    'end / best',
    'ms a step',
  ];
  return tableOf(head, rows);
}

function millimetreTable({ plan, chosen, runs }: FitExperiment): string {
  const captures = [...new Set(runs.map(({ capture }) => capture))];
  const budgets = [...new Set(OPTIMIZER_NAMES.flatMap((name) => plan.budgets[name]))].sort((a, b) => a - b);
  const columns = captures.flatMap((capture) => budgets.map((steps) => ({ capture, steps })));
  const rows = chosen.map(({ optimizer, regularized }) => [
    LABELS[optimizer],
    yesNo(regularized),
    ...columns.map(({ capture, steps }) =>
      inTable(
        runs
          .filter(
            (run) =>
              run.capture === capture &&
              run.steps === steps &&
              run.optimizer === optimizer &&
              run.regularized === regularized,
          )
          .map(({ mm }) => mm),
        3,
      ),
    ),
  ]);
  const head = columns.map(({ capture, steps }) => `${capture}, ${steps} steps`);
  return tableOf(['optimiser', 'regularisation', ...head], rows);
}

/** Steps that charts leave out. */
const FIRST = 4;

/** Loss by step, mean over captures and seeds: how far above the best, per cent. */
export function fitCharts(experiment: FitExperiment): Record<string, string> {
  const all = longest(experiment);
  const chart = (regularized: boolean): string =>
    lineChart({
      title: `Loss of the fit's last stage, ${yesNo(regularized)} regularisation`,
      xLabel: 'steps',
      yLabel: 'above the best, %',
      xScale: 'log',
      markers: 'none',
      series: OPTIMIZER_NAMES.map((optimizer) => {
        const own = all.filter(({ run }) => run.optimizer === optimizer && run.regularized === regularized);
        const length = Math.min(...own.map(({ run }) => run.losses.length));
        const points = Array.from({ length: own.length === 0 ? 0 : length }, (_, step): [number, number] => [
          step + 1,
          spreadOf(own.map(({ run, best }) => 100 * (run.losses[step] / best - 1))).mean,
        ]);
        // Adam's first steps may lead far up.
        return { name: LABELS[optimizer], points: points.length > FIRST ? points.slice(FIRST) : points };
      }).filter(({ points }) => points.length > 0),
    });
  return { 'fit-optimizers': chart(true), 'fit-optimizers-unregularized': chart(false) };
}
